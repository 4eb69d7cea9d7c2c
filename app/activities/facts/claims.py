"""A claim about the account, with what was said against it, as every surface shows it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from app.activities import hands
from app.activities.contract import Moment, Piece
from app.domain.projection import Node


@dataclass(frozen=True, slots=True)
class Dispute:
    id: str
    text: str
    source: str
    name: str


@dataclass(frozen=True, slots=True)
class Claim:
    id: str
    statement: str
    source: str
    state: str
    """`open`, `stands`, `corrected`."""
    answer: str
    disputes: tuple[Dispute, ...]
    may_dispute: bool
    may_settle: bool


def nodes(moment: Moment) -> tuple[Node, ...]:
    """Disputed ones first, then those nobody has looked at, then what is settled: for a screen that nobody touches."""
    return tuple(
        sorted(moment.projection.under(None, "claim"), key=lambda node: (_settled(node), not node.below))
    )


def _settled(node: Node) -> bool:
    return node.text("state") in ("stands", "corrected")


def open_ones(moment: Moment) -> int:
    return sum(not _settled(node) for node in moment.projection.under(None, "claim"))


def disputed(moment: Moment) -> int:
    """Claims that somebody speaks against and nobody has settled."""
    found = moment.projection.under(None, "claim")
    return sum(bool(moment.projection.under(node.id, "dispute")) and not _settled(node) for node in found)


def piece(moment: Moment, node: Node, id_: str, template: str) -> Piece:
    """`node` as a piece, made again only when it, what hangs under it, or what may be done with it changes."""
    may_dispute, may_settle = hands.says(moment) and not _settled(node), hands.edits(moment)
    given = (moment.names, may_dispute, may_settle)
    make = partial(_piece, moment, node, f"{id_}-{node.id}", template, may_dispute, may_settle)
    return node.once(template, given, make)


def _piece(moment: Moment, node: Node, id_: str, template: str, may_dispute: bool, may_settle: bool) -> Piece:
    return Piece(id_, template, claim(moment, node, may_dispute=may_dispute, may_settle=may_settle))


def claim(moment: Moment, node: Node, *, may_dispute: bool = False, may_settle: bool = False) -> Claim:
    return Claim(
        id=node.id,
        statement=node.statement,
        source=node.text("source"),
        state=node.text("state") or "open",
        answer=node.text("answer"),
        disputes=tuple(
            Dispute(each.id, each.text("text"), each.text("source"), said_by(moment, each))
            for each in moment.projection.under(node.id, "dispute")
        ),
        may_dispute=may_dispute,
        may_settle=may_settle,
    )


def said_by(moment: Moment, node: Node) -> str:
    """Who said it: whom it was written down for, else who wrote it."""
    return moment.name(node.fields.get("said_by")) or moment.name(node.person)
