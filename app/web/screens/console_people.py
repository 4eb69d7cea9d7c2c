"""Who belongs to the room, by function, with who has answered and who is ready; one by one, with what can be done for
each. Who is here at this moment, and who is typing, the page knows itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.activities.contract import Moment, Piece
from app.activities.lines import organisation
from app.domain.people import Person, Role, Side
from app.domain.run import Gate
from app.web.screens.console_lines import may_enter


@dataclass(frozen=True, slots=True)
class Seat:
    id: str
    name: str
    answered: bool
    ready: bool
    phoneless: bool
    """Here without a phone: nobody waits for an answer from there."""


@dataclass(frozen=True, slots=True)
class One:
    """Somebody by themselves."""

    plan: str
    id: str
    name: str
    function: str
    answered: bool
    ready: bool
    phoneless: bool
    theirs: bool
    leads: bool
    may_lead: bool
    """One of ours who takes part: the lead can be handed to them."""


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    theirs: bool
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class People:
    plan: str
    groups: tuple[Group, ...]
    of: int
    ready: int
    answers: bool
    """The step asks everybody for something."""
    may_enter: bool
    """The facilitator can write down a line for somebody without a phone."""
    ours_only: bool
    """The customer is not asked."""
    held: int
    """Anonymous lines written; nobody knows by whom."""


def pieces(moment: Moment) -> Iterator[Piece]:
    groups = tuple(_groups(moment))
    view = People(
        plan=moment.plan,
        groups=groups,
        of=sum(len(group.seats) for group in groups if not group.theirs),
        ready=len(moment.run.ready),
        answers=_asks(moment),
        may_enter=may_enter(moment),
        ours_only=moment.poll is not None,
        held=moment.held,
    )
    yield Piece("people", "console/people.html", view)


def everybody(moment: Moment) -> tuple[Piece, ...]:
    """A row for each, ours in the order of the roster, whoever leads among them; then theirs."""
    people = sorted(moment.people.values(), key=lambda each: each.side is Side.THEIRS)
    return tuple(
        Piece(f"person-{each.id}", "console/person.html", _one(moment, each))
        for each in people
        if each.takes_part or each.role is Role.FACILITATOR
    )


def _one(moment: Moment, person: Person) -> One:
    run = moment.run
    return One(
        plan=moment.plan,
        id=person.id,
        name=moment.name(person.id),
        function=person.function,
        answered=_asks(moment) and person.id in moment.answered,
        ready=person.id in run.ready,
        phoneless=person.id in run.phoneless,
        theirs=person.side is Side.THEIRS,
        leads=person.role is Role.FACILITATOR,
        may_lead=person.role is Role.MEMBER,
    )


def _asks(moment: Moment) -> bool:
    step = moment.step
    if step is not None and moment.poll is not None:
        return True
    if step is None or step.is_break or step.anonymous:
        return False
    return step.activity in ("silent-writing", "review") or moment.run.gate is Gate.PROPOSE


def _groups(moment: Moment) -> Iterator[Group]:
    """Ours by function in the order of the roster, then the customer."""
    by_function: dict[str, list[Seat]] = {}
    theirs: list[Seat] = []
    for person in moment.people.values():
        if not person.takes_part:
            continue
        seat = Seat(
            person.id,
            moment.name(person.id),
            person.id in moment.answered,
            person.id in moment.run.ready,
            person.id in moment.run.phoneless,
        )
        if person.side is Side.THEIRS:
            theirs.append(seat)
        else:
            by_function.setdefault(person.function, []).append(seat)
    for function, seats in by_function.items():
        yield Group(function, theirs=False, seats=tuple(seats))
    if theirs:
        yield Group(organisation(moment), theirs=True, seats=tuple(theirs))
