"""The conflict cloud on the board: five boxes, the arrows between them, what is assumed, what breaks it.

Ours alone: a board that shows the shared edition shows the plan.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.activities.conflict_cloud.cloud import Cloud, cloud, conflicts, in_work, is_open
from app.activities.contract import Lists, Moment, Piece
from app.activities.lines import is_shared

TEMPLATE = "activities/conflict_cloud/templates/board.html"


@dataclass(frozen=True, slots=True)
class OnBoard:
    cloud: Cloud
    place: int
    of: int
    open: int
    """Conflicts that are neither resolved nor with the sponsor."""


def shown(moment: Moment) -> Lists:
    node = None if is_shared(moment) else in_work(moment)
    if node is None:
        return {}
    nodes = conflicts(moment)
    place = next(at for at, each in enumerate(nodes, 1) if each.id == node.id)
    view = OnBoard(cloud(moment, node), place, len(nodes), sum(map(is_open, nodes)))
    return {"stage": (Piece(f"cloud-{node.id}", TEMPLATE, view),)}
