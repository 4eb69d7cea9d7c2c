"""Rule 14: the plan aims at what holds it back (S2; Goldratt)."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.checker.findings import Finding, Given, Severity
from app.domain.checker.tally import tally
from app.domain.projection import Projection


def aimed_at(plan: Projection, given: Given) -> Iterable[Finding]:
    """No constraint, or none that an action touches. Where there is no goal yet, that comes first."""
    if not given.has_goal:
        return
    known = {each.id for each in plan.under(None, "constraint")}
    if not known:
        yield Finding(14, "no-constraint", Severity.ERROR)
    elif not known & tally(plan).constraints:
        yield Finding(
            14, "constraint-untouched", Severity.ERROR, next(iter(plan.under(None, "constraint"))).id
        )
