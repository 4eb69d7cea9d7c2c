"""Facts on the console: claims to write down, and each to settle."""

from __future__ import annotations

from dataclasses import dataclass

from app.activities import hands
from app.activities.contract import Lists, Moment, Piece
from app.activities.facts import claims

TEMPLATES = "activities/facts/templates"


@dataclass(frozen=True, slots=True)
class Facts:
    claims: int
    open: int
    may_add: bool


def shown(moment: Moment) -> Lists:
    nodes = moment.projection.under(None, "claim")
    head = Facts(len(nodes), claims.open_ones(moment), hands.edits(moment))
    rows = tuple(claims.piece(moment, node, "cc", f"{TEMPLATES}/console_claim.html") for node in nodes)
    return {"work": (Piece("facts", f"{TEMPLATES}/console.html", head),), "claims": rows}
