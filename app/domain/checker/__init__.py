"""The checker: where a plan is not yet right. Rules and numbers as in DOMAIN.md section 2.

A rule is a pure function to findings, of a line of the plan or of the plan as a whole. Findings are codes with
parameters; words are made elsewhere. Only errors of rules 1–5, 14, 17 and 18 block a signature; another error may be
carried as a condition.

What a rule says of a line depends on that line, on what hangs under it and on `Given`, and on nothing else. So what
was found in a branch stays found for as long as the branch is the same (`Node.once`), and an edit has its own branch
judged again and no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from app.domain.checker.findings import (
    BLOCKING,
    WORST,
    Finding,
    Given,
    Rank,
    Severity,
    Thresholds,
    about_record,
)
from app.domain.checker.known import known
from app.domain.checker.rules import (
    actions,
    conflicts,
    constraints,
    customers,
    doubts,
    goals,
    load,
    logic,
    measures,
    people,
    wording,
)
from app.domain.kinds import TREE
from app.domain.projection import Node, Projection, project
from app.domain.secrecy import INTERNAL
from app.domain.state import PlanState

__all__ = [
    "BLOCKING", "RULES", "WORST", "Finding", "Given", "Rank", "Severity", "Thresholds",
    "about_record", "below", "blockers", "check", "gathered", "given", "known", "of_line", "of_plan",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    line: Mapping[str, Callable[[Node, Given], Iterable[Finding]]] = field(default_factory=dict)
    """By kind: what it says of a line of that kind."""
    plan: Callable[[Projection, Given], Iterable[Finding]] = lambda plan, given: ()
    """What it says of the plan as a whole."""


RULES: dict[int, Rule] = {
    1: Rule(plan=goals.one_measurable_goal),
    2: Rule(line={"goal": goals.sales_and_margin}),
    3: Rule(line={"goal": goals.months}),
    4: Rule(plan=goals.factors),
    5: Rule(line={"csf": logic.factor, "nc": logic.condition}),
    6: Rule(line={"nc": measures.measured}),
    7: Rule(line={"csf": wording.a_result}),
    8: Rule(line={"goal": wording.a_fact, "csf": wording.a_fact, "nc": wording.a_fact}),
    9: Rule(
        line={
            "goal": doubts.put_to_the_room, "csf": doubts.factor_needed, "nc": doubts.needed,
            "action": doubts.needed,
        }
    ),
    10: Rule(line=dict.fromkeys(("goal", "csf", "nc"), logic.enough)),
    11: Rule(line=dict.fromkeys(("goal", "csf", "nc"), wording.repeats)),
    12: Rule(line=dict.fromkeys((*TREE, "constraint"), doubts.reservations)),
    13: Rule(line={"csf": load.conditions}, plan=load.open_actions),
    14: Rule(plan=constraints.aimed_at),
    15: Rule(line={"nc": measures.something_is_missing}),
    16: Rule(line={"conflict": conflicts.complete}),
    17: Rule(line={"conflict": conflicts.settled}),
    18: Rule(line={"action": actions.answered_for}),
    19: Rule(line={"action": actions.accepted}),
    20: Rule(line={"action": actions.dated}, plan=actions.soon),
    21: Rule(plan=people.executive_sponsor),
    24: Rule(plan=customers.both_sides),
    29: Rule(plan=customers.sells),
}  # fmt: skip
"""DOMAIN's numbers. Those on the buying centre, relationships, selection and reviews are not here yet."""


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
    plan = project(state, INTERNAL)
    what = given(state, plan, today)
    ranked = gathered((*(below(node, what) for node in plan.tops), of_plan(plan, what)))
    return Report(tuple(finding for rank in sorted(ranked) for finding in ranked[rank]))


def blockers(state: PlanState, today: str) -> tuple[Finding, ...]:
    """What blocks a signature now."""
    return check(state, today).blocking


def given(state: PlanState, plan: Projection, today: str) -> Given:
    """What the rules know beside each line; `plan` is the internal projection of `state`."""
    return known(state.run.format, state.people, plan, today, tuple(RULES))


Ranked = Mapping[Rank, tuple[Finding, ...]]


def below(node: Node, known: Given) -> Ranked:
    """The findings about a line and all that hangs under it, by rank, in the order of the plan."""

    def found() -> Ranked:
        own = _ranked(of_line(node, known))
        return gathered((own, *(below(each, known) for each in node.below)))

    return node.once("findings", known, found)


def of_line(node: Node, known: Given) -> tuple[Finding, ...]:
    """The findings of the rules about one line: about itself, and about what hangs directly under it."""

    def found() -> tuple[Finding, ...]:
        rules = (RULES[n].line.get(node.kind) for n in known.rules)
        return tuple(finding for rule in rules if rule is not None for finding in rule(node, known))

    return node.once("own findings", known, found)


def of_plan(plan: Projection, known: Given) -> Ranked:
    """The findings about the plan as a whole."""
    return _ranked(finding for n in known.rules for finding in RULES[n].plan(plan, known))


def gathered(parts: Iterable[Ranked]) -> Ranked:
    """Several as one, each rank in the order of the parts."""
    lists: dict[Rank, list[Finding]] = {}
    for part in parts:
        for rank, findings in part.items():
            lists.setdefault(rank, []).extend(findings)
    return {rank: tuple(findings) for rank, findings in lists.items()}


def _ranked(findings: Iterable[Finding]) -> Ranked:
    lists: dict[Rank, list[Finding]] = {}
    for each in findings:
        lists.setdefault(each.rank, []).append(each)
    return {rank: tuple(each) for rank, each in lists.items()}
