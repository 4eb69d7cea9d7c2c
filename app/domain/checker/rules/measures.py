"""Rule 6: a necessary condition is a measured indicator (S2), not an activity."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.checker.findings import Finding, Given, Severity
from app.domain.projection import Node

NEEDED = ("metric", "comparator", "target", "unit", "baseline", "source", "date")


def measured(condition: Node, _given: Given) -> Iterable[Finding]:
    """Rule 6: one finding a condition, naming what it lacks."""
    lacks = [name for name in NEEDED if condition.fields.get(name) in (None, "")]
    if condition.fields.get("counts") is True and "unit" in lacks:
        lacks.remove("unit")  # "3 roadmap sessions a year": the metric names what is counted
    if lacks:
        yield Finding(6, "condition-lacks", Severity.ERROR, condition.id, {"lacks": ",".join(lacks)})
