"""Committing on the board: how many actions are accepted, who carries how much until when, and the stages on the way."""

from __future__ import annotations

from dataclasses import dataclass

from app.activities import own_word
from app.activities.commit import promises
from app.activities.commit.promises import Staged
from app.activities.contract import Lists, Moment, Piece
from app.activities.lines import is_shared
from app.domain.promised import Standing

TEMPLATE = "activities/commit/templates/board.html"


@dataclass(frozen=True, slots=True)
class Carrier:
    name: str
    """Empty for what nobody answers for."""
    spans: tuple[int, ...]
    open: int
    many: bool
    waits: int
    """Actions to which they have not said yes."""


@dataclass(frozen=True, slots=True)
class Commit:
    accepted: int
    of: int
    declined: int
    carriers: tuple[Carrier, ...]
    staged: tuple[Staged, ...]
    relationship: str


def shown(moment: Moment) -> Lists:
    if is_shared(moment):
        return {}
    count = promises.counted(moment)
    goal = moment.projection.goal
    waits: dict[str, int] = {}
    for node in promises.actions(moment):
        owner = node.text("accountable")
        waits[owner] = waits.get(owner, 0) + (own_word.standing_of(moment, node) is not Standing.ACCEPTED)
    carriers = tuple(
        Carrier(moment.name(each.person), each.spans, each.open, each.many, waits.get(each.person, 0))
        for each in promises.load(moment)
    )
    view = Commit(
        accepted=count[Standing.ACCEPTED],
        of=sum(count.values()),
        declined=count[Standing.DECLINED],
        carriers=carriers,
        staged=promises.staged(moment, every=False),
        relationship=goal.text("relationship") if goal else "",
    )
    return {"stage": (Piece("commit", TEMPLATE, view),)}
