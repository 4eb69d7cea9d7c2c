"""A plan's figures, taken over from a paste or from a form: all that was read, or nothing.

A figure is known by its product, geography, business domain and measure, whatever the spelling, and by the month from
which it counts: pasting the same sheet again with one more month changes what is there and adds nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain import commands as do
from app.domain.fields import Value
from app.domain.figures import SERIES, first_day
from app.domain.phasing import MONTHS
from app.domain.reading.figures import LONGEST_NAME, NAMES, Pasted
from app.domain.reading.found import Unread
from app.domain.reading.names import folded
from app.domain.reading.numbers import read_money
from app.domain.records import Record
from app.domain.state import PlanState
from app.i18n import formats
from app.web.identity import tokens
from app.web.reading import today


def currency_of(state: PlanState) -> str:
    return (state.account.text("currency") if state.account else "") or "EUR"


def year_before(state: PlanState, now: int) -> str:
    """First day of the year that a plan looks back on: the one before its goal's, else before its day's."""
    end = state.goal.text("date") if state.goal else ""
    year = int((end or state.run.date or today(state, now).isoformat())[:4])
    return f"{year - 1:04}-01-01"


def key_of(record: Record) -> tuple[str, ...]:
    names = (folded(record.text(name)) for name in NAMES)
    return (*names, record.text("measure") or "sales", record.text("begins"))


def taken(state: PlanState, pasted: Pasted) -> do.All:
    """What a paste makes of the plan's figures, as one command."""
    begins = first_day(pasted.begins)
    known = {key_of(record): record for record in state.of_kind("figure")}
    commands: list[do.Command] = []
    for figure in pasted.figures:
        there = known.get((*figure.key, begins))
        series: dict[str, object] = dict(figure.series)
        if there is not None:
            commands.append(do.SetMany(there.id, series))
            continue
        named = {"product": figure.product, "geography": figure.geography, "domain": figure.domain}
        fields = {**named, "measure": figure.measure, "begins": begins, **series}
        commands.append(do.Add(tokens.id_(), "figure", fields=fields))
    return do.All(tuple(commands))


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form says of one figure, cell by cell."""

    names: dict[str, str]
    cells: dict[str, tuple[str, ...]]
    """Series → its months, as typed."""
    wrong: frozenset[str]
    """Names of the cells that could not be read."""
    fields: dict[str, Value]
    """What was read, where nothing is wrong."""


def typed(names: dict[str, str], cells: dict[str, tuple[str, ...]], language: str, currency: str) -> Typed:
    """A form read: behind its last filled cell a series goes on no further; an empty one before it is nothing."""
    wrong = {name for name in NAMES if len(names.get(name, "")) > LONGEST_NAME}
    fields: dict[str, Value] = {name: names.get(name, "") for name in NAMES}
    for series in SERIES:
        amounts: list[int] = []
        filled = [at for at, cell in enumerate(cells[series]) if cell.strip()]
        for at, cell in enumerate(cells[series][: filled[-1] + 1 if filled else 0]):
            money = read_money(cell, language, currency) if cell.strip() else None
            if isinstance(money, Unread):
                wrong.add(f"{series}-{at}")
            else:
                amounts.append(money.minor if money else 0)
        fields[series] = tuple(amounts) or None
    return Typed(names, cells, frozenset(wrong), fields)


def cells_of(record: Record | None, currency: str) -> dict[str, tuple[str, ...]]:
    """The months of a figure as they stand in a form, in the language being spoken."""
    return {
        series: tuple(_cells(record.fields.get(series) if record else None, currency)) for series in SERIES
    }


def _cells(value: Value, currency: str) -> Iterator[str]:
    held = value if isinstance(value, tuple) else ()
    for at in range(max(MONTHS, len(held))):
        amount = held[at] if at < len(held) else None
        yield formats.plain_money(amount, currency) if isinstance(amount, int) else ""
