"""Build tree: the room builds goal, factors, conditions and actions together."""

from __future__ import annotations

from app.activities.build_tree import board, console, phone
from app.activities.contract import Activity

BUILD_TREE = Activity("build-tree", phone.shown, phone.mine, board.shown, console.shown, phone.watched)
