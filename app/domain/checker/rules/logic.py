"""Rule 5: everything in the plan is made to happen by something below it.

Cycles cannot arise: the writer refuses the move that would make one.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.checker.findings import Finding, Given, Severity
from app.domain.projection import Node


def factor(node: Node, given: Given) -> Iterable[Finding]:
    """A factor without a condition, a factor beside the goal."""
    if not any(each.kind == "nc" for each in node.below):
        yield Finding(5, "csf-without-condition", Severity.ERROR, node.id)
    if node.parent is None and given.has_goal:
        yield Finding(5, "csf-without-goal", Severity.ERROR, node.id)


def condition(node: Node, _given: Given) -> Iterable[Finding]:
    """A condition without an action."""
    if not any(each.kind == "action" for each in node.below):
        yield Finding(5, "condition-without-action", Severity.ERROR, node.id)
