"""Rules 1 and 2: one measurable goal, sales and margin both (S2: a sales result includes its margin)."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.checker.findings import Finding, Given, Severity
from app.domain.projection import Node, Projection

ERROR = Severity.ERROR


def one_measurable_goal(plan: Projection, _given: Given) -> Iterable[Finding]:
    """Rule 1: goals ≠ 1, or the goal lacks a value or a date."""
    goals = plan.under(None, "goal")
    if len(goals) != 1:
        yield Finding(1, "goals-not-one", ERROR, about={"count": len(goals)})
        return
    goal = goals[0]
    if goal.fields.get("sales") is None and goal.fields.get("margin") is None:
        yield Finding(1, "goal-without-value", ERROR, goal.id)
    if goal.fields.get("date") is None:
        yield Finding(1, "goal-without-date", ERROR, goal.id)


def sales_and_margin(goal: Node, _given: Given) -> Iterable[Finding]:
    """Rule 2: half a goal is a goal with only one of the two."""
    has = {name: goal.fields.get(name) is not None for name in ("sales", "margin")}
    if has["sales"] != has["margin"]:
        missing = "sales" if has["margin"] else "margin"
        yield Finding(2, f"goal-without-{missing}", ERROR, goal.id)
