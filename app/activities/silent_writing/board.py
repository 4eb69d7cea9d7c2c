"""Silent writing on the board: how many have written, never what, until the lines are revealed; then the lines."""

from __future__ import annotations

from dataclasses import dataclass

from app.activities import board_lines, seating, writing
from app.activities.contract import Lists, Moment, Piece
from app.activities.lines import is_shared

TEMPLATES = "activities/silent_writing/templates"


@dataclass(frozen=True, slots=True)
class Writing:
    """While everybody writes alone."""

    people: int
    """How many of ours have written, where names are kept."""
    of: int
    lines: int
    """How many lines there are, where no names are kept."""
    nameless: bool


def shown(moment: Moment) -> Lists:
    """Counts before the reveal, lines after it; the plan where this edition has no part in it."""
    step = moment.step
    if step is None or is_shared(moment):
        return {}
    if seating.at_tables(moment) and not writing.is_revealed(moment):
        return {"stage": (seating.board(moment),)}
    if writing.keeps(step) and not writing.is_revealed(moment):
        return {"stage": (Piece("writing", f"{TEMPLATES}/board_writing.html", _writing(moment)),)}
    return {"stage": (board_lines.said(moment),)}


def _writing(moment: Moment) -> Writing:
    step = moment.step
    people, of = writing.written(moment)
    return Writing(
        people=people,
        of=of,
        lines=moment.held,
        nameless=step is not None and step.anonymous,
    )
