"""Rules 6 and 15: a necessary condition is a measured indicator (S2), not an activity; and it moves when that is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation

from app.domain.checker.findings import Finding, Given, Severity
from app.domain.projection import Node

NEEDED = ("metric", "comparator", "target", "unit", "baseline", "source", "date")

_MEETS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "gt": lambda now, target: now > target,
    "ge": lambda now, target: now >= target,
    "eq": lambda now, target: now == target,
    "le": lambda now, target: now <= target,
    "lt": lambda now, target: now < target,
}


def measured(condition: Node, _given: Given) -> Iterable[Finding]:
    """Rule 6: one finding a condition, naming what it lacks."""
    lacks = [name for name in NEEDED if condition.fields.get(name) in (None, "")]
    if condition.fields.get("counts") is True and "unit" in lacks:
        lacks.remove("unit")  # "3 roadmap sessions a year": the metric names what is counted
    if lacks:
        yield Finding(6, "condition-lacks", Severity.ERROR, condition.id, {"lacks": ",".join(lacks)})


def something_is_missing(condition: Node, _given: Given) -> Iterable[Finding]:
    """Rule 15: all that was to be done is done, and where we stand is still not where we wanted to be."""
    actions = [each for each in condition.below if each.kind == "action"]
    if not actions or any(each.text("status") != "done" for each in actions):
        return
    meets = _MEETS.get(condition.text("comparator"))
    try:
        now, target = Decimal(condition.text("baseline")), Decimal(condition.text("target"))
    except InvalidOperation:
        return
    if meets is not None and not meets(now, target):
        yield Finding(15, "done-and-not-there", Severity.INFORMATION, condition.id)
