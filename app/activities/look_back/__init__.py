"""Look back: last year's figures and promises, and what they taught: keep, stop, start.

First what was promised, open ones first, because that is what next year's promises will be measured by; then a line or
two of everybody, which become lessons.
"""

from __future__ import annotations

from app.activities.contract import Activity
from app.activities.look_back import board, console, phone

LOOK_BACK = Activity("look-back", phone.shown, phone.mine, board.shown, console.shown, phone.watched)
