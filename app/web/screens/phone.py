"""The phone: one thing to do now, the plan a tap away, and what is mine."""

from __future__ import annotations

from app.activities.contract import Lists, Me, Moment, Piece


def shared(moment: Moment) -> Lists:
    return {}


def personal(moment: Moment, me: Me) -> Lists:
    return {}


def watched(moment: Moment, id_: str) -> Piece | None:
    return None
