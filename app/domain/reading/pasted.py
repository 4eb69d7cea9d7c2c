"""A list pasted from a document or a spreadsheet: lines into records of the plan, one line a record.

An indented list is a tree: factors, under them conditions, under those actions; so is a table whose columns are those.
With a fourth level the topmost is the goal. A list of one kind is read flat, and further cells of a row are read on as
words of its line. What cannot become a record is said with the line it is about, and nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.reading.lines import read_lines, read_rows
from app.domain.reading.names import folded

TREE = "tree"
LEVELS = ("csf", "nc", "action")
FLAT = ("csf", "nc", "action", "constraint", "note", "promise")
LONGEST = {"note": 240}
"""Characters of a line, where they are not those of a statement."""
LONGEST_STATEMENT = 500
_TABLE = re.compile(r"\S[^\S\n]*\t[^\S\n]*\S")


class Wrong(StrEnum):
    """Why a line can become no record."""

    TOO_DEEP = "too-deep"
    TOO_LONG = "too-long"
    NO_PARENT = "no-parent"
    """It stands in the column of a condition or an action, and nothing stands in front of it."""


@dataclass(frozen=True, slots=True)
class PastedLine:
    row: int
    """Which filled line of the paste, from 1."""
    kind: str
    text: str
    parent: int | None = None
    """Place in the list of the line that it hangs under; None at the top of the paste."""
    wrong: Wrong | None = None
    over: int = 0
    """By how many characters it is too long."""


def read_pasted(text: str, kind: str, names: Sequence[str] = ()) -> tuple[PastedLine, ...]:
    """The lines of a paste as records of `kind`, or of the tree. `names`: of the roster, to tell an owner's cell."""
    table = _TABLE.search(text) is not None
    if kind != TREE:
        rows = _joined(text, names) if table else [line.text for line in read_lines(text)]
        return tuple(_checked(PastedLine(row, kind, words)) for row, words in enumerate(rows, 1))
    if table:
        return _tree(_columns(text, names))
    return _tree([Placed(row, line.depth, line.text) for row, line in enumerate(read_lines(text), 1)])


@dataclass(frozen=True, slots=True)
class Placed:
    """A line at its depth, 0 outermost."""

    row: int
    depth: int
    text: str


def _joined(text: str, names: Sequence[str]) -> list[str]:
    return [_one_line(cells, names) for cells in read_rows(text)]


def _one_line(cells: Sequence[str], names: Sequence[str]) -> str:
    """The cells of a row read on as one line; a cell that is somebody's name is the owner."""
    known = {folded(name) for name in names if folded(name)}
    first, *rest = [cell for cell in cells if cell]
    return ", ".join([first, *(f"@{cell}" if folded(cell) in known else cell for cell in rest)])


def _columns(text: str, names: Sequence[str]) -> list[Placed]:
    """A table's rows as lines at the depth of their column; what a row repeats of the one before stands there once."""
    found: list[Placed] = []
    open_now: list[str] = []
    for row, cells in enumerate(read_rows(text), 1):
        for depth, cell in enumerate(cells[: len(LEVELS)]):
            words = cell
            if depth == len(LEVELS) - 1 and cell:
                words = _one_line(cells[depth:], names)
            if not words or open_now[depth : depth + 1] == [words]:
                continue
            found.append(Placed(row, depth, words))
            open_now = [*open_now[:depth], *[""] * (depth - len(open_now)), words]
    return found


def _tree(lines: Sequence[Placed]) -> tuple[PastedLine, ...]:
    deepest = max((line.depth for line in lines), default=0)
    roots = sum(line.depth == 0 for line in lines)
    kinds = ("goal", *LEVELS) if deepest >= len(LEVELS) and roots == 1 else LEVELS
    above: list[int | None] = [None] * (len(kinds) + 1)
    found: list[PastedLine] = []
    for at, line in enumerate(lines):
        if line.depth >= len(kinds):
            found.append(PastedLine(line.row, kinds[-1], line.text, wrong=Wrong.TOO_DEEP))
            continue
        parent = above[line.depth - 1] if line.depth else None
        wrong = Wrong.NO_PARENT if line.depth and parent is None else None
        found.append(_checked(PastedLine(line.row, kinds[line.depth], line.text, parent, wrong)))
        above[line.depth :] = [at, *[None] * (len(kinds) - line.depth)]
    return tuple(found)


def _checked(line: PastedLine) -> PastedLine:
    over = len(line.text) - LONGEST.get(line.kind, LONGEST_STATEMENT)
    if line.wrong is None and over > 0:
        return PastedLine(line.row, line.kind, line.text, line.parent, Wrong.TOO_LONG, over)
    return line
