"""Alignment on the board: how many have answered, never what; then how many named each factor, and how firmly we stand
behind the plan, by function.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.activities import ballot, results, writing
from app.activities.alignment.matched import Matched, matched
from app.activities.contract import Lists, Moment, Piece
from app.activities.lines import is_shared
from app.activities.results import Result

WAITING = "activities/alignment/templates/board_waiting.html"
RESULT = "activities/alignment/templates/board.html"


@dataclass(frozen=True, slots=True)
class Waiting:
    answered: int
    of: int


@dataclass(frozen=True, slots=True)
class Aligned:
    matched: Matched
    commitment: Result | None


def shown(moment: Moment) -> Lists:
    if moment.step is None or is_shared(moment):
        return {}
    if not writing.is_revealed(moment):
        return {"stage": (Piece("recalling", WAITING, Waiting(*ballot.turnout(moment))),)}
    return {"stage": (Piece("aligned", RESULT, Aligned(matched(moment), results.result(moment))),)}
