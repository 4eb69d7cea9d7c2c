"""The goal's year: its sales by month, beside what they should add up to (DOMAIN rule 3), and how last year's season
would spread them. A pinned month stays where it is; the others bear what changes (app/domain/phasing.py).
"""

from __future__ import annotations

from dataclasses import dataclass

from app.activities.contract import Moment
from app.activities.lines import currency
from app.domain import figures
from app.domain.phasing import MONTHS, grain_of, is_flat, spread
from app.domain.projection import Node
from app.domain.reading.currencies import minor_digits


@dataclass(frozen=True, slots=True)
class Month:
    day: str
    """First day of the month, ISO; empty where the goal has no date to count back from."""
    minor: int | None
    pinned: bool
    before: int | None
    """A year earlier."""


@dataclass(frozen=True, slots=True)
class Year:
    months: tuple[Month, ...]
    currency: str
    places: int
    """Decimals of the currency: how many of its minor units make one."""
    sales: int | None
    """What the months should add up to, in minor units."""
    total: int
    seasonal: tuple[int, ...]
    """The months in last year's shape, pinned ones as they are; empty where last year is not known, or nothing is left
    to spread."""

    @property
    def given(self) -> bool:
        return any(month.minor is not None for month in self.months)

    @property
    def off(self) -> int:
        """How much more (or, negative, less) the months add up to than the goal; 0 where either is missing."""
        return self.total - self.sales if self.given and self.sales is not None else 0

    @property
    def pins(self) -> int:
        return sum(month.pinned for month in self.months)

    @property
    def flat(self) -> bool:
        """All months are the same: really?"""
        amounts = [month.minor for month in self.months if month.minor is not None]
        return len(amounts) == MONTHS and is_flat(amounts)

    @property
    def amounts(self) -> tuple[int, ...]:
        return tuple(month.minor or 0 for month in self.months)


def year(moment: Moment, goal: Node) -> Year:
    """The twelve months that end with the goal's date."""
    held = figures.amounts(goal.fields.get("phasing"))
    pinned = {at for at in figures.amounts(goal.fields.get("pinned")) if at < min(MONTHS, len(held))}
    sales = goal.fields.get("sales")
    whole = sales if isinstance(sales, int) and not isinstance(sales, bool) else None
    first = figures.month_of(goal.text("date")) - MONTHS + 1 if goal.text("date") else None
    before = _before(moment, goal, first)
    return Year(
        months=tuple(
            Month(
                day=figures.first_day(first + at) if first is not None else "",
                minor=held[at] if at < len(held) else None,
                pinned=at in pinned,
                before=before[at] if before else None,
            )
            for at in range(MONTHS)
        ),
        currency=currency(moment),
        places=minor_digits(currency(moment)),
        sales=whole,
        total=sum(held),
        seasonal=_seasonal(before, whole, {at: held[at] for at in pinned}),
    )


def _before(moment: Moment, goal: Node, first: int | None) -> tuple[int, ...] | None:
    """Last year's twelve months: as the goal has them, else from the figures."""
    own = figures.amounts(goal.fields.get("last_phasing"))
    if len(own) == MONTHS and any(own):
        return own
    if first is None:
        return None
    return figures.shape((node.fields for node in moment.projection.under(None, "figure")), first)


def _seasonal(before: tuple[int, ...] | None, sales: int | None, pinned: dict[int, int]) -> tuple[int, ...]:
    if not before or not sales:
        return ()
    return spread(before, sales, pinned, grain_of(sales)) or ()
