"""Silent writing on the phone: a field, my own lines, and after the reveal the lines of all."""

from __future__ import annotations

from app.activities import seating, writing
from app.activities.contract import Lists, Me, Moment, Piece


def shown(moment: Moment) -> Lists:
    return writing.writing(moment)


def mine(moment: Moment, me: Me) -> Lists:
    own = writing.mine(moment, me)
    table = seating.phone(moment, me, writes=True)
    if not table:
        return own
    return {**own, "mine-now": (*own.get("mine-now", ()), *table), "cards": seating.cards(moment, me)}


def watched(moment: Moment, id_: str) -> Piece | None:
    return None
