"""Rules 16 and 17: a conflict is drawn in full, and it is resolved or with the sponsor (S2: "conflict-free").

After Dettmer's conflict cloud: an objective, two needs, two opposed wants, what we assume behind each arrow, and an
injection that breaks one assumption, with somebody who brings it about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.domain.checker.findings import Finding, Given, Severity
from app.domain.kinds import ARROWS
from app.domain.projection import Node

BOXES = ("objective", "need_a", "need_b", "want_a", "want_b")
SETTLED = ("resolved", "escalated")


def complete(conflict: Node, given: Given) -> Iterable[Finding]:
    """Rule 16: one finding a conflict, naming all that its cloud lacks."""
    lacks = tuple(_lacks(conflict, given))
    if lacks:
        yield Finding(16, "cloud-lacks", Severity.ERROR, conflict.id, {"lacks": ",".join(lacks)})


def settled(conflict: Node, _given: Given) -> Iterable[Finding]:
    """Rule 17: neither resolved nor escalated."""
    if conflict.text("state") not in SETTLED:
        yield Finding(17, "conflict-open", Severity.ERROR, conflict.id)


def _lacks(conflict: Node, given: Given) -> Iterator[str]:
    yield from (name for name in BOXES if not conflict.text(name).strip())
    assumed = {each.text("arrow") for each in conflict.below if each.kind == "assumption"}
    if not assumed.issuperset(ARROWS):
        yield "assumption"
    injections = [each for each in conflict.below if each.kind == "injection"]
    # What is with the sponsor waits for the sponsor's.
    if conflict.text("state") != "escalated" and not any(
        each.fields.get("accountable") in given.people for each in injections
    ):
        yield "owner" if injections else "injection"
