"""What the checker finds, for steps that call it: branch by branch, without what is carried or overruled.

Ours alone: no piece of the shared edition may be made of this, not even a count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from app.activities.contract import Moment
from app.domain import checker
from app.domain.checker import Finding, Given, Rank, Severity
from app.domain.projection import Node


@dataclass(frozen=True, slots=True)
class Judged:
    """One finding, with the line it is about."""

    rule: int
    code: str
    about: tuple[tuple[str, str | int], ...]
    blocks: bool
    warns: bool
    record: str
    """Empty where it is about the whole plan."""
    number: str
    statement: str


@dataclass(frozen=True, slots=True)
class Branch:
    """A factor with all under it; what stands beside the tree, and the plan as a whole, have no id."""

    id: str
    number: str
    statement: str
    found: tuple[Judged, ...]

    @property
    def blocking(self) -> int:
        return sum(each.blocks for each in self.found)


def branches(moment: Moment) -> tuple[Branch, ...]:
    """The plan as a whole first, then its factors in order, each with what is found in it, worst first."""
    plan, known = moment.projection, _known(moment)
    given = (known, moment.signoff.carried, moment.signoff.overruled, moment.names)

    def made(node: Node) -> Branch:
        found = tuple(_judged(moment, checker.below(node, known)))
        return Branch(node.id, node.number, node.statement, found)

    factors = tuple(node.once("judged", given, partial(made, node)) for node in plan.factors)
    inside = {each.id for each in factors}
    beside = [checker.below(n, known) for n in plan.tops if n.id not in inside and n.kind != "goal"]
    own = [_ranked(checker.of_line(plan.goal, known))] if plan.goal is not None else []
    whole = checker.gathered((checker.of_plan(plan, known), *own, *beside))
    return (Branch("", "", "", tuple(_judged(moment, whole))), *factors)


def _known(moment: Moment) -> Given:
    return checker.known(
        moment.run.format, moment.people, moment.projection, moment.run.date, tuple(checker.RULES)
    )


def _ranked(findings: tuple[Finding, ...]) -> dict[Rank, tuple[Finding, ...]]:
    return {rank: tuple(f for f in findings if f.rank == rank) for rank in {f.rank for f in findings}}


def _judged(moment: Moment, found: checker.Ranked) -> Iterator[Judged]:
    settled = moment.signoff.carried.keys() | moment.signoff.overruled.keys()
    for rank in sorted(found):
        for each in found[rank]:
            if each.key not in settled and each.severity is not Severity.INFORMATION:
                yield _said(moment, each, moment.projection.get(each.record))


def _said(moment: Moment, finding: Finding, node: Node | None) -> Judged:
    person = finding.about.get("person")
    about = {**finding.about, "name": moment.name(person)} if person else finding.about
    return Judged(
        rule=finding.rule,
        code=finding.code,
        about=tuple(sorted(about.items())),
        blocks=finding.blocks,
        warns=finding.severity is Severity.WARNING,
        record=node.id if node else "",
        number=node.number if node else "",
        statement=node.statement if node else "",
    )
