"""An edition's content: what is signed, as canonical JSON (RFC 8785), and its SHA-256.

Only strings, integers, booleans and null occur, and only ASCII keys, so that the standard library's own sorted
form is the canonical one; a test compares it with a library for RFC 8785.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from app.domain.checker.findings import about_record
from app.domain.kinds import TREE
from app.domain.people import Edition
from app.domain.projection import Node, Projection, project
from app.domain.secrecy import Viewer
from app.domain.state import PlanState

UNSIGNED = frozenset({"status", "read_from"})
"""Not part of what is signed: a status goes on changing (DOMAIN section 3), and `read_from` only remembers which
words a condition's measure was read from."""
_SIGNED_KINDS = ("account", "goal", "csf", "nc", "action", "constraint")


def content(state: PlanState, edition: Edition) -> dict[str, Any]:
    """What people of `edition` sign: the plan and nothing else, no ids of people, no times, no counts."""
    projection = project(state, Viewer(edition))
    tops = [node for node in projection.under(None) if node.kind in _SIGNED_KINDS]
    return {
        "edition": edition.value,
        "plan": [_branch(projection, node) for node in tops],
        "conditions": _carried(state, projection),
    }


def _branch(projection: Projection, node: Node) -> dict[str, Any]:
    fields = {k: list(v) if isinstance(v, tuple) else v for k, v in node.fields.items() if k not in UNSIGNED}
    below = [_branch(projection, each) for each in projection.under(node.id) if each.kind in TREE]
    return {"kind": node.kind, "number": node.number, "fields": fields, "under": below}


def _carried(state: PlanState, projection: Projection) -> list[dict[str, str]]:
    """Conditions that the signature is subject to; those on records that this edition does not hold are absent."""
    found = []
    for finding, condition in sorted(state.signoff.carried.items()):
        rule, record = finding.partition(":")[0], about_record(finding)
        if record and record not in projection:
            continue
        if not record and projection.viewer.edition is Edition.SHARED:
            continue
        number = projection.nodes[record].number if record else ""
        found.append({"rule": rule, "number": number, "owner": condition.owner, "due": condition.due})
    return found


def canonical(data: object) -> bytes:
    """`data` as RFC 8785 writes it."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(state: PlanState, edition: Edition) -> str:
    """SHA-256 of an edition's content, hexadecimal."""
    return hashlib.sha256(canonical(content(state, edition))).hexdigest()
