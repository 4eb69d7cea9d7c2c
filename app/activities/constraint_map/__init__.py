"""Constraint map: what holds us back, by country, product and business unit, how much, and which actions touch it.

Everybody writes constraints with their scope; they are revealed and placed; the facilitator, or a vote, gives them
weight. A plan that touches none of them avoids its bottleneck (DOMAIN section 2, rule 14).
"""

from __future__ import annotations

from app.activities.constraint_map import board, console, phone
from app.activities.contract import Activity

CONSTRAINT_MAP = Activity(
    "constraint-map", phone.shown, phone.mine, board.shown, console.shown, phone.watched
)
