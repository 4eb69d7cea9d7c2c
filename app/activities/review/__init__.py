"""Review: line by line: agree, change or say what is missing."""

from __future__ import annotations

from app.activities.contract import Activity
from app.activities.review import board, console, phone

REVIEW = Activity("review", phone.shown, phone.mine, board.shown, console.shown, phone.watched)
