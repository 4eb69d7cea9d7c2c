"""Share: branch by branch, the team decides what the customer sees and in which words."""

from __future__ import annotations

from app.activities.contract import Activity
from app.activities.share import board, console, phone

SHARE = Activity("share", phone.shown, phone.mine, board.shown, console.shown, console.watched)
