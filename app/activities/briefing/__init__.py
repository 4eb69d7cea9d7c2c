"""Briefing: words on the board and on the phones, and notes if anybody wants to write one."""

from __future__ import annotations

from app.activities.briefing import board, console, phone
from app.activities.contract import Activity

BRIEFING = Activity("briefing", phone.shown, phone.mine, board.shown, console.shown, phone.watched)
