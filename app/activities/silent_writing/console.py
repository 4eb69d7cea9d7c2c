"""Silent writing on the console: the tables at which the room writes, where it does."""

from __future__ import annotations

from app.activities import seating
from app.activities.contract import Lists, Moment


def shown(moment: Moment) -> Lists:
    return {"work": tables} if (tables := seating.console(moment)) else {}
