"""Rule 5: everything in the plan is made to happen by something below it."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.checker.findings import Finding, Severity, Thresholds
from app.domain.state import PlanState


def complete(state: PlanState, _limits: Thresholds) -> Iterable[Finding]:
    """Rule 5: a factor without a condition, a condition without an action, a factor beside the goal.

    Cycles cannot arise: the writer refuses the move that would make one.
    """
    for factor in state.every("csf"):
        if not state.of_kind("nc", factor.id):
            yield Finding(5, "csf-without-condition", Severity.ERROR, factor.id)
        if factor.parent is None and state.goal is not None:
            yield Finding(5, "csf-without-goal", Severity.ERROR, factor.id)
    for condition in state.every("nc"):
        if not state.of_kind("action", condition.id):
            yield Finding(5, "condition-without-action", Severity.ERROR, condition.id)
