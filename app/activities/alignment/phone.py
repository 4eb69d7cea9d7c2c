"""Alignment on the phone: name the factors, say how firmly you stand behind the plan; then what the room came to.

Whose line is which the facilitator sees; nobody else's phone shows it.
"""

from __future__ import annotations

from app.activities import ballot, writing
from app.activities.alignment.matched import matched
from app.activities.contract import Lists, Me, Moment, Piece
from app.activities.lines import is_shared
from app.domain.people import Role

COMMIT = "activities/alignment/templates/phone_commit.html"
RESULT = "activities/alignment/templates/phone_result.html"


def shown(moment: Moment) -> Lists:
    task = writing.task(moment)
    if moment.role is Role.CUSTOMER or is_shared(moment):
        return {"now": (task,)}
    if writing.is_revealed(moment):
        return {"now": (task, Piece("aligned", RESULT, matched(moment)))}
    lists, asked = writing.writing(moment), ballot.asked(moment)
    commit = (Piece("commit-head", COMMIT, None), *asked.get("ballot", ()))
    return {**lists, "now": (*lists["now"], *commit), "things": asked.get("things", ())}


def mine(moment: Moment, me: Me) -> Lists:
    if moment.role is Role.CUSTOMER or is_shared(moment) or writing.is_revealed(moment):
        return {}
    return {**writing.mine(moment, me), **ballot.mine(moment, me)}


def watched(moment: Moment, id_: str) -> Piece | None:
    return None
