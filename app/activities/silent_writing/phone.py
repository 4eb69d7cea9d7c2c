"""Silent writing on the phone: a field, my own lines, and after the reveal the lines of all."""

from __future__ import annotations

from app.activities import writing
from app.activities.contract import Lists, Me, Moment, Piece


def shown(moment: Moment) -> Lists:
    return writing.writing(moment)


def mine(moment: Moment, me: Me) -> Lists:
    return writing.mine(moment, me)


def watched(moment: Moment, id_: str) -> Piece | None:
    return None
