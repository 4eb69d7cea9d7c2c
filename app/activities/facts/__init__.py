"""Facts: what is said about the account, each with its source. Whoever knows better says so, with a source of their
own; then each claim stands or is corrected, and the plan is built on what is left.
"""

from __future__ import annotations

from app.activities.contract import Activity
from app.activities.facts import board, console, phone

FACTS = Activity("facts", phone.shown, phone.mine, board.shown, console.shown, phone.watched)
