"""The challenge on the console: questions to write down for whoever asks them, each to be answered or given an owner."""

from __future__ import annotations

from dataclasses import dataclass

from app.activities import hands
from app.activities.challenge import questions
from app.activities.challenge.questions import Question, Somebody
from app.activities.contract import Lists, Moment, Piece
from app.domain.projection import Node

TEMPLATES = "activities/challenge/templates"


@dataclass(frozen=True, slots=True)
class Challenge:
    questions: int
    open: int
    people: tuple[Somebody, ...]
    may_add: bool


@dataclass(frozen=True, slots=True)
class Row:
    question: Question
    people: tuple[Somebody, ...]


def shown(moment: Moment) -> Lists:
    nodes, people = moment.projection.under(None, "question"), tuple(questions.ours(moment))
    head = Challenge(len(nodes), questions.open_ones(moment), people, hands.edits(moment))
    rows = tuple(_piece(moment, node, people) for node in nodes)
    return {"work": (Piece("challenge", f"{TEMPLATES}/console.html", head),), "questions": rows}


def _piece(moment: Moment, node: Node, people: tuple[Somebody, ...]) -> Piece:
    may = hands.edits(moment)

    def made() -> Piece:
        row = Row(questions.question(moment, node, may_answer=may), people)
        return Piece(f"cq-{node.id}", f"{TEMPLATES}/console_question.html", row)

    return node.once("challenge on the console", (people, may), made)
