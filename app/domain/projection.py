"""The plan as one viewer may see it: the only producer of what templates, programs and documents are given.

A projection follows the one before it: where nothing changed at or under a node, the node is the same object, with all
that hangs under it. So whoever draws it can tell by identity what to draw again, and a plan of two thousand
records costs an edit little more than one of a hundred.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, compress, islice
from operator import is_not
from typing import TypeVar, cast

from app.domain.fields import Value
from app.domain.kinds import TREE
from app.domain.people import Edition, Side
from app.domain.records import Record, Stamp
from app.domain.secrecy import Viewer, edited_field, fields_for, may_see, parent_for
from app.domain.state import EMPTY, PlanState

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Node:
    """A record as a viewer may see it, with the visible records that hang under it."""

    id: str
    kind: str
    parent: str | None
    """The nearest visible record above."""
    number: str
    """`A`, `A1`, `A1.1` inside; `1`, `1.1`, `1.1.1` in the shared edition; empty outside the tree."""
    fields: Mapping[str, Value]
    below: tuple[Node, ...]
    """In order. What is not shown has its visible children in its place."""
    side: Side
    shared: bool
    person: str | None
    """Who added it; None in the shared edition for what is not the customer's own."""
    stamp: Stamp | None
    """Who changed it last, and when; inside only."""
    _made: dict[Hashable, tuple[object, object]] = field(default_factory=dict, compare=False, repr=False)

    def text(self, name: str) -> str:
        value = self.fields.get(name)
        return value if isinstance(value, str) else ""

    @property
    def statement(self) -> str:
        return self.text("statement") or self.text("text") or self.text("name")

    @property
    def children(self) -> tuple[str, ...]:
        """Ids of what hangs directly under it, in order."""
        return tuple(node.id for node in self.below)

    def once(self, key: Hashable, given: object, make: Callable[[], T]) -> T:
        """What `make` makes of this node, all below it and `given`: made again only when one of them is another.

        It is forgotten when the node is, so that nothing has to keep it true. `key` names what is made.
        """
        made = self._made.get(key)
        if made is not None and made[0] == given:
            return cast("T", made[1])
        new = make()
        self._made[key] = (given, new)
        return new

    def walk(self) -> Iterator[Node]:
        """All that hangs under it, parents first, in order."""
        for node in self.below:
            yield node
            yield from node.walk()


@dataclass(frozen=True, slots=True)
class Projection:
    viewer: Viewer
    nodes: Mapping[str, Node]
    """By id, in no order."""
    tops: tuple[Node, ...]
    """What hangs at the top, in order."""
    _state: PlanState = field(default=EMPTY, repr=False)
    """What it was made of, to tell by identity what is still true; never shown."""

    def __contains__(self, id_: object) -> bool:
        return id_ in self.nodes

    def get(self, id_: str | None) -> Node | None:
        return self.nodes.get(id_) if id_ else None

    def read_from(self, id_: str) -> str | None:
        """The text field that this viewer reads as the record's statement; None where it has none."""
        return edited_field(self._state.records[id_], self.viewer) if id_ in self.nodes else None

    @property
    def top(self) -> tuple[str, ...]:
        """Ids of what hangs at the top, in order."""
        return tuple(node.id for node in self.tops)

    def under(self, id_: str | None, kind: str | None = None) -> tuple[Node, ...]:
        """What hangs directly under `id_` (None: at the top), in order; only of `kind` where given."""
        found = self.nodes[id_].below if id_ else self.tops
        return found if kind is None else tuple(node for node in found if node.kind == kind)

    def tree_under(self, id_: str | None) -> tuple[Node, ...]:
        """Records of the plan's logic directly under `id_`, in order."""
        return tuple(node for node in self.under(id_) if node.kind in TREE)

    def every(self, kind: str) -> tuple[Node, ...]:
        """All nodes of a kind, in the order of the plan."""
        return tuple(chain.from_iterable(_every(node, kind) for node in self.tops))

    def walk(self, id_: str | None) -> Iterator[Node]:
        for node in self.under(id_):
            yield node
            yield from node.walk()

    @property
    def goal(self) -> Node | None:
        return next((node for node in self.tops if node.kind == "goal"), None)

    @property
    def account(self) -> Node | None:
        return next((node for node in self.tops if node.kind == "account"), None)

    @property
    def factors(self) -> tuple[Node, ...]:
        """What the map of the plan shows one by one: all that hangs directly under the goal, and factors beside it."""
        goal = self.goal
        below = self.tree_under(goal.id) if goal else ()
        loose = tuple(node for node in self.tree_under(None) if node.kind != "goal")
        return (*below, *loose)


def _every(node: Node, kind: str) -> tuple[Node, ...]:
    """The node, if it is of a kind, and all of that kind below it."""

    def found() -> tuple[Node, ...]:
        below = chain.from_iterable(_every(each, kind) for each in node.below)
        return (node, *below) if node.kind == kind else tuple(below)

    return node.once(kind, None, found)


