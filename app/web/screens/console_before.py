"""Before the day, on the console: what is not sure yet, and where it is prepared. Gone once the day has begun."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.activities.contract import Moment, Piece
from app.domain import attendance
from app.domain.agenda import said


@dataclass(frozen=True, slots=True)
class Missing:
    who: str
    """What the format asks for; empty for somebody who is needed beside that."""
    names: tuple[str, ...]
    standing: str


@dataclass(frozen=True, slots=True)
class Before:
    plan: str
    missing: tuple[Missing, ...]
    needs: bool
    """The format says whom the day needs."""


def pieces(moment: Moment) -> Iterator[Piece]:
    if moment.run.began or moment.run.format is None:
        return
    missing = tuple(
        Missing(
            who=said(place.need.who, moment.language) if place.need else "",
            names=tuple(filter(None, (moment.name(person.id) for person in place.people))),
            standing=place.standing.value,
        )
        for place in attendance.missing(moment.run.format, moment.people)
    )
    view = Before(moment.plan, missing, bool(moment.run.format.needs))
    yield Piece("before-the-day", "console/before.html", view)
