"""A question to the plan, as every surface shows it: open until it is answered or owned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.activities import hands
from app.activities.contract import Moment, Piece
from app.domain.people import Role, Side
from app.domain.projection import Node


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    statement: str
    asked_by: str
    answer: str
    owner: str
    owner_id: str
    due: str
    may_answer: bool

    @property
    def open(self) -> bool:
        return not self.answer and not self.owner


@dataclass(frozen=True, slots=True)
class Somebody:
    id: str
    name: str


def nodes(moment: Moment) -> tuple[Node, ...]:
    """Open ones first, then those that somebody owns, then the answered: for a screen that nobody touches."""
    return tuple(sorted(moment.projection.under(None, "question"), key=_order))


def _order(node: Node) -> int:
    return 2 if node.text("answer").strip() else 1 if node.fields.get("accountable") else 0


def open_ones(moment: Moment) -> int:
    return sum(_order(node) == 0 for node in moment.projection.under(None, "question"))


def question(moment: Moment, node: Node, *, may_answer: bool = False) -> Question:
    return Question(
        id=node.id,
        statement=node.statement,
        asked_by=moment.name(node.fields.get("said_by")) or moment.name(node.person),
        answer=node.text("answer").strip(),
        owner=moment.name(node.fields.get("accountable")),
        owner_id=str(node.fields.get("accountable") or ""),
        due=node.text("due"),
        may_answer=may_answer,
    )


def piece(moment: Moment, node: Node, id_: str, template: str) -> Piece:
    may = hands.edits(moment)

    def made() -> Piece:
        return Piece(f"{id_}-{node.id}", template, question(moment, node, may_answer=may))

    return node.once(template, (moment.names, may), made)


def ours(moment: Moment) -> Iterator[Somebody]:
    """Of our side, who can own a question or ask one, by name."""
    found = (
        p for p in moment.people.values() if p.side is Side.OURS and p.role in (Role.MEMBER, Role.FACILITATOR)
    )
    named = (Somebody(each.id, moment.name(each.id)) for each in found)
    yield from sorted((each for each in named if each.name), key=lambda each: each.name.casefold())
