"""The challenge on the board: how many questions are open, and each with its answer or its owner."""

from __future__ import annotations

from dataclasses import dataclass

from app.activities.challenge import questions
from app.activities.challenge.questions import Question
from app.activities.contract import Lists, Moment, Piece
from app.activities.lines import is_shared

TEMPLATE = "activities/challenge/templates/board.html"


@dataclass(frozen=True, slots=True)
class Challenge:
    questions: tuple[Question, ...]
    open: int


def shown(moment: Moment) -> Lists:
    if is_shared(moment):
        return {}
    found = tuple(questions.question(moment, node) for node in questions.nodes(moment))
    return {"stage": (Piece("challenge", TEMPLATE, Challenge(found, questions.open_ones(moment))),)}
