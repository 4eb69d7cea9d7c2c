"""`stratroom …`: what an administrator types.

Thin: each group of commands is a module beside this one, which registers itself on `commands`. Commands parse
what was typed, call the part of the house that does the work, and say what happened in words.

Exit codes: 0 done; 1 done, and the answer is no (`verify` found something); 2 not understood; 69 something it
needs is not there (a port, a disk, a library); 70 a fault of ours; 78 a setting cannot be used.
"""

from __future__ import annotations

import os

from app.cli.loading import loading
from app.i18n import Language, is_language, use_language


def main() -> None:
    """Entry of the `stratroom` command."""
    with use_language(_spoken()):
        with loading():
            from app.cli.groups import commands
        commands(prog_name="stratroom")


def _spoken() -> Language:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        code = os.environ.get(variable, "")[:2].lower()
        if code:
            return code if is_language(code) else "en"
    return "en"
