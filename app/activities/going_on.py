"""Promises of last year that go on, and have no place in the plan yet: on the console of every step, until each is an
action. The look back comes first in the day, when there is nothing yet to hang them under.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.activities import hands
from app.activities.contract import Moment, Piece


@dataclass(frozen=True, slots=True)
class Spot:
    """A condition under which it can go on."""

    id: str
    number: str
    words: str


@dataclass(frozen=True, slots=True)
class Waiting:
    id: str
    statement: str
    who: str


@dataclass(frozen=True, slots=True)
class GoingOn:
    promises: tuple[Waiting, ...]
    spots: tuple[Spot, ...]


def pieces(moment: Moment) -> Iterator[Piece]:
    waiting = tuple(
        Waiting(node.id, node.statement, moment.name(node.fields.get("accountable")))
        for node in moment.projection.under(None, "promise")
        if node.text("outcome") == "goes-on" and not node.fields.get("became")
    )
    if not waiting or not hands.edits(moment):
        return
    spots = tuple(
        Spot(node.id, node.number, node.statement or node.text("metric"))
        for factor in moment.projection.factors
        for node in (factor, *factor.walk())
        if node.kind == "nc"
    )
    yield Piece("going-on", "console/going_on.html", GoingOn(waiting, spots))
