"""Facts on the phone: each claim, and a way to say that it is not so."""

from __future__ import annotations

from dataclasses import dataclass

from app.activities import hands, writing
from app.activities.contract import Lists, Me, Moment, Piece
from app.activities.facts import claims
from app.activities.lines import is_shared

TEMPLATES = "activities/facts/templates"


@dataclass(frozen=True, slots=True)
class Facts:
    claims: int
    open: int
    may_add: bool


def shown(moment: Moment) -> Lists:
    if is_shared(moment):
        return {"now": (writing.task(moment),)}
    nodes = moment.projection.under(None, "claim")
    head = Piece(
        "facts", f"{TEMPLATES}/phone.html", Facts(len(nodes), claims.open_ones(moment), hands.edits(moment))
    )
    rows = tuple(claims.piece(moment, node, "claim", f"{TEMPLATES}/phone_claim.html") for node in nodes)
    return {"now": (writing.task(moment), head), "claims": rows}


def mine(moment: Moment, me: Me) -> Lists:
    return {}


def watched(moment: Moment, id_: str) -> Piece | None:
    return None
