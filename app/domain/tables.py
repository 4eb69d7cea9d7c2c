"""Tables: a large room works in parts, each on its part of the same plan or on the same questions.

A table is a record; who sits where is the room's affair (`Run.seats`). What somebody writes at a table belongs to it: its
members read each other's lines once one of them lays them open, and nobody else does before the reveal. Of all those
lines a table sends three to the room: that is the work that tables save a room of thirty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from app.domain.fields import Value
from app.domain.people import Person, Side
from app.domain.records import Record
from app.domain.refusals import Refused, Why
from app.domain.state import PlanState

FORWARDS = 3
"""Cards that a table sends to the room."""


def of_step(state: PlanState) -> tuple[Record, ...]:
    """The tables of the step in progress, in order; none where it has none."""
    step = state.run.step
    if step is None or not step.options.get("tables"):
        return ()
    return tuple(each for each in state.of_kind("table") if each.text("step") in ("", step.key))


def seat(state: PlanState, person: str | None) -> str:
    """Where somebody sits in the step in progress; empty where they sit nowhere."""
    at = state.run.seats.get(person or "", "")
    return at if any(each.id == at for each in of_step(state)) else ""


def sits_at(state: PlanState, person: str | None, record: Record) -> bool:
    """Whether somebody sits at a table, or at the one at which a line was written."""
    table = record.id if record.kind == "table" else record.text("table")
    return bool(table and person) and state.run.seats.get(person or "") == table


def reads(state: PlanState, person: str | None, line: Record) -> bool:
    """Whether somebody reads a line that is not revealed yet because it lies open at their table."""
    table = state.records.get(line.text("table"))
    return table is not None and table.fields.get("open") is True and sits_at(state, person, line)


def members(state: PlanState, record: Record) -> frozenset[str]:
    """Those who sit at a table, or at the one at which a line was written."""
    return frozenset(each for each in state.run.seats if sits_at(state, each, record))


def at_table(state: PlanState, table: str) -> Iterator[Record]:
    """The lines that were written there, in order."""
    return (each for each in state.of_kind("note") if each.text("table") == table)


def stays(state: PlanState, line: Record) -> bool:
    """Whether a line was not sent to the room by its table."""
    return line.text("table") in state.records and not line.fields.get("forwarded")


def may_forward(state: PlanState, line: str, fields: Mapping[str, Value]) -> None:
    """Raises Refused(OVER_LIMIT | WRONG_TYPE) for a fourth card, and for a line of no table."""
    if not fields.get("forwarded"):
        return
    table = str(fields.get("table") or "")
    if table not in state.records:
        raise Refused(Why.WRONG_TYPE)
    sent = [each for each in at_table(state, table) if each.fields.get("forwarded") and each.id != line]
    if len(sent) >= FORWARDS:
        raise Refused(Why.OVER_LIMIT, limit=FORWARDS)


def dealt(people: Sequence[Person], tables: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Who sits at each of these tables, by its name: whose function it is sits there, everybody else is dealt out, a
    function after the other, so that each table has some of each."""
    seats: list[list[str]] = [[] for _ in tables]
    names = [name.casefold() for name in tables]
    rest: list[Person] = []
    for person in people:
        home = next(
            (at for at, name in enumerate(names) if name and name == person.function.casefold()), None
        )
        if home is None:
            rest.append(person)
        else:
            seats[home].append(person.id)
    for person in sorted(rest, key=lambda each: each.function.casefold()):
        min(seats, key=len).append(person.id)
    return tuple(tuple(each) for each in seats)


def seated(people: Mapping[str, Person]) -> tuple[Person, ...]:
    """Those of ours who came and take part."""
    return tuple(
        each for each in people.values() if each.side is Side.OURS and each.joined and each.takes_part
    )
