"""Rules 18 to 20: who answers for an action, whether they agreed, and when it is done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from app.domain.checker.findings import Finding, Given, Severity
from app.domain.projection import Node, Projection


def answered_for(action: Node, given: Given) -> Iterable[Finding]:
    """Rule 18: exactly one accountable person, and somebody responsible (RACI)."""
    for name in ("accountable", "responsible"):
        if action.fields.get(name) not in given.people:
            yield Finding(18, f"action-without-{name}", Severity.ERROR, action.id)


def accepted(action: Node, given: Given) -> Iterable[Finding]:
    """Rule 19: who answers for it has accepted it, for the date that it has; with another owner or date the word that
    was given holds no longer. Whoever leads may have written it down."""
    owner = action.fields.get("accountable")
    if owner not in given.people:
        return  # rule 18
    word = next((each for each in action.below if each.kind == "acceptance" and _whose(each) == owner), None)
    if word is None or word.fields.get("due") != action.fields.get("due"):
        yield Finding(19, "owner-has-not-accepted", Severity.ERROR, action.id)
    elif word.text("value") != "accepted":
        yield Finding(19, "owner-declined", Severity.ERROR, action.id)


def _whose(said: Node) -> str | None:
    return said.text("said_by") or said.person


def dated(action: Node, given: Given) -> Iterable[Finding]:
    """Rule 20: an action has a date, within the plan."""
    due = action.fields.get("due")
    if not isinstance(due, str):
        yield Finding(20, "action-without-date", Severity.ERROR, action.id)
    elif given.end is not None and due > given.end:
        about: dict[str, str | int] = {"due": due, "end": given.end}
        yield Finding(20, "action-after-plan", Severity.WARNING, action.id, about)


def soon(plan: Projection, given: Given) -> Iterable[Finding]:
    """Rule 20: something is due within the first days."""
    days = given.limits.first_days
    until = (date.fromisoformat(given.limits.today) + timedelta(days=days)).isoformat()
    first = min(filter(None, map(_first_due, plan.tops)), default="")
    if first > until:
        yield Finding(20, "nothing-due-soon", Severity.WARNING, about={"days": days})


def _first_due(node: Node) -> str:
    """The earliest date of an action at or below a node, an ISO date; empty where there is none."""

    def found() -> str:
        own = node.text("due") if node.kind == "action" else ""
        return min(filter(None, (own, *map(_first_due, node.below))), default="")

    return node.once("first due", None, found)
