"""Building the tree on the board: the plan as it grows, with who is writing where.

After a reveal the lines that were written stand there, until each has its place or is put aside, or the facilitator
shows a branch.
"""

from __future__ import annotations

from app.activities import board_lines, board_plan, seating, writing
from app.activities.contract import Lists, Moment
from app.activities.lines import is_shared


def shown(moment: Moment) -> Lists:
    """The plan; what was revealed in its stead while that waits for a place."""
    if _reads(moment):
        return {"stage": (board_lines.said(moment),)}
    if seating.at_tables(moment) and moment.run.spotlight is None and not seating.called_back(moment):
        return {"stage": (seating.board(moment),)}
    return board_plan.plan(moment)


def _reads(moment: Moment) -> bool:
    revealed = writing.is_revealed(moment) and not is_shared(moment)
    return revealed and moment.run.spotlight is None and board_lines.wait(moment)
