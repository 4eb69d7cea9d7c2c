"""Rules 24 and 29: the plan is the customer's too, and it sells something."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.checker.findings import Finding, Given, Severity
from app.domain.checker.tally import tally
from app.domain.projection import Projection


def both_sides(plan: Projection, given: Given) -> Iterable[Finding]:
    """Rule 24: no factor serves an aim of the customer's; the customer commits to nothing."""
    if not given.has_goal:
        return
    all_ = tally(plan)
    if all_.aims.isdisjoint(each.id for each in plan.under(None, "aim")):
        yield Finding(24, "no-aim-served", Severity.WARNING, part="aim")
    if not all_.theirs and all_.owners.isdisjoint(given.theirs):
        yield Finding(24, "no-commitment", Severity.WARNING, part="commitment")


def sells(plan: Projection, given: Given) -> Iterable[Finding]:
    """Rule 29: no action uses a selling lever."""
    all_ = tally(plan)
    if all_.actions and not all_.levers:
        yield Finding(29, "no-lever", Severity.WARNING)
