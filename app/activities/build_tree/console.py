"""Build tree on the console: the tables that work on the plan, where the room is at tables."""

from __future__ import annotations

from app.activities import seating
from app.activities.contract import Lists, Moment


def shown(moment: Moment) -> Lists:
    return {"work": tables} if (tables := seating.console(moment)) else {}
