"""The lines that people wrote, on the board, for every step that has them on its stage: the room reads what it said.

The lines stand in the first of their forms that fits, large type first; at the end what is left out is counted
(static/board.js).
"""

from __future__ import annotations

from dataclasses import dataclass

from app.activities import questions, writing
from app.activities.contract import Moment, Piece
from app.domain.agenda import said as words
from app.domain.projection import Node


@dataclass(frozen=True, slots=True)
class Said:
    id: str
    text: str
    scope: str
    name: str
    placed: str
    """Number of what it became in the plan."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The lines that answer one question."""

    ask: str
    """Empty where the step has but one, which the head says."""
    lines: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class AllSaid:
    questions: tuple[Answers, ...]


def said(moment: Moment) -> Piece:
    """Every line of the step in progress, in order."""
    given = questions.answered(moment, writing.notes(moment))
    asked = ((words(prompt.ask, moment.language) if prompt else "", notes) for prompt, notes in given)
    answers = tuple(Answers(ask, tuple(_said(moment, note) for note in notes)) for ask, notes in asked)
    return Piece("said", "board/said.html", AllSaid(answers))


def wait(moment: Moment) -> bool:
    """Whether a line of this step has no place in the plan yet and was not put aside."""
    return any(not writing.settled(moment, note) for note in writing.notes(moment))


def _said(moment: Moment, note: Node) -> Said:
    return Said(
        note.id,
        note.text("text"),
        note.text("scope"),
        writing.author(moment, note),
        writing.placed(moment, note),
    )
