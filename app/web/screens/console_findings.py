"""What the checker finds, with where it stands and what can be done about it: go there, carry it as a condition, overrule
it with a reason.

The plan is judged for the day of the workshop; a plan without one, for the day it was last changed. So the same plan
always gives the same findings, whatever the clock says.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from app.activities.contract import Lists, Moment, Piece
from app.domain import checker
from app.domain.checker import WORST, Finding, Given, Rank, Severity
from app.domain.people import Person, Side
from app.domain.projection import Node
from app.domain.signoff import Condition, Overruling
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
    may_overrule: bool
    reason: str
    """Why it does not hold here, where it was overruled."""
    by: str
    """Display name of who overruled it."""


@dataclass(frozen=True, slots=True)
class Findings:
    """How many there are; each is a piece of its own, so that an edit draws no more than its own anew."""

    blocking: int
    errors: int
    warnings: int
    overruled: int


@dataclass(frozen=True, slots=True)
class Flag:
    """A finding beside its record."""

    code: str
    about: tuple[tuple[str, str | int], ...]
    blocks: bool


Ranked = Mapping[Rank, tuple[Piece, ...]]


@dataclass(frozen=True, slots=True)
class Desk:
    """What every finding is shown with, beside its line."""

    known: Given
    carried: Mapping[str, Condition]
    overruled: Mapping[str, Overruling]
    day: str
    frozen: bool
    people: Mapping[str, Person]
    names: Mapping[str, str]


_OVERRULED = max(WORST.values()) + 1


def desk(moment: Moment, state: PlanState) -> Desk:
    """What all findings of this moment are shown with."""
    goal = moment.projection.goal
    return Desk(
        known=checker.given(state, moment.projection, _day(state)),
        carried=moment.signoff.carried,
        overruled=moment.signoff.overruled,
        day=goal.text("date") if goal else "",
        frozen=moment.signoff.freeze is not None,
        people=moment.people,
        names=moment.names,
    )


def flags(node: Node, desk: Desk) -> tuple[Flag, ...]:
    """What is said beside a line: what is wrong with it and neither carried nor overruled, worst first."""
    found = sorted(checker.of_line(node, desk.known), key=lambda each: each.rank)
    return tuple(
        Flag(each.code, tuple(sorted(each.about.items())), each.blocks)
        for each in found
        if each.record == node.id and each.severity is not Severity.INFORMATION and not _settled(each, desk)
    )


def _settled(finding: Finding, desk: Desk) -> bool:
    return finding.key in desk.carried or finding.key in desk.overruled


def pieces(moment: Moment, desk: Desk) -> Ranked:
    """Every finding as a piece, by rank; those of a branch are made once for as long as nothing in it changes."""
    plan = moment.projection
    whole = _made(moment, desk, itertools.chain(*checker.of_plan(plan, desk.known).values()))
    return _joined((*(_below(moment, desk, node) for node in plan.tops), whole))


def _below(moment: Moment, desk: Desk, node: Node) -> Ranked:
    def made() -> Ranked:
        own = _made(moment, desk, checker.of_line(node, desk.known))
        return _joined((own, *(_below(moment, desk, each) for each in node.below)))

    return node.once("finding pieces", desk, made)


def _joined(parts: Iterable[Ranked]) -> Ranked:
    lists: dict[Rank, list[Piece]] = {}
    for part in parts:
        for rank, made in part.items():
            lists.setdefault(rank, []).extend(made)
    return {rank: tuple(made) for rank, made in lists.items()}


def _made(moment: Moment, desk: Desk, found: Iterable[Finding]) -> Ranked:
    lists: dict[Rank, list[Piece]] = {}
    for each in found:
        blocks, worst, rule = each.rank
        rank = (blocks, _OVERRULED if each.key in desk.overruled else worst, rule)
        lists.setdefault(rank, []).append(_piece(moment, desk, each))
    return {rank: tuple(made) for rank, made in lists.items()}


def _day(state: PlanState) -> str:
    if state.run.date:
        return state.run.date
    newest = max((record.at for record in state.records.values()), default=0)
    return datetime.fromtimestamp(newest / 1000, UTC).date().isoformat()


def blocking(found: Ranked) -> int:
    """How many of them block a signature."""
    return sum(len(made) for (passes, _, _), made in found.items() if not passes)


def lists(found: Ranked) -> Lists:
    """The heading, and the findings in its lists: what blocks, other errors, what is worth a look, what was overruled."""

    def of(*worst: int) -> tuple[Piece, ...]:
        return tuple(p for rank in sorted(found) if rank[0] and rank[1] in worst for p in found[rank])

    blocks = tuple(p for rank in sorted(found) if not rank[0] for p in found[rank])
    errors, looks = of(WORST[Severity.ERROR]), of(WORST[Severity.WARNING], WORST[Severity.INFORMATION])
    overruled = of(_OVERRULED)
    view = Findings(len(blocks), len(errors), len(looks), len(overruled))
    return {
        "findings": (Piece("findings", "console/findings.html", view),),
        "finding-lines": blocks,
        "finding-errors": errors,
        "finding-warnings": looks,
        "finding-overruled": overruled,
    }


def _piece(moment: Moment, desk: Desk, finding: Finding) -> Piece:
    node = moment.projection.get(finding.record)
    carried = desk.carried.get(finding.key)
    overruled = desk.overruled.get(finding.key)
    error = finding.severity is Severity.ERROR and not finding.blocks
    open_ = not desk.frozen and carried is None and overruled is None
    may_carry = error and open_
    person = finding.about.get("person")
    about = {**finding.about, "name": moment.name(person)} if person else finding.about
    line = Line(
        key=finding.key,
        rule=finding.rule,
        code=finding.code,
        severity=finding.severity.value,
        blocks=finding.blocks,
        record=node.id if node else "",
        number=node.number if node else "",
        words=node.statement if node and not node.number else "",
        about=tuple(sorted(about.items())),
        may_carry=may_carry,
        owner=moment.name(carried.owner) if carried else "",
        due=carried.due if carried else "",
        owners=_owners(moment) if may_carry else (),
        day=desk.day if may_carry else "",
        may_overrule=open_ and not finding.blocks,
        reason=overruled.reason if overruled else "",
        by=moment.name(overruled.by) if overruled else "",
    )
    return Piece(f"finding-{finding.code}-{finding.record or person or 'plan'}", "console/finding.html", line)


def _owners(moment: Moment) -> tuple[Owner, ...]:
    ours = (Owner(p.id, moment.name(p.id)) for p in moment.people.values() if p.side is Side.OURS)
    return tuple(sorted((each for each in ours if each.name), key=lambda each: each.name.casefold()))
