"""Puts what a document prints in reading order: by date, by person, by month.

Pure functions of the view, so that a template only walks what it is given.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import get_currency_precision

from app.documents.view import Action, Month, Part, Person, PlanDocument

HORIZONS = (30, 60, 90)
"""Days within which actions are listed together (90-30: what happens in the next ninety days, thirty by thirty)."""


@dataclass(frozen=True, slots=True)
class Span:
    """Actions that fall due in the same stretch of time."""

    days: int | None
    """Within so many days; None: later, or without a date."""
    until: date | None
    """Last day of the stretch; None when it has none."""
    dated: bool
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """What one person answers for; `person` is None for what nobody answers for yet."""

    person: Person | None
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One month of the chart, in the drawing's units; y grows downwards."""

    month: date
    x: float
    top: float
    height: float
    before: float | None
    """Height of the line that stands for the year before."""
    label: Decimal
    """Sales in the chart's unit, rounded."""


@dataclass(frozen=True, slots=True)
class Chart:
    bars: tuple[Bar, ...]
    thousands: bool
    """Labels count thousands of the currency; else whole units."""
    has_before: bool


@dataclass(frozen=True, slots=True)
class Share:
    """One line of where sales come from, in the table's unit, rounded."""

    name: str
    planned: Decimal
    before: Decimal | None
    margin: str | None


@dataclass(frozen=True, slots=True)
class Origin:
    parts: tuple[Share, ...]
    thousands: bool


def spans(document: PlanDocument, today: date) -> tuple[Span, ...]:
    """Every action exactly once: within 30, 60 and 90 days of `today`, later, without a date. Empty spans are left out.

    What is overdue belongs to the first span.
    """
    dated = sorted((a for a in document.actions if a.due), key=_by_due)
    found: list[Span] = []
    since = date.min
    for days in HORIZONS:
        until = today + timedelta(days=days)
        found.append(Span(days, until, True, tuple(a for a in dated if a.due and since < a.due <= until)))
        since = until
    found.append(Span(None, None, True, tuple(a for a in dated if a.due and a.due > since)))
    found.append(Span(None, None, False, tuple(a for a in document.actions if a.due is None)))
    return tuple(span for span in found if span.actions)


def loads(document: PlanDocument) -> tuple[Load, ...]:
    """Every action exactly once, under the person accountable for it: ours by name, then theirs, then nobody's."""
    held: dict[Person | None, list[Action]] = {}
    for action in document.actions:
        held.setdefault(action.accountable, []).append(action)
    people = sorted((p for p in held if p), key=lambda p: (p.side == "theirs", p.name.casefold(), p.function))
    nobody = [None] if None in held else []
    return tuple(Load(who, tuple(sorted(held[who], key=_by_due))) for who in [*people, *nobody])


def first(document: PlanDocument, count: int = 3) -> tuple[Action, ...]:
    """The next actions to fall due that are not done."""
    waiting = (a for a in document.actions if a.due and a.progress != "done")
    return tuple(sorted(waiting, key=_by_due)[:count])


def chart(months: Iterable[Month], currency: str) -> Chart | None:
    """Bars for months of sales, or None when there is nothing to draw. Negative months are drawn as nothing."""
    shown = tuple(months)
    highest = max((max(m.planned, m.before or 0) for m in shown), default=0)
    if highest <= 0:
        return None
    unit = _unit(highest, currency)
    pitch = _WIDE / len(shown)
    bars = tuple(
        Bar(
            month=m.month,
            x=round(pitch * index + pitch / 2, 1),
            top=round(_FLOOR - _scaled(m.planned, highest), 1),
            height=round(_scaled(m.planned, highest), 1),
            before=None if m.before is None else round(_FLOOR - _scaled(m.before, highest), 1),
            label=unit.of(m.planned),
        )
        for index, m in enumerate(shown)
    )
    return Chart(bars, unit.thousands, any(m.before is not None for m in shown))


def origin(parts: Iterable[Part], currency: str) -> Origin:
    """Where the sales come from, every line in the same unit."""
    shown = tuple(parts)
    unit = _unit(max((part.planned for part in shown), default=0), currency)
    lines = tuple(
        Share(
            part.name,
            unit.of(part.planned),
            None if part.before is None else unit.of(part.before),
            part.margin,
        )
        for part in shown
    )
    return Origin(lines, unit.thousands)


@dataclass(frozen=True, slots=True)
class _Unit:
    minor: Decimal
    thousands: bool

    def of(self, amount: int) -> Decimal:
        return (amount / self.minor).quantize(Decimal(1), ROUND_HALF_UP)


def _unit(highest: int, currency: str) -> _Unit:
    """Thousands from ten thousand up: three digits are read at a glance, seven are not."""
    whole = Decimal(10) ** get_currency_precision(currency)
    thousands = highest >= 10_000 * whole
    return _Unit(whole * 1000 if thousands else whole, thousands)


_WIDE, _FLOOR, _TALL = 470, 96, 82


def _scaled(amount: int, highest: int) -> float:
    return max(0, amount) / highest * _TALL


def _by_due(action: Action) -> tuple[date, str]:
    return (action.due or date.max, action.number)