@dataclass(frozen=True, slots=True)
class Change:
    """What is not the same from one state to another; found once, for everybody who follows."""

    before: PlanState
    after: PlanState
    records: frozenset[str]
    """Records that came, went or are not what they were."""
    paths: frozenset[str]
    """Those, all whose children are others than they were, and all that either hang under; TOP where anything is."""

    @classmethod
    def between(cls, before: PlanState, after: PlanState) -> Change:
        records = _others(before.records, after.records)
        moved = _others(before.children, after.children)
        paths = records | moved
        for id_ in records:
            paths.update(record.id for record in after.line(id_))
        for id_ in moved & after.records.keys():
            paths.update(record.id for record in after.line(id_))
        came = sum(id_ not in before.records for id_ in records)
        if len(before.records) + came > len(after.records):
            records.update(before.records.keys() - after.records.keys())
        return cls(before, after, frozenset(records), frozenset(paths))


def _others(before: Mapping[str, object], after: Mapping[str, object]) -> set[str]:
    """Keys of `after` whose values are not the very same as `before`.

    Side by side first, which costs two thousand records some microseconds: evolving keeps their order. Where one came
    or went, those behind it stand beside others, and are looked up.
    """
    maybe = chain(
        compress(after, map(is_not, before.values(), after.values())), islice(after, len(before), None)
    )
    return {key for key in maybe if before.get(key) is not after[key]}


def project(
    state: PlanState, viewer: Viewer, previous: Projection | None = None, change: Change | None = None
) -> Projection:
    """The plan as `viewer` may see it; where nothing changed, nodes are taken over from `previous`.

    `change`: from the state that `previous` was made of to this one, where it is known already. Raises ValueError where
    `previous` is somebody else's: its nodes could hold what this viewer may not see.
    """
    if previous is None or previous._state.run.revealed != state.run.revealed:
        # What may be seen at this moment is another question for every note.
        return _Following(state, viewer).projection()
    if previous.viewer != viewer:
        raise ValueError("a projection can only follow one of the same viewer")
    if change is None or change.before is not previous._state or change.after is not state:
        change = Change.between(previous._state, state)
    if not change.paths:
        return Projection(viewer, previous.nodes, previous.tops, state)
    return _Following(state, viewer, previous, change.paths).projection()


