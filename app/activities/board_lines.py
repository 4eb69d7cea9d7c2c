"""The lines that people wrote, on the board, for every step that has them on its stage: the room reads what it said.

The lines stand in the first of their forms that fits, large type first; at the end what is left out is counted
(static/board.js).
"""

from __future__ import annotations

from dataclasses import dataclass

from app.activities import writing
from app.activities.contract import Moment, Piece
from app.domain.projection import Node


@dataclass(frozen=True, slots=True)
class Said:
    id: str
    text: str
    name: str
    placed: str
    """Number of what it became in the plan."""


@dataclass(frozen=True, slots=True)
class AllSaid:
    lines: tuple[Said, ...]


def said(moment: Moment) -> Piece:
    """Every line of the step in progress, in order."""
    lines = tuple(_said(moment, note) for note in writing.notes(moment))
    return Piece("said", "board/said.html", AllSaid(lines))


def wait(moment: Moment) -> bool:
    """Whether a line of this step has no place in the plan yet and was not put aside."""
    return any(
        not note.fields.get("placed") and not note.fields.get("parked") for note in writing.notes(moment)
    )


def _said(moment: Moment, note: Node) -> Said:
    return Said(note.id, note.text("text"), writing.author(moment, note), writing.placed(moment, note))
