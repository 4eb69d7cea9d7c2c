"""Clusters on the board: they grow while the room puts lines together. What does not fit is counted; a cluster in the
spotlight stands there alone, in full."""

from __future__ import annotations

from dataclasses import dataclass

from app.activities.cluster import heaps, sheets
from app.activities.cluster.heaps import Lying
from app.activities.contract import Lists, Moment, Piece
from app.activities.lines import is_shared


@dataclass(frozen=True, slots=True)
class Board:
    lies: Lying
    alone: bool
    """One cluster is looked at."""
    waits: bool
    """Nothing lies there yet."""


def shown(moment: Moment) -> Lists:
    """The plan where this edition has no part in it."""
    if is_shared(moment):
        return {}
    lies = heaps.lying(moment)
    alone = tuple(each for each in lies.heaps if each.id == moment.run.spotlight)
    view = Board(Lying(alone, ()) if alone else lies, bool(alone), not lies.heaps and not lies.loose)
    return {"stage": (Piece("sorted", f"{sheets.TEMPLATES}/board.html", view),)}
