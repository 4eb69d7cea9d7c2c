"""What whoever leads says to all: on boards and phones until it is cleared, and where it is written.

Customers read it only where it was meant for them too. Our own phones show what customers may see while they are in
the room: a word for our side alone is not read there over a shoulder, so such a phone only says that there is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.activities.contract import Moment, Piece
from app.activities.lines import is_shared
from app.domain.people import Role


@dataclass(frozen=True, slots=True)
class Said:
    words: str
    """Empty on a phone of ours that shows the shared edition, where they are for our side alone."""


@dataclass(frozen=True, slots=True)
class Saying:
    """Where it is written."""

    words: str
    shared: bool
    choose: bool
    """Customers are in: whom it is meant for has to be said."""


def pieces(moment: Moment, template: str) -> Iterator[Piece]:
    """On a board or a phone: nothing, or what is said."""
    run = moment.run
    if not run.message or run.curtain:
        return
    if not is_shared(moment) or run.message_shared:
        yield Piece("said-to-all", template, Said(run.message))
    elif moment.role not in (Role.CUSTOMER, Role.BOARD):
        yield Piece("said-to-all", template, Said(""))


def saying(moment: Moment) -> Saying:
    run = moment.run
    return Saying(run.message, run.message_shared, choose=run.admitted)
