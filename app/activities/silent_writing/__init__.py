"""Silent writing: everybody writes lines alone; the facilitator reveals them and moves them into the tree."""

from __future__ import annotations

from app.activities.contract import Activity
from app.activities.silent_writing import board, console, phone

SILENT_WRITING = Activity(
    "silent-writing", phone.shown, phone.mine, board.shown, console.shown, phone.watched
)
