"""Commit: every owner says yes to their actions, changes the date, or declines with a reason; and the room sees who has
taken on how much, until when, and what is to be reached on the way.
"""

from __future__ import annotations

from app.activities.commit import board, console, phone
from app.activities.contract import Activity

COMMIT = Activity("commit", phone.shown, phone.mine, board.shown, console.shown, phone.watched)
