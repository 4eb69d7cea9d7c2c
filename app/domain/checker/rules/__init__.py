"""One file per subject; each public function is one rule."""
