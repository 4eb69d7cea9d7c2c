"""Rule 21: the sponsor sits on the board (S0: the head of a department does not qualify)."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.checker.findings import Finding, Given, Severity, Sponsor
from app.domain.projection import Projection


def executive_sponsor(plan: Projection, given: Given) -> Iterable[Finding]:
    """No sponsor where one is asked for, or one below executive level. An empty plan needs a goal before."""
    if given.has_goal and given.sponsor in (Sponsor.MISSING, Sponsor.BELOW):
        yield Finding(21, f"sponsor-{given.sponsor.value}", Severity.ERROR)
