"""What bin/setup makes, and what it leaves alone."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
UNAVAILABLE = 69


def test_an_environment_that_is_only_linked_to_is_not_emptied(tmp_path: Path) -> None:
    tree, elsewhere = tmp_path / "tree", tmp_path / "elsewhere"
    (tree / "bin").mkdir(parents=True)
    for name in ("bin/setup", "pyproject.toml", "requirements.txt"):
        shutil.copy(ROOT / name, tree / name)
    elsewhere.mkdir()
    (elsewhere / "kept").touch()
    (tree / ".venv").symlink_to(elsewhere)

    said = subprocess.run([tree / "bin" / "setup", "run"], capture_output=True, text=True, check=False)

    assert said.returncode == UNAVAILABLE, said.stderr
    assert f"{tree / '.venv'} is a link" in said.stderr
    assert (elsewhere / "kept").exists()
