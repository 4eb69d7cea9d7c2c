"""What people named, as far as it was decided: per factor how many, per function what share, and what is still open.

A person's share is how many of the factors they named, of all there are. The alignment is the mean of these shares over
everybody who took part, so that who named nothing counts too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.activities import writing
from app.activities.alignment.likeness import nearest
from app.activities.contract import Moment
from app.domain.dissent import told_functions
from app.domain.projection import Node


@dataclass(frozen=True, slots=True)
class Factor:
    id: str
    number: str
    statement: str
    named: int
    """How many named it."""


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    """Empty for the others."""
    people: int
    percent: int


@dataclass(frozen=True, slots=True)
class Matched:
    percent: int
    people: int
    factors: tuple[Factor, ...]
    groups: tuple[Group, ...]
    elsewhere: int
    """Lines that name none of them."""
    open: int
    """Lines that nobody decided about yet."""


def matched(moment: Moment) -> Matched:
    """Of the step in progress, once it is revealed."""
    factors = moment.projection.every("csf")
    notes = list(writing.notes(moment))
    named: dict[str, set[str]] = {person: set() for person in _took_part(moment)}
    for note in notes:
        who, about = _whose(note), note.text("about")
        if who and about:
            named.setdefault(who, set()).add(about)
    known = {each.id for each in factors}
    shares = {who: len(found & known) / len(known) if known else 0.0 for who, found in named.items()}
    return Matched(
        percent=_percent(list(shares.values())),
        people=len(named),
        factors=tuple(
            Factor(each.id, each.number, each.statement, sum(each.id in found for found in named.values()))
            for each in factors
        ),
        groups=_groups(moment, shares),
        elsewhere=sum(bool(note.fields.get("parked")) for note in notes),
        open=sum(_is_open(note) for note in notes),
    )


def suggestion(note: Node, factors: tuple[Node, ...]) -> str:
    """Id of the factor that a line most likely names; made once for a line and the words of the factors."""
    words = {each.id: each.statement for each in factors}
    return note.once("suggestion", tuple(words.items()), lambda: nearest(note.statement, words))


def _is_open(note: Node) -> bool:
    return not note.fields.get("about") and not note.fields.get("parked")


def _whose(note: Node) -> str:
    return note.text("said_by") or note.person or ""


def _took_part(moment: Moment) -> list[str]:
    """Who wrote a line or said how sure they are."""
    step = moment.poll.step if moment.poll else ""
    ballots = (each for each in moment.projection.every("ballot") if each.text("step") == step)
    said = [_whose(each) for each in (*writing.notes(moment), *ballots)]
    return list(dict.fromkeys(each for each in said if each))


def _groups(moment: Moment, shares: Mapping[str, float]) -> tuple[Group, ...]:
    functions = {who: moment.people[who].function if who in moment.people else "" for who in shares}
    told = told_functions(functions.values())
    by: dict[str, list[float]] = {}
    for who, share in shares.items():
        by.setdefault(functions[who] if functions[who] in told else "", []).append(share)
    if not told:
        return ()
    found = (Group(name, len(held), _percent(held)) for name, held in by.items())
    return tuple(sorted(found, key=lambda group: (not group.name, -group.people, group.name)))


def _percent(shares: list[float]) -> int:
    return round(100 * sum(shares) / len(shares)) if shares else 0
