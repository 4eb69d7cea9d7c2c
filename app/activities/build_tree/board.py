"""Building the tree on the board: the plan as it grows, with who is writing where."""

from __future__ import annotations

from app.activities import board_plan
from app.activities.contract import Lists, Moment


def shown(moment: Moment) -> Lists:
    """The plan."""
    return board_plan.plan(moment)
