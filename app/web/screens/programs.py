"""The plan for programs: records as JSON, by the same mechanism as fragments of a page."""

from __future__ import annotations

import msgspec

from app.domain.projection import Node, Projection
from app.live.page import Fragment, Page

_encode = msgspec.json.Encoder(order="deterministic").encode


TOP = ""
"""The list of what hangs at the top."""


def page(projection: Projection, previous: Page | None) -> Page:
    """Every visible record, each in its parent's list."""
    if previous is None or not isinstance(previous.basis, Projection):
        nodes = tuple(projection.walk(None))
        order = {node.id: node.children for node in nodes if node.below}
        if projection.tops:
            order[TOP] = projection.top
        return Page.of([_fragment(node) for node in nodes], order, projection)
    before, after = previous.basis.tops, projection.tops
    old: dict[str, Node] = {}
    new: dict[str, Node] = {}
    _compare(before, after, old, new)
    moved: dict[str, tuple[str, ...] | None] = {id_: None for id_, node in old.items() if node.below}
    moved.update((id_, node.children) for id_, node in new.items() if node.below)
    if before is not after:
        moved[TOP] = projection.top or None
    put = [_fragment(node, old.get(id_)) for id_, node in new.items()]
    return previous.followed(put, [id_ for id_ in old if id_ not in new], moved, projection)


def _compare(
    before: tuple[Node, ...], after: tuple[Node, ...], old: dict[str, Node], new: dict[str, Node]
) -> None:
    """Gather the nodes that are not the very same; below those that are, nothing has to be looked at."""
    if before is after:
        return
    known = {node.id: node for node in before}
    for node in after:
        was = known.pop(node.id, None)
        if was is node:
            continue
        new[node.id] = node
        if was is not None:
            old[node.id] = was
        _compare(was.below if was is not None else (), node.below, old, new)
    for node in known.values():
        old[node.id] = node
        _compare(node.below, (), old, new)


def _fragment(node: Node, was: Node | None = None) -> Fragment:
    """`was`: the node that it follows. Where only something below it changed, what is told of it is the same."""

    def made() -> Fragment:
        if (
            was is not None
            and was.fields is node.fields
            and (was.parent, was.number) == (node.parent, node.number)
        ):
            return _fragment(was)
        return Fragment.of(node.id, record(node))

    return node.once(record, None, made)


def record(node: Node) -> bytes:
    """A record as docs/protocol.md describes it."""
    told: dict[str, object] = {
        "id": node.id,
        "kind": node.kind,
        "parent": node.parent,
        "number": node.number,
        "side": node.side.value,
        "fields": dict(node.fields),
    }
    if node.stamp is not None:
        told["shared"] = node.shared
        told["by"] = node.person
    return _encode(told)
