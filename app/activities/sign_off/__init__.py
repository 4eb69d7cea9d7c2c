"""Sign off: freeze, read, sign or decline, seal."""

from __future__ import annotations

from app.activities.contract import Activity
from app.activities.sign_off import board, console, phone

SIGN_OFF = Activity("sign-off", phone.shown, phone.mine, board.shown, console.shown, phone.watched)
