"""Rules 9 and 12: what the room doubts is answered, and what stands was put to it.

Necessity is judged by exception: one parent's lines on one page, whoever doubts one marks it, the rest stands. A
reservation is sorted into Dettmer's categories by whoever leads; until then it counts as what a phone's word for it
means.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.domain.checker.findings import Finding, Given, Severity
from app.domain.kinds import TREE
from app.domain.projection import Node

NOT_NEEDED = "not-needed"
MEANS = {"unclear": "clarity", "not-true": "entity-existence", "not-enough": "cause-insufficiency"}
"""What a reservation is until somebody sorts it."""
GRAVE = frozenset({"clarity", "entity-existence", "causality-existence"})
"""Categories without an answer to which a line says nothing."""


def put_to_the_room(goal: Node, _given: Given) -> Iterable[Finding]:
    """Rule 9: the factors under the goal were never put to the room."""
    yield from _never_put(goal, (each for each in goal.below if each.kind == "csf"))


def factor_needed(factor: Node, given: Given) -> Iterable[Finding]:
    """Rule 9: a factor that is doubted; its branch, where that was never put to the room."""
    yield from needed(factor, given)
    yield from _never_put(factor, (each for each in factor.walk() if each.kind in TREE))


def needed(line: Node, _given: Given) -> Iterable[Finding]:
    """Rule 9: somebody thinks that it can be done without, and nobody has answered."""
    count = sum(each.text("reservation") == NOT_NEEDED for each in _open(line))
    if count:
        yield Finding(9, "doubted", Severity.ERROR, line.id, {"count": count})


def reservations(line: Node, _given: Given) -> Iterable[Finding]:
    """Rule 12: open reservations, those first without which the line says nothing."""
    kinds = [_category(each) for each in _open(line) if each.text("reservation") != NOT_NEEDED]
    grave = sum(each in GRAVE for each in kinds)
    if grave:
        yield Finding(12, "grave-reservation", Severity.ERROR, line.id, {"count": grave})
    if len(kinds) > grave:
        about: dict[str, str | int] = {"count": len(kinds) - grave}
        yield Finding(12, "open-reservation", Severity.WARNING, line.id, about, "lesser")


def _never_put(above: Node, lines: Iterable[Node]) -> Iterator[Finding]:
    count = sum(not _was_put(each) for each in lines)
    if count:
        yield Finding(9, "never-put", Severity.WARNING, above.id, {"count": count}, "put")


def _was_put(line: Node) -> bool:
    return line.fields.get("put") is True or any(each.kind == "doubt" for each in line.below)


def _open(line: Node) -> Iterator[Node]:
    return (each for each in line.below if each.kind == "doubt" and each.fields.get("answered") is not True)


def _category(doubt: Node) -> str:
    return doubt.text("category") or MEANS.get(doubt.text("reservation"), "clarity")
