"""What the actions of a plan come to, for rules about the plan as a whole: counted branch by branch, each once for as
long as nothing in it changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from app.domain.projection import Node, Projection


def _none() -> Mapping[str, int]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Tally:
    actions: int = 0
    owed: Mapping[str, int] = field(default_factory=_none)
    """Person → open actions that they answer for."""
    owners: frozenset[str] = frozenset()
    theirs: bool = False
    """One is asked of the customer."""
    levers: bool = False
    """One uses a selling lever."""
    constraints: frozenset[str] = frozenset()
    """Ids of what actions aim at."""
    aims: frozenset[str] = frozenset()
    """Ids of the customer's aims that factors serve."""


def tally(plan: Projection) -> Tally:
    return _together(_of(node) for node in plan.tops)


def _of(node: Node) -> Tally:
    if node.kind == "action":
        return node.once("tally", None, lambda: _action(node))
    if node.kind not in ("goal", "csf", "nc"):
        return NOTHING
    return node.once("tally", None, lambda: _together((_own(node), *(_of(each) for each in node.below))))


def _own(node: Node) -> Tally:
    aim = node.text("aim") if node.kind == "csf" else ""
    return Tally(aims=frozenset({aim})) if aim else NOTHING


def _action(node: Node) -> Tally:
    owner = node.text("accountable")
    constraint = node.text("constraint")
    return Tally(
        actions=1,
        owed={owner: 1} if owner and node.text("status") != "done" else _none(),
        owners=frozenset({owner} if owner else ()),
        theirs=node.text("side") == "theirs",
        levers=bool(node.text("lever")),
        constraints=frozenset({constraint} if constraint else ()),
    )


def _together(parts: Iterable[Tally]) -> Tally:
    some = [part for part in parts if part is not NOTHING]
    if not some:
        return NOTHING
    owed: Counter[str] = Counter()
    for part in some:
        owed.update(part.owed)
    return Tally(
        actions=sum(part.actions for part in some),
        owed=owed,
        owners=frozenset().union(*(part.owners for part in some)),
        theirs=any(part.theirs for part in some),
        levers=any(part.levers for part in some),
        constraints=frozenset().union(*(part.constraints for part in some)),
        aims=frozenset().union(*(part.aims for part in some)),
    )


NOTHING = Tally()
