"""A vote on the phone: the ballot while it is open, and then what it came to. Inside only."""

from __future__ import annotations

from dataclasses import dataclass

from app.activities import ballot, results, writing
from app.activities.contract import Lists, Me, Moment, Piece
from app.activities.lines import is_shared
from app.domain.people import Role

TEMPLATE = "activities/vote/templates/phone.html"


@dataclass(frozen=True, slots=True)
class Vote:
    things: bool
    """There is something to vote on."""
    inside: bool
    """This phone shows the edition in which the vote is held."""


def shown(moment: Moment) -> Lists:
    task = writing.task(moment)
    if moment.role is Role.CUSTOMER:
        return {"now": (task,)}
    result = results.result(moment) if ballot.closed(moment) else None
    if result is not None:
        return {"now": (task, Piece("voted", "phone/result.html", result))}
    asked = ballot.asked(moment)
    if asked.get("things"):
        return {"now": (task, *asked["ballot"]), "things": asked["things"]}
    view = Vote(things=moment.poll is not None, inside=not is_shared(moment))
    return {"now": (task, Piece("no-vote", TEMPLATE, view))}


def mine(moment: Moment, me: Me) -> Lists:
    return {} if moment.role is Role.CUSTOMER or ballot.closed(moment) else ballot.mine(moment, me)


def watched(moment: Moment, id_: str) -> Piece | None:
    return None
