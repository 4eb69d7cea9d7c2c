"""Rules 5 and 10: everything in the plan is made to happen by something below it, and by enough of it.

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


def enough(node: Node, given: Given) -> Iterable[Finding]:
    """Rule 10: the room voted, and too few think that what is under this line would be enough for it."""
    vote = next((each for each in given.votes if each.parent == node.id), None)
    if vote is not None and vote.yes * 100 < given.limits.enough_percent * vote.of:
        about: dict[str, str | int] = {"percent": vote.yes * 100 // vote.of, "yes": vote.yes, "of": vote.of}
        yield Finding(10, "not-enough", Severity.WARNING, node.id, about)
