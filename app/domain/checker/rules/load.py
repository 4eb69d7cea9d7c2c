"""Rule 13: the vital few (S2). Nobody leads through more conditions or carries more actions than they can name."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.checker.findings import Finding, Given, Severity
from app.domain.checker.tally import tally
from app.domain.projection import Node, Projection


def conditions(factor: Node, given: Given) -> Iterable[Finding]:
    """Too many necessary conditions on one factor."""
    count = sum(each.kind == "nc" for each in factor.below)
    if count > given.limits.most_conditions:
        about: dict[str, str | int] = {"count": count, "most": given.limits.most_conditions}
        yield Finding(13, "many-conditions", Severity.WARNING, factor.id, about)


def open_actions(plan: Projection, given: Given) -> Iterable[Finding]:
    """Too many open actions on one person."""
    for person, count in tally(plan).owed.items():
        if person in given.people and count > given.limits.most_actions:
            about: dict[str, str | int] = {"person": person, "count": count}
            yield Finding(13, "many-actions", Severity.WARNING, None, about, person)
