"""Rules on the phone: what is found on my lines first, each opened with one tap to be mended; then everything, branch by
branch; and three reservations on any line: unclear, not true, not enough.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.activities import doubting, judged, writing
from app.activities.contract import Lists, Me, Moment, Piece
from app.activities.doubting import Heard
from app.activities.judged import Judged
from app.activities.lines import in_order, is_shared
from app.domain.kinds import TREE
from app.domain.projection import Node

TEMPLATES = "activities/rules/templates"
OFFERED = ("unclear", "not-true", "not-enough")


@dataclass(frozen=True, slots=True)
class Rules:
    blocking: int
    others: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line to hold something against."""

    id: str
    kind: str
    number: str
    statement: str
    heard: tuple[Heard, ...]


@dataclass(frozen=True, slots=True)
class PhoneBranch:
    id: str
    number: str
    statement: str
    found: tuple[Judged, ...]
    lines: tuple[Line, ...]
    keeps: str
    asks: bool


@dataclass(frozen=True, slots=True)
class Mine:
    found: tuple[Judged, ...]


def shown(moment: Moment) -> Lists:
    """What is found, by branch; nothing of this in the shared edition."""
    step = moment.step
    if step is None or is_shared(moment):
        return {"now": (writing.task(moment),)}
    all_ = judged.branches(moment)
    blocking = sum(each.blocking for each in all_)
    head = Rules(blocking, sum(len(each.found) for each in all_) - blocking)
    asks, keeps = doubting.may_doubt(moment), writing.keeps(step)
    pieces = tuple(
        Piece(
            f"rules-{each.id or 'plan'}",
            f"{TEMPLATES}/phone_branch.html",
            PhoneBranch(
                each.id,
                each.number,
                each.statement,
                each.found,
                tuple(_lines(moment, each.id)),
                keeps,
                asks,
            ),
        )
        for each in all_
    )
    return {
        "now": (writing.task(moment), Piece("rules", f"{TEMPLATES}/phone.html", head)),
        "rules-branches": pieces,
    }


def mine(moment: Moment, me: Me) -> Lists:
    """What is found on lines that I answer for, do or wrote; my reservations, each in its line."""
    if moment.step is None or is_shared(moment):
        return {}
    found = tuple(
        each
        for branch in judged.branches(moment)
        for each in branch.found
        if _is_mine(me, moment.projection.get(each.record)) or ("person", me.person) in each.about
    )
    view = Piece("my-rules", f"{TEMPLATES}/phone_mine.html", Mine(found))
    return {"mine-rules": (view,), **doubting.mine(moment, me, OFFERED)}


def watched(moment: Moment, id_: str) -> Piece | None:
    return None


def _is_mine(me: Me, node: Node | None) -> bool:
    return node is not None and me.person in (
        node.fields.get("accountable"),
        node.fields.get("responsible"),
        node.person,
    )


def _lines(moment: Moment, factor: str) -> list[Line]:
    """Those of a branch; for the plan as a whole the goal and the constraints."""
    if factor:
        top = moment.projection.nodes[factor]
        nodes = [top, *(each for each in top.walk() if each.kind in TREE)]
    else:
        nodes = list(in_order(moment, ("goal", "constraint")))
    return [Line(n.id, n.kind, n.number, n.statement, doubting.heard(moment, n)) for n in nodes]
