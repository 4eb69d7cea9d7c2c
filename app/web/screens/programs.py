"""The plan for programs: records as JSON, by the same mechanism as fragments of a page."""

from __future__ import annotations

import msgspec

from app.domain.projection import Node, Projection
from app.live.page import Fragment, Page

_encode = msgspec.json.Encoder(order="deterministic").encode


def page(projection: Projection, previous: Page | None) -> Page:
    """Every visible record, each in its parent's list; the top of the plan is the list ``""``."""
    fragments = [Fragment.of(node.id, record(node)) for node in projection.nodes.values()]
    order = {node.id: node.children for node in projection.nodes.values() if node.children}
    if projection.top:
        order[""] = projection.top
    return Page.of(fragments, order)


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
