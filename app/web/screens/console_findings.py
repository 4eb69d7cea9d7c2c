"""What the checker finds, with where it stands and what can be done about it: go there, or carry it as a condition.

The plan is judged for the day of the workshop; a plan without one, for the day it was last changed. So the same plan
always gives the same findings, whatever the clock says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from app.activities.contract import Lists, Moment, Piece
from app.domain import checker
from app.domain.checker import Finding, Given, Rank, Severity
from app.domain.people import Person, Side
from app.domain.projection import Node
from app.domain.signoff import Condition
from app.domain.state import PlanState


@dataclass(frozen=True, slots=True)
class Owner:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Line:
    key: str
    rule: int
    code: str
    severity: str
    blocks: bool
    record: str
    number: str
    words: str
    """What the record says, for one without a number."""
    about: tuple[tuple[str, str | int], ...]
    may_carry: bool
    owner: str
    """Display name of who clears it, where it is signed as a condition."""
    due: str
    owners: tuple[Owner, ...]
    """Who can be asked to clear it, where it may be carried."""
    day: str
    """The condition's date where nobody gives another: the goal's."""


@dataclass(frozen=True, slots=True)
class Findings:
    """How many there are; each is a piece of its own, so that an edit draws no more than its own anew."""

    blocking: int
    errors: int
    warnings: int


Ranked = Mapping[Rank, tuple[Piece, ...]]


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every finding is shown with, beside its line."""

    known: Given
    carried: Mapping[str, Condition]
    day: str
    frozen: bool
    people: Mapping[str, Person]
    names: Mapping[str, str]


def pieces(moment: Moment, state: PlanState) -> Ranked:
    """Every finding as a piece, by rank; those of a branch are made once for as long as nothing in it changes."""
    plan = moment.projection
    goal = plan.goal
    known = checker.given(state, plan, _day(state))
    desk = _Desk(
        known=known,
        carried=moment.signoff.carried,
        day=goal.text("date") if goal else "",
        frozen=moment.signoff.freeze is not None,
        people=moment.people,
        names=moment.names,
    )
    whole = _made(moment, desk, checker.of_plan(plan, known), goal)
    return _joined((*(_below(moment, desk, node) for node in plan.tops), whole))


def _below(moment: Moment, desk: _Desk, node: Node) -> Ranked:
    def made() -> Ranked:
        own = _made(moment, desk, checker.of_line(node, desk.known), node)
        return _joined((own, *(_below(moment, desk, each) for each in node.below)))

    return node.once("finding pieces", desk, made)


def _joined(parts: Iterable[Ranked]) -> Ranked:
    lists: dict[Rank, list[Piece]] = {}
    for part in parts:
        for rank, made in part.items():
            lists.setdefault(rank, []).extend(made)
    return {rank: tuple(made) for rank, made in lists.items()}


def _made(
    moment: Moment, desk: _Desk, found: Mapping[Rank, tuple[Finding, ...]], node: Node | None
) -> Ranked:
    return {
        rank: tuple(_piece(moment, desk, each, node) for each in listed) for rank, listed in found.items()
    }


def _day(state: PlanState) -> str:
    if state.run.date:
        return state.run.date
    newest = max((record.at for record in state.records.values()), default=0)
    return datetime.fromtimestamp(newest / 1000, UTC).date().isoformat()


def blocking(found: Ranked) -> int:
    """How many of them block a signature."""
    return sum(len(made) for (passes, _, _), made in found.items() if not passes)


def lists(found: Ranked) -> Lists:
    """The heading, and the findings in its list, worst first."""

    def counted(worst: int) -> int:
        return sum(len(made) for (passes, rank, _), made in found.items() if passes and rank == worst)

    view = Findings(blocking=blocking(found), errors=counted(0), warnings=counted(1))
    return {
        "findings": (Piece("findings", "console/findings.html", view),),
        "finding-lines": tuple(piece for rank in sorted(found) for piece in found[rank]),
    }


def _piece(moment: Moment, desk: _Desk, finding: Finding, node: Node | None) -> Piece:
    if finding.record is None:
        node = None
    carried = desk.carried.get(finding.key)
    error = finding.severity is Severity.ERROR and not finding.blocks
    may_carry = error and carried is None and not desk.frozen
    line = Line(
        key=finding.key,
        rule=finding.rule,
        code=finding.code,
        severity=finding.severity.value,
        blocks=finding.blocks,
        record=node.id if node else "",
        number=node.number if node else "",
        words=node.statement if node and not node.number else "",
        about=tuple(sorted(finding.about.items())),
        may_carry=may_carry,
        owner=moment.name(carried.owner) if carried else "",
        due=carried.due if carried else "",
        owners=_owners(moment) if may_carry else (),
        day=desk.day if may_carry else "",
    )
    return Piece(f"finding-{finding.code}-{finding.record or 'plan'}", "console/finding.html", line)


def _owners(moment: Moment) -> tuple[Owner, ...]:
    ours = (Owner(p.id, moment.name(p.id)) for p in moment.people.values() if p.side is Side.OURS)
    return tuple(sorted((each for each in ours if each.name), key=lambda each: each.name.casefold()))
