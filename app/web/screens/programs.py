"""The plan for programs: records as JSON, by the same mechanism as fragments of a page."""

from __future__ import annotations

import msgspec

from app.domain.projection import Node, Projection
from app.live.page import Fragment, Page

_encode = msgspec.json.Encoder(order="deterministic").encode


def page(projection: Projection, previous: Page | None) -> Page:
    """Every visible record, each in its parent's list; the top of the plan is the list ``""``."""
    nodes = tuple(projection.walk(None))
    fragments = [_fragment(node) for node in nodes]
    order = {node.id: node.children for node in nodes if node.below}
    if projection.top:
        order[""] = projection.top
    return Page.of(fragments, order)


def _fragment(node: Node) -> Fragment:
    return node.once(_fragment, None, lambda: Fragment.of(node.id, record(node)))


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