class _Following:
    """One projection being made, from the top down along the paths to what changed."""

    def __init__(
        self,
        state: PlanState,
        viewer: Viewer,
        previous: Projection | None = None,
        changed: frozenset[str] = frozenset(),
    ) -> None:
        self._state = state
        self._viewer = viewer
        self._before = previous
        self._known: Mapping[str, Node] = previous.nodes if previous else {}
        self._changed = changed
        self._made: dict[str, Node] = {}
        self._left: list[Node] = []
        """Nodes that do not hang any more where they hung."""

    def projection(self) -> Projection:
        before = self._before
        tops = self._tops()
        if before is not None:
            if _same(before.tops, tops):
                return Projection(self._viewer, before.nodes, before.tops, self._state)
            self._leave(before.tops, tops)
        nodes = dict(self._known)
        for node in self._left:
            self._forget(nodes, node)
        nodes.update(self._made)
        return Projection(self._viewer, nodes, tops, self._state)

    def _tops(self) -> tuple[Node, ...]:
        """Goals first, because their factors are numbered before those that hang beside them."""
        before = self._before.tops if self._before is not None else ()
        # With a second goal, the numbers of its factors follow from those of the first.
        if before and sum(node.kind == "goal" for node in before) <= 1:
            stay = self._in_place(None, before)
            if stay is not None and _factors(stay) == _factors(before):
                return stay
        visible = self._visible(None)
        nodes: dict[str, Node] = {}
        place = 0
        for record in visible:
            if record.kind == "goal":
                nodes[record.id] = goal = self._node(record, None, "", place)
                place += sum(node.kind in TREE for node in goal.below)
        for record in visible:
            if record.kind != "goal":
                in_tree = record.kind in TREE
                place += in_tree
                nodes[record.id] = self._node(record, None, self._first(place) if in_tree else "")
        return tuple(nodes[record.id] for record in visible)

    def _node(self, record: Record, parent: str | None, number: str, place: int = 0) -> Node:
        """The node of a visible record. `place`: how many factors are numbered before those of a goal."""
        known = self._known.get(record.id)
        stays = known is not None and (known.parent, known.number) == (parent, number)
        if known is not None and stays and record.id not in self._changed and not place:
            return known
        below = self._in_place(known.id, known.below) if known is not None and stays and not place else None
        if below is None:
            below = tuple(self._below(record, parent, number, place))
        if known is not None:
            self._leave(known.below, below)
            if stays and self._is_still(record) and _same(known.below, below):
                return known
        fields = known.fields if known is not None and self._is_still(record) else None
        self._made[record.id] = node = self._new(record, parent, number, below, fields)
        return node

    def _in_place(self, id_: str | None, below: tuple[Node, ...]) -> tuple[Node, ...] | None:
        """What hangs under a record, where only some of it changed and all stands where it stood; None where not."""
        made: dict[str, Node] = {}
        if not self._changed_in_place(id_, id_, made):
            return None
        return tuple(made.get(node.id, node) for node in below) if made else below

    def _changed_in_place(self, id_: str | None, above: str | None, made: dict[str, Node]) -> bool:
        """Make what changed under `id_` and hangs, for this viewer, under `above`. False where something came, went,
        moved, was hidden or is hidden no more: then places and numbers are others."""
        before = self._before
        assert before is not None
        ids = self._state.under(id_)
        if before._state.under(id_) is not ids:
            hidden = id_ != above
            return hidden and not self._visible(id_, before._state) and not self._visible(id_)
        for each in self._changed.intersection(ids):
            record = self._state.records[each]
            seen = may_see(self._state, record, self._viewer)
            if seen is not may_see(before._state, before._state.records[each], self._viewer):
                return False
            if seen:
                made[each] = self._node(record, above, self._known[each].number)
            elif not self._changed_in_place(each, above, made):
                return False
        return True

    def _below(self, above: Record, parent: str | None, number: str, place: int) -> Iterator[Node]:
        first = above.kind == "goal" and parent is None
        is_factor = bool(number) and (parent is None or self._state.records[parent].kind == "goal")
        joint = "" if is_factor and self._viewer.edition is Edition.INTERNAL else "."
        for record in self._visible(above.id):
            name = ""
            if record.kind in TREE:
                place += 1
                if first:
                    name = self._first(place)
                elif number:
                    name = f"{number}{joint}{place}"
            yield self._node(record, above.id, name)

    def _first(self, place: int) -> str:
        return letters(place) if self._viewer.edition is Edition.INTERNAL else str(place)

    def _visible(self, id_: str | None, state: PlanState | None = None) -> list[Record]:
        """What hangs under a record for this viewer: in place of what is hidden, its visible children."""
        state = state or self._state
        found: list[Record] = []
        for each in state.under(id_):
            record = state.records[each]
            if may_see(state, record, self._viewer):
                found.append(record)
            else:
                found += self._visible(each, state)
        return found

    def _is_still(self, record: Record) -> bool:
        return self._before is not None and self._before._state.records.get(record.id) is record

    def _leave(self, before: tuple[Node, ...], now: tuple[Node, ...]) -> None:
        stays = {node.id for node in now}
        self._left += (node for node in before if node.id not in stays)

    def _forget(self, nodes: dict[str, Node], node: Node) -> None:
        """It hangs nowhere any more, and so do those under it, but for those that were made anew elsewhere."""
        if node.id in self._made:
            return
        nodes.pop(node.id, None)
        for each in node.below:
            self._forget(nodes, each)

    def _new(
        self,
        record: Record,
        parent: str | None,
        number: str,
        below: tuple[Node, ...],
        fields: Mapping[str, Value] | None = None,
    ) -> Node:
        """`fields`: what this viewer was given of the very same record before; the same object says that it is."""
        inside = self._viewer.edition is Edition.INTERNAL
        return Node(
            id=record.id,
            kind=record.kind,
            parent=parent,
            number=number,
            fields=fields_for(record, self._viewer) if fields is None else fields,
            below=below,
            side=record.side,
            shared=record.shared,
            person=record.person if inside or record.side is Side.THEIRS else None,
            stamp=record.latest if inside else None,
        )


def _factors(tops: tuple[Node, ...]) -> int:
    """How many factors are numbered before those that hang beside the goals."""
    return sum(node.kind in TREE for top in tops if top.kind == "goal" for node in top.below)


def _same(these: tuple[Node, ...], those: tuple[Node, ...]) -> bool:
    return len(these) == len(those) and all(a is b for a, b in zip(these, those, strict=True))


def own_notes(state: PlanState, viewer: Viewer) -> tuple[Node, ...]:
    """The notes that this viewer wrote, in order, revealed or not."""
    making = _Following(state, viewer)
    mine = (r for r in state.of_kind("note") if r.person is not None and r.person == viewer.person)
    return tuple(making._new(r, None, "", ()) for r in mine if may_see(state, r, viewer))


def said_nodes(state: PlanState, viewer: Viewer, records: Iterable[Record]) -> tuple[Node, ...]:
    """These records as `viewer` may see them, each by itself; those that they may not see are left out."""
    making = _Following(state, viewer)
    return tuple(
        making._new(r, parent_for(state, r, viewer), "", ()) for r in records if may_see(state, r, viewer)
    )


def letters(place: int) -> str:
    """1 → A, 26 → Z, 27 → AA."""
    name = ""
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
