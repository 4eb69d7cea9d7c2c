"""Conflict cloud: what two sides want, why, and which assumption is false (DOMAIN section 2, rules 16 and 17)."""

from __future__ import annotations

from app.activities.conflict_cloud import board, console, phone
from app.activities.contract import Activity

CONFLICT_CLOUD = Activity(
    "conflict-cloud", phone.shown, phone.mine, board.shown, console.shown, phone.watched
)
