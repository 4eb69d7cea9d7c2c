"""Reads the formats in `workshops/*.toml` at start, and refuses a wrong one with file, line and fix.

`load` is called once by whoever starts the server, and by the tests that hold the shipped formats right.
Nothing else reads those files: a day that has begun keeps its format in the plan's log. `read` and `write` are also
for the formats that facilitators make in the browser: the same text, both ways.
"""

from __future__ import annotations

from app.formats.known import KNOWN
from app.formats.load import FormatError, Problem, load, read
from app.formats.write import write

__all__ = ["KNOWN", "FormatError", "Problem", "load", "read", "write"]
