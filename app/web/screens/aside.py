"""What a phone of our side offers in every step, beside what the step asks: to say that I am ready, to park a thought.

A thought that does not belong here is written down before it is forgotten, and the talk goes on. It stands with a name,
our side sees it at once, and it waits in the parking lot until somebody takes it up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.activities.contract import Me, Moment, Piece
from app.domain.people import Role


@dataclass(frozen=True, slots=True)
class Aside:
    ready: bool
    asks: bool
    """There is something to be ready with."""
    longest: int = 240


def pieces(moment: Moment, me: Me) -> Iterator[Piece]:
    step = moment.step
    if step is None or moment.role not in (Role.FACILITATOR, Role.MEMBER):
        return
    view = Aside(me.person in moment.run.ready, asks=not step.is_break)
    yield Piece("aside", "phone/aside.html", view)
