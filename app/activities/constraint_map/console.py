"""The map on the console: the weight of each constraint, and which actions touch it."""

from __future__ import annotations

from dataclasses import dataclass

from app.activities.constraint_map.heat import constraints
from app.activities.contract import Lists, Moment, Piece

TEMPLATE = "activities/constraint_map/templates/console.html"
LINE = "activities/constraint_map/templates/console_constraint.html"


@dataclass(frozen=True, slots=True)
class Weighing:
    constraints: tuple[tuple[str, str], ...]
    actions: tuple[tuple[str, str], ...]
    """Id and words of every action."""
    untouched: int


def shown(moment: Moment) -> Lists:
    found = constraints(moment)
    actions = tuple(
        (node.id, f"{node.number} {node.statement}") for node in moment.projection.every("action")
    )
    view = Weighing(
        constraints=tuple((each.id, ": ".join(filter(None, (each.scope, each.statement)))) for each in found),
        actions=actions,
        untouched=sum(not each.touched for each in found),
    )
    lines = tuple(Piece(f"cw-{each.id}", LINE, each) for each in found)
    return {"work": (Piece("weighing", TEMPLATE, view),), "constraint-weights": lines}
