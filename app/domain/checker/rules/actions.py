"""Rules 18 and 20: who answers for an action, and when it is done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from app.domain.checker.findings import Finding, Severity, Thresholds
from app.domain.state import PlanState


def answered_for(state: PlanState, _limits: Thresholds) -> Iterable[Finding]:
    """Rule 18: exactly one accountable person, and somebody responsible (RACI)."""
    for action in state.every("action"):
        for name in ("accountable", "responsible"):
            if action.fields.get(name) not in state.people:
                yield Finding(18, f"action-without-{name}", Severity.ERROR, action.id)


def dated(state: PlanState, limits: Thresholds) -> Iterable[Finding]:
    """Rule 20: an action has a date, within the plan; something is due within the first days."""
    goal = state.goal
    end = goal.fields.get("date") if goal else None
    soon = (date.fromisoformat(limits.today) + timedelta(days=limits.first_days)).isoformat()
    dues = []
    for action in state.every("action"):
        due = action.fields.get("due")
        if not isinstance(due, str):
            yield Finding(20, "action-without-date", Severity.ERROR, action.id)
            continue
        dues.append(due)
        if isinstance(end, str) and due > end:
            yield Finding(20, "action-after-plan", Severity.WARNING, action.id, {"due": due, "end": end})
    if dues and min(dues) > soon:
        yield Finding(20, "nothing-due-soon", Severity.WARNING, about={"days": limits.first_days})
