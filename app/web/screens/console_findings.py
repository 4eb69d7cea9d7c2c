"""What the checker finds, with where it stands and what can be done about it: go there, or carry it as a condition.

The plan is judged for the day of the workshop; a plan without one, for the day it was last changed. So the same plan
always gives the same findings, whatever the clock says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from app.activities.contract import Moment, Piece
from app.domain.checker import Finding, Severity, check
from app.domain.people import Side
from app.domain.state import PlanState


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


@dataclass(frozen=True, slots=True)
class Owner:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Findings:
    lines: tuple[Line, ...]
    blocking: int
    errors: int
    warnings: int
    owners: tuple[Owner, ...]
    day: str
    """The condition's date where nobody gives another: the goal's."""


def found(state: PlanState) -> tuple[Finding, ...]:
    return check(state, _day(state)).findings


def _day(state: PlanState) -> str:
    if state.run.date:
        return state.run.date
    newest = max((record.at for record in state.records.values()), default=0)
    return datetime.fromtimestamp(newest / 1000, UTC).date().isoformat()


def piece(moment: Moment, findings: tuple[Finding, ...]) -> Piece:
    lines = tuple(_line(moment, each) for each in findings)
    goal = moment.projection.goal
    view = Findings(
        lines=lines,
        blocking=sum(line.blocks for line in lines),
        errors=sum(line.severity == Severity.ERROR and not line.blocks for line in lines),
        warnings=sum(line.severity == Severity.WARNING for line in lines),
        owners=_owners(moment),
        day=goal.text("date") if goal else "",
    )
    return Piece("findings", "console/findings.html", view)


def _line(moment: Moment, finding: Finding) -> Line:
    node = moment.projection.get(finding.record)
    carried = moment.signoff.carried.get(finding.key)
    return Line(
        key=finding.key,
        rule=finding.rule,
        code=finding.code,
        severity=finding.severity.value,
        blocks=finding.blocks,
        record=node.id if node else "",
        number=node.number if node else "",
        words=node.statement if node else "",
        about=tuple(sorted(finding.about.items())),
        may_carry=finding.severity is Severity.ERROR and not finding.blocks and moment.signoff.freeze is None,
        owner=moment.name(carried.owner) if carried else "",
        due=carried.due if carried else "",
    )


def _owners(moment: Moment) -> tuple[Owner, ...]:
    ours = (Owner(p.id, moment.name(p.id)) for p in moment.people.values() if p.side is Side.OURS)
    return tuple(sorted((each for each in ours if each.name), key=lambda each: each.name.casefold()))
