"""Goal split: the goal in parts, each with one person who answers for it, and over the months with its season.

Each lead fills the cells that are theirs; the board shows what they make together and what is missing to the goal.
"""

from __future__ import annotations

from app.activities.contract import Activity
from app.activities.goal_split import board, console, phone

GOAL_SPLIT = Activity("goal-split", phone.shown, phone.mine, board.shown, console.shown, phone.watched)
