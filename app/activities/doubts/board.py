"""Doubts on the board: the page in work, read aloud from the top down; after the reveal what the room doubts of it.

Before the reveal nothing tells what anybody marked, only how many have.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.activities import writing
from app.activities.contract import Lists, Moment, Piece
from app.activities.doubts.pages import Page, in_work, pages
from app.activities.lines import is_shared

TEMPLATE = "activities/doubts/templates/board.html"


@dataclass(frozen=True, slots=True)
class OnBoard:
    page: Page
    place: int
    of: int
    people: int
    """How many of ours have said something, of how many who came."""
    came: int


def shown(moment: Moment) -> Lists:
    """One page; the plan where this edition has no part in it, or nothing hangs under anything yet."""
    all_ = () if is_shared(moment) else pages(moment)
    page = in_work(moment, all_)
    if page is None:
        return {}
    people, came = writing.written(moment)
    view = OnBoard(page, all_.index(page) + 1, len(all_), people, came)
    return {"stage": (Piece(f"doubting-{page.id}", TEMPLATE, view),)}
