"""The checker: where a plan is not yet right. Rules and numbers as in DOMAIN.md section 2.

A rule is a pure function from a plan to findings. Findings are codes with parameters; words are made elsewhere.
Only errors of rules 1–5, 14, 17 and 18 block a signature; another error may be carried as a condition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from app.domain.checker.findings import BLOCKING, Finding, Severity, Thresholds
from app.domain.checker.rules import actions, goals, logic, measures
from app.domain.state import PlanState

__all__ = ["BLOCKING", "RULES", "Finding", "Severity", "Thresholds", "blockers", "check"]

Rule = Callable[[PlanState, Thresholds], Iterable[Finding]]

RULES: dict[int, Rule] = {
    1: goals.one_measurable_goal,
    2: goals.sales_and_margin,
    5: logic.complete,
    6: measures.measured,
    18: actions.answered_for,
    20: actions.dated,
}


@dataclass(frozen=True, slots=True)
class Report:
    findings: tuple[Finding, ...]

    @property
    def blocking(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.blocks)


def check(state: PlanState, today: str) -> Report:
    """Every finding, worst first, then by rule and in the order of the plan. `today` is an ISO date.

    The day's format says which rules hold and may set their limits; without one all of them do.
    """
    format_ = state.run.format
    limits = Thresholds(today=today)
    if format_:
        limits = replace(limits, first_days=format_.thresholds.get("first_days", limits.first_days))
    rules = [RULES[n] for n in format_.rules if n in RULES] if format_ and format_.rules else RULES.values()
    found = [finding for rule in rules for finding in rule(state, limits)]
    rank = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFORMATION: 2}
    return Report(tuple(sorted(found, key=lambda f: (not f.blocks, rank[f.severity], f.rule))))


def blockers(state: PlanState, today: str) -> tuple[Finding, ...]:
    """What blocks a signature now."""
    return check(state, today).blocking
