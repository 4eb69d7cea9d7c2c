"""Cluster: the room puts together the lines that say much the same, names what they have in common, and takes it into the
plan."""

from __future__ import annotations

from app.activities.cluster import board, console, phone
from app.activities.contract import Activity

CLUSTER = Activity("cluster", phone.shown, phone.mine, board.shown, console.shown, phone.watched)
