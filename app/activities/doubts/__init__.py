"""Doubts: necessity by exception, sufficiency per parent (DOMAIN section 2, rules 9, 10 and 12)."""

from __future__ import annotations

from app.activities.contract import Activity
from app.activities.doubts import board, console, phone

DOUBTS = Activity("doubts", phone.shown, phone.mine, board.shown, console.shown, phone.watched)
