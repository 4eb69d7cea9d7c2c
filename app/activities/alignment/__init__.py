"""Alignment: everybody names the critical success factors from memory and says how firmly they stand behind the plan.

Similarity suggests which factor a line names; the facilitator decides each. What comes of it is how much of the plan
people carry in their heads, by function (S1).
"""

from __future__ import annotations

from app.activities.alignment import board, console, phone
from app.activities.contract import Activity

ALIGNMENT = Activity("alignment", phone.shown, phone.mine, board.shown, console.shown, phone.watched)
