"""Facts on the board: what is claimed, what is said against it, and how much of it is still open."""

from __future__ import annotations

from dataclasses import dataclass

from app.activities.contract import Lists, Moment, Piece
from app.activities.facts import claims
from app.activities.facts.claims import Claim
from app.activities.lines import is_shared

TEMPLATE = "activities/facts/templates/board.html"


@dataclass(frozen=True, slots=True)
class Facts:
    claims: tuple[Claim, ...]
    open: int
    disputed: int


def shown(moment: Moment) -> Lists:
    if is_shared(moment):
        return {}
    found = tuple(claims.claim(moment, node) for node in claims.nodes(moment))
    view = Facts(found, claims.open_ones(moment), claims.disputed(moment))
    return {"stage": (Piece("facts", TEMPLATE, view),)}
