"""The director's challenge: questions to the plan. Each is answered in the room, or owned by somebody with a date."""

from __future__ import annotations

from app.activities.challenge import board, console, phone
from app.activities.contract import Activity

CHALLENGE = Activity("challenge", phone.shown, phone.mine, board.shown, console.shown, phone.watched)
