"""The plan as one viewer may see it: the only producer of what templates, programs and documents are given.

A projection is made anew from the state; nodes that did not change are the same objects as before, so that
whoever draws them can tell by identity what to draw again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from app.domain.fields import Value
from app.domain.kinds import TREE
from app.domain.people import Edition, Side
from app.domain.records import Record, Stamp
from app.domain.secrecy import Viewer, edited_field, fields_for, may_see, parent_for
from app.domain.state import TOP, PlanState


@dataclass(frozen=True, slots=True)
class Node:
    """A record as a viewer may see it."""

    id: str
    kind: str
    parent: str | None
    """The nearest visible record above."""
    number: str
    """`A`, `A1`, `A1.1` inside; `1`, `1.1`, `1.1.1` in the shared edition; empty outside the tree."""
    fields: Mapping[str, Value]
    children: tuple[str, ...]
    side: Side
    shared: bool
    person: str | None
    """Who added it; None in the shared edition for what is not the customer's own."""
    stamp: Stamp | None
    """Who changed it last, and when; inside only."""

    def text(self, name: str) -> str:
        value = self.fields.get(name)
        return value if isinstance(value, str) else ""

    @property
    def statement(self) -> str:
        return self.text("statement") or self.text("text") or self.text("name")


@dataclass(frozen=True, slots=True)
class Projection:
    viewer: Viewer
    nodes: Mapping[str, Node]
    top: tuple[str, ...]
    _sources: Mapping[str, Record] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    """What each node was made of, to tell by identity whether it is still true; never shown."""

    def __contains__(self, id_: object) -> bool:
        return id_ in self.nodes

    def get(self, id_: str | None) -> Node | None:
        return self.nodes.get(id_) if id_ else None

    def read_from(self, id_: str) -> str | None:
        """The text field that this viewer reads as the record's statement; None where it has none."""
        record = self._sources.get(id_)
        return edited_field(record, self.viewer) if record else None

    def under(self, id_: str | None, kind: str | None = None) -> tuple[Node, ...]:
        """What hangs directly under `id_` (None: at the top), in order; only of `kind` where given."""
        ids = self.nodes[id_].children if id_ else self.top
        found = (self.nodes[each] for each in ids)
        return tuple(node for node in found if kind is None or node.kind == kind)

    def tree_under(self, id_: str | None) -> tuple[Node, ...]:
        """Records of the plan's logic directly under `id_`, in order."""
        return tuple(node for node in self.under(id_) if node.kind in TREE)

    def every(self, kind: str) -> Iterator[Node]:
        """All nodes of a kind, in the order of the plan."""
        return (node for node in self.walk(None) if node.kind == kind)

    def walk(self, id_: str | None) -> Iterator[Node]:
        for node in self.under(id_):
            yield node
            yield from self.walk(node.id)

    @property
    def goal(self) -> Node | None:
        return next(iter(self.under(None, "goal")), None)

    @property
    def account(self) -> Node | None:
        return next(iter(self.under(None, "account")), None)

    @property
    def factors(self) -> tuple[Node, ...]:
        """What the map of the plan shows one by one: all that hangs directly under the goal, and factors beside it."""
        goal = self.goal
        below = self.tree_under(goal.id) if goal else ()
        loose = tuple(node for node in self.tree_under(None) if node.kind != "goal")
        return (*below, *loose)


def project(state: PlanState, viewer: Viewer, previous: Projection | None = None) -> Projection:
    """The plan as `viewer` may see it; unchanged nodes are taken over from `previous`.

    Raises ValueError where `previous` is somebody else's: its nodes could hold what this viewer may not see.
    """
    if previous is not None and previous.viewer != viewer:
        raise ValueError("a projection can only follow one of the same viewer")
    visible = [r for r in state.walk(None) if may_see(state, r, viewer)]
    above = {r.id: parent_for(state, r, viewer) for r in visible}
    below: dict[str, list[str]] = {}
    for record in visible:
        below.setdefault(above[record.id] or TOP, []).append(record.id)
    kinds = {r.id: r.kind for r in visible}
    numbers = _numbers(below, kinds, viewer.edition)
    nodes = {}
    for record in visible:
        shape = (above[record.id], numbers.get(record.id, ""), tuple(below.get(record.id, ())))
        nodes[record.id] = _kept(previous, record, shape) or _node(record, viewer, *shape)
    return Projection(viewer, nodes, tuple(below.get(TOP, ())), {r.id: r for r in visible})


Shape = tuple[str | None, str, tuple[str, ...]]
"""Visible parent, number, visible children."""


def _kept(previous: Projection | None, record: Record, shape: Shape) -> Node | None:
    if previous is None or previous._sources.get(record.id) is not record:
        return None
    node = previous.nodes[record.id]
    return node if (node.parent, node.number, node.children) == shape else None


def _node(record: Record, viewer: Viewer, parent: str | None, number: str, children: tuple[str, ...]) -> Node:
    inside = viewer.edition is Edition.INTERNAL
    return Node(
        id=record.id,
        kind=record.kind,
        parent=parent,
        number=number,
        fields=fields_for(record, viewer),
        children=children,
        side=record.side,
        shared=record.shared,
        person=record.person if inside or record.side is Side.THEIRS else None,
        stamp=record.latest if inside else None,
    )


def _numbers(
    below: Mapping[str, Sequence[str]], kinds: Mapping[str, str], edition: Edition
) -> dict[str, str]:
    numbers: dict[str, str] = {}
    goals = [i for i in below.get(TOP, ()) if kinds[i] == "goal"]
    loose = [i for i in below.get(TOP, ()) if kinds[i] in TREE and kinds[i] != "goal"]
    first = [i for goal in goals for i in below.get(goal, ()) if kinds[i] in TREE] + loose
    for place, id_ in enumerate(first, 1):
        numbers[id_] = letters(place) if edition is Edition.INTERNAL else str(place)
        _number_under(id_, below, kinds, numbers, joint="" if edition is Edition.INTERNAL else ".")
    return numbers


def _number_under(
    id_: str,
    below: Mapping[str, Sequence[str]],
    kinds: Mapping[str, str],
    numbers: dict[str, str],
    joint: str,
) -> None:
    for place, child in enumerate((i for i in below.get(id_, ()) if kinds[i] in TREE), 1):
        numbers[child] = f"{numbers[id_]}{joint}{place}"
        _number_under(child, below, kinds, numbers, joint=".")


def own_notes(state: PlanState, viewer: Viewer) -> tuple[Node, ...]:
    """The notes that this viewer wrote, in order, revealed or not."""
    mine = (r for r in state.of_kind("note") if r.person is not None and r.person == viewer.person)
    return tuple(_node(r, viewer, None, "", ()) for r in mine if may_see(state, r, viewer))


def letters(place: int) -> str:
    """1 → A, 26 → Z, 27 → AA."""
    name = ""
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
