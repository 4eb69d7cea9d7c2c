"""The challenge on the phone: ask, answer, or take it on."""

from __future__ import annotations

from dataclasses import dataclass

from app.activities import hands, writing
from app.activities.challenge import questions
from app.activities.contract import Lists, Me, Moment, Piece
from app.activities.lines import is_shared

TEMPLATES = "activities/challenge/templates"


@dataclass(frozen=True, slots=True)
class Challenge:
    questions: int
    open: int
    may_ask: bool


def shown(moment: Moment) -> Lists:
    if is_shared(moment):
        return {"now": (writing.task(moment),)}
    nodes = moment.projection.under(None, "question")
    head = Challenge(len(nodes), questions.open_ones(moment), hands.says(moment))
    rows = tuple(
        questions.piece(moment, node, "question", f"{TEMPLATES}/phone_question.html") for node in nodes
    )
    now = (writing.task(moment), Piece("challenge", f"{TEMPLATES}/phone.html", head))
    return {"now": now, "questions": rows}


def mine(moment: Moment, me: Me) -> Lists:
    return {}


def watched(moment: Moment, id_: str) -> Piece | None:
    return None
