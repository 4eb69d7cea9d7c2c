"""Where a record stands among its siblings, and where else it could hang: for moving without dragging."""

from __future__ import annotations

from dataclasses import dataclass

from app.activities.contract import Moment
from app.domain.kinds import KINDS
from app.domain.projection import Node


@dataclass(frozen=True, slots=True)
class Target:
    """A record under which this one could hang."""

    id: str
    number: str
    statement: str


@dataclass(frozen=True, slots=True)
class Place:
    parent: str | None
    up: bool
    """There is a sibling above."""
    up_after: str | None
    """The sibling behind which it comes when it goes up; None: it becomes the first."""
    down_after: str
    """The sibling behind which it comes when it goes down; empty where it is the last."""
    targets: tuple[Target, ...]
    """Where it could hang, the present place among them; empty where there is nothing to choose."""


def place(moment: Moment, node: Node) -> Place | None:
    """None where the record stands by itself: a goal."""
    if node.kind == "goal":
        return None
    siblings = [each.id for each in moment.projection.under(node.parent) if each.kind == node.kind]
    at = siblings.index(node.id)
    return Place(
        parent=node.parent,
        up=at > 0,
        up_after=siblings[at - 2] if at > 1 else None,
        down_after=siblings[at + 1] if at + 1 < len(siblings) else "",
        targets=_targets(moment, node),
    )


def _targets(moment: Moment, node: Node) -> tuple[Target, ...]:
    above = {kind for kind in KINDS[node.kind].parents if kind not in (None, "goal")}
    found = (each for each in moment.projection.walk(None) if each.kind in above)
    targets = tuple(Target(each.id, each.number, each.statement) for each in found)
    return targets if len(targets) > 1 or node.parent is None else ()
