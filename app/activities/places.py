"""Where a written line, or a cluster of them, can go in the plan: the likely places, and all of them.

What the question that it answers is meant to become comes first: that is one tap. Otherwise a line goes under the record
it is about; where it is about none, under the branch in the spotlight, else the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.activities.contract import Moment
from app.domain.kinds import BECOMES, TREE
from app.domain.projection import Node

BELOW = {"goal": "csf", "csf": "nc", "nc": "action"}
ABOVE = {below: above for above, below in BELOW.items()}
BESIDE = tuple(kind for kind in BECOMES if kind not in TREE)
"""Kinds that stand by themselves, beside the tree."""


@dataclass(frozen=True, slots=True)
class Where:
    """A place for a line: `kind` under `parent`."""

    kind: str
    parent: str
    number: str
    """Of the parent; empty for the goal and for what stands beside the tree, which have none."""
    words: str


def likely(moment: Moment, line: Node, answers: str = "") -> tuple[Where, ...]:
    """The likely places of a line or a cluster. `answers`: the key of the question that a cluster's lines answer."""
    kind = _meant(moment, line, answers or line.text("prompt"))
    if kind in BESIDE:
        return (Where(kind, "", "", ""),)
    spot = _spot(moment, line)
    if kind == "goal" and moment.projection.goal is None:
        return (Where("goal", "", "", ""),)
    if kind in ABOVE:
        parent = _nearest(moment, spot, ABOVE[kind])
        return (_under(parent),) if parent else ()
    return tuple(_around(moment, spot)) if spot else ()


def everywhere(moment: Moment) -> tuple[Where, ...]:
    """Every place there is."""
    goal = moment.projection.goal
    below = (node for node in moment.projection.walk(None) if node.kind in ("csf", "nc"))
    return (
        _under(goal) if goal is not None else Where("goal", "", "", ""),
        *(_under(node) for node in below),
        *(Where(kind, "", "", "") for kind in BESIDE),
    )


def _meant(moment: Moment, line: Node, key: str) -> str:
    """What an answer is meant to become: its question says so, or the step, where that names but one kind."""
    step = moment.run.find(line.text("step")) or moment.step
    if step is None:
        return ""
    if step.activity == "constraint-map":
        return "constraint"
    prompt, kinds = step.prompt(key), step.options.get("kinds")
    if prompt is not None and prompt.becomes:
        return prompt.becomes
    return kinds[0] if isinstance(kinds, list) and len(kinds) == 1 else ""


def _spot(moment: Moment, line: Node) -> Node | None:
    about = moment.projection.get(str(line.fields.get("about") or ""))
    spot = about or moment.projection.get(moment.run.spotlight)
    if spot is None or (spot.kind not in TREE and not about):
        spot = next(iter(moment.projection.factors), None) or moment.projection.goal
    if spot is not None and spot.kind == "action":
        spot = moment.projection.get(spot.parent) or spot
    return spot


def _nearest(moment: Moment, spot: Node | None, kind: str) -> Node | None:
    """The spot, what it hangs under, or the first below it, of a kind; else the first of the plan."""
    at = spot
    while at is not None and at.kind != kind:
        at = moment.projection.get(at.parent)
    below = (each for each in spot.walk() if each.kind == kind) if spot else iter(())
    return at or next(below, None) or next(iter(moment.projection.every(kind)), None)


def _around(moment: Moment, spot: Node) -> Iterator[Where]:
    if spot.kind == "nc":
        yield _under(spot)
        factor = moment.projection.get(spot.parent)
        if factor is not None:
            yield _under(factor)
    elif spot.kind in BELOW:
        yield _under(spot)


def _under(parent: Node) -> Where:
    return Where(BELOW[parent.kind], parent.id, parent.number, parent.statement)
