"""Rules: the room looks at what is not right yet, and mends it where it stands."""

from __future__ import annotations

from app.activities.contract import Activity
from app.activities.rules import board, console, phone

RULES = Activity("rules", phone.shown, phone.mine, board.shown, console.shown, phone.watched)
