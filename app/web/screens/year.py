"""The goal's year: its sales by month, beside what they should add up to (DOMAIN rule 3)."""

from __future__ import annotations

from dataclasses import dataclass

from app.activities.contract import Moment
from app.domain.projection import Node
from app.domain.reading.currencies import minor_digits

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Month:
    day: str
    """First day of the month, ISO; empty where the goal has no date to count back from."""
    minor: int | None


@dataclass(frozen=True, slots=True)
class Year:
    months: tuple[Month, ...]
    currency: str
    places: int
    """Decimals of the currency: how many of its minor units make one."""
    sales: int | None
    """What the months should add up to, in minor units."""
    total: int

    @property
    def given(self) -> bool:
        return any(month.minor is not None for month in self.months)

    @property
    def off(self) -> int:
        """How much more (or, negative, less) the months add up to than the goal; 0 where either is missing."""
        return self.total - self.sales if self.given and self.sales is not None else 0


def year(moment: Moment, goal: Node) -> Year:
    """The twelve months that end with the goal's date."""
    held = goal.fields.get("phasing")
    amounts = [each for each in held if isinstance(each, int)] if isinstance(held, tuple) else []
    days = _days(goal.text("date"))
    account = moment.projection.account
    currency = (account.text("currency") if account else "") or "EUR"
    sales = goal.fields.get("sales")
    return Year(
        months=tuple(Month(days[n], amounts[n] if n < len(amounts) else None) for n in range(MONTHS)),
        currency=currency,
        places=minor_digits(currency),
        sales=sales if isinstance(sales, int) and not isinstance(sales, bool) else None,
        total=sum(amounts),
    )


def _days(end: str) -> tuple[str, ...]:
    if not end:
        return ("",) * MONTHS
    last = int(end[:4]) * 12 + int(end[5:7]) - 1
    return tuple(f"{n // 12:04}-{n % 12 + 1:02}-01" for n in range(last - MONTHS + 1, last + 1))
