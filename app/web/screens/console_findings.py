"""What the checker finds, with where it stands and what can be done about it: go there, or carry it as a condition.

The plan is judged for the day of the workshop; a plan without one, for the day it was last changed. So the same plan
always gives the same findings, whatever the clock says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from app.activities.contract import Lists, Moment, Piece
from app.domain.checker import Finding, Severity, check
from app.domain.people import Side
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


def found(state: PlanState) -> tuple[Finding, ...]:
    return check(state, _day(state)).findings


def _day(state: PlanState) -> str:
    if state.run.date:
        return state.run.date
    newest = max((record.at for record in state.records.values()), default=0)
    return datetime.fromtimestamp(newest / 1000, UTC).date().isoformat()


def lists(moment: Moment, findings: tuple[Finding, ...]) -> Lists:
    """The heading, and the findings in its list."""
    errors = [each for each in findings if each.severity is Severity.ERROR and not each.blocks]
    view = Findings(
        blocking=sum(each.blocks for each in findings),
        errors=len(errors),
        warnings=sum(each.severity is Severity.WARNING for each in findings),
    )
    return {
        "findings": (Piece("findings", "console/findings.html", view),),
        "finding-lines": tuple(_piece(moment, each) for each in findings),
    }


def _piece(moment: Moment, finding: Finding) -> Piece:
    node = moment.projection.get(finding.record)
    carried = moment.signoff.carried.get(finding.key)
    goal = moment.projection.goal
    day = goal.text("date") if goal else ""
    make = partial(_made, moment, finding, node, carried, day)
    if node is None:
        return make()
    given = (finding, carried, day, moment.signoff.freeze is None, moment.people, moment.names)
    return node.once(("finding", finding.code), given, make)


def _made(moment: Moment, finding: Finding, node: Node | None, carried: Condition | None, day: str) -> Piece:
    error = finding.severity is Severity.ERROR and not finding.blocks
    may_carry = error and carried is None and moment.signoff.freeze is None
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
        day=day if may_carry else "",
    )
    return Piece(f"finding-{finding.code}-{finding.record or 'plan'}", "console/finding.html", line)


def _owners(moment: Moment) -> tuple[Owner, ...]:
    ours = (Owner(p.id, moment.name(p.id)) for p in moment.people.values() if p.side is Side.OURS)
    return tuple(sorted((each for each in ours if each.name), key=lambda each: each.name.casefold()))
