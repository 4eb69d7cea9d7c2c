"""What people paste from documents and spreadsheets: lines without their bullets, rows without their quoting."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass

PASTE_AT_MOST = 200_000
"""Characters of a paste that are read: some thousand rows, more than any plan or roster has."""

_BULLET = re.compile(
    r"(?:[•◦▪▫■□●○‣⁃∙·*✓✔☐➢➤►→]|[-–—](?=\s)|o(?=\t|\s{2})|\(?[0-9]{1,3}(?:\.[0-9]{1,3}){0,3}[.)](?=\s)"
    r"|\(?[a-zA-Z]\)(?=\s)|[0-9]{1,3}(?:\.[0-9]{1,3}){0,3}\.?(?=\t))\s*"
)
_BLANKS = re.compile(r"[\t \u00a0]*")
_BREAK = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a pasted list."""

    text: str
    """Without bullet or number, white space gathered."""
    depth: int
    """0 for the outermost level of the paste, one more for each deeper indentation."""


def read_lines(text: str) -> tuple[Line, ...]:
    """The lines of a paste from a document, bullets and numbering taken off, empty ones left out."""
    found: list[tuple[int, str]] = []
    for raw in _BREAK.split(_clean(text)):
        blanks = _BLANKS.match(raw)
        indent = len(blanks[0].expandtabs(4)) if blanks else 0
        words = " ".join(_BULLET.sub("", raw.strip(), count=1).split()) if _BULLET.match(raw.strip()) else raw
        if words := " ".join(words.split()):
            found.append((indent, words))
    depths = _depths([indent for indent, _ in found])
    return tuple(Line(words, depth) for (_, words), depth in zip(found, depths, strict=True))


def read_rows(text: str) -> tuple[tuple[str, ...], ...]:
    """The cells of a paste from a spreadsheet: tabs, else semicolons, else commas; quoted cells may hold them all.

    Empty rows are left out, cells trimmed. A paste that is no table comes as rows of one cell.
    """
    clean = _clean(text)
    if clean[:4].casefold() == "sep=":  # a spreadsheet's own word for its separator
        clean = clean.partition("\n")[2]
    separator = _separator(clean)
    if separator is None:
        return tuple((" ".join(line.split()),) for line in _BREAK.split(clean) if line.strip())
    rows = _parsed(clean, separator)
    cells = (tuple(" ".join(cell.split()) for cell in row) for row in rows)
    return tuple(row for row in cells if any(row))


def _clean(text: str) -> str:
    return text[:PASTE_AT_MOST].lstrip("\ufeff").replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")


def _depths(indents: list[int]) -> list[int]:
    """Ranks by a stack of open indentations, so that ragged pastes still nest sensibly."""
    depths: list[int] = []
    open_indents: list[int] = []
    for indent in indents:
        while open_indents and open_indents[-1] >= indent:
            open_indents.pop()
        depths.append(len(open_indents))
        open_indents.append(indent)
    return depths


def _separator(text: str) -> str | None:
    for separator in ("\t", ";", ","):
        if separator in text:
            return separator
    return None


def _parsed(text: str, separator: str) -> list[list[str]]:
    # With an odd number of quotes one is a plain character, and believing it would swallow the rows behind it.
    quoted = text.count('"') % 2 == 0
    lines = [line + "\n" for line in text.split("\n")]
    try:
        if quoted:
            return list(csv.reader(lines, delimiter=separator, skipinitialspace=True))
        return list(csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE))
    except csv.Error:  # a cell longer than csv takes
        return [line.split(separator) for line in text.split("\n")]
