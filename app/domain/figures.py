"""Sales and margin by month, as the records of kind `figure` hold them: added up over products and geographies, laid
beside each other, and turned into the shape of a year.

A figure says from which month it counts (`begins`), so months are counted here by their place in the calendar, and
figures of different years stand beside each other without one being taken for the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.fields import Value
from app.domain.phasing import MONTHS

SERIES = ("last_year", "forecast", "actual")
MEASURES = ("sales", "margin")

Fields = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Sums:
    """One measure, all figures together. A month of which nobody says anything is None."""

    begins: int
    """The first month: years since 0 × 12, plus the month from 0."""
    last_year: tuple[int | None, ...]
    forecast: tuple[int | None, ...]
    actual: tuple[int | None, ...]

    @property
    def months(self) -> tuple[int, ...]:
        return tuple(range(self.begins, self.begins + len(self.forecast)))

    def total(self, series: str) -> int | None:
        """Of a whole series; None where there is nothing in it."""
        given = [each for each in getattr(self, series) if each is not None]
        return sum(given) if given else None

    @property
    def expected(self) -> int | None:
        """The forecast of those months that have an actual: what that is to be held against."""
        pairs = zip(self.forecast, self.actual, strict=True)
        both = [forecast for forecast, actual in pairs if forecast is not None and actual is not None]
        return sum(both) if both else None


def month_of(day: str) -> int:
    """The month of an ISO date, counted on."""
    return int(day[:4]) * MONTHS + int(day[5:7]) - 1


def first_day(month: int) -> str:
    """Its first day, ISO."""
    return f"{month // MONTHS:04}-{month % MONTHS + 1:02}-01"


def amounts(value: Value) -> tuple[int, ...]:
    """What a field of months holds."""
    return tuple(each for each in value if isinstance(each, int)) if isinstance(value, tuple) else ()


def sums(figures: Iterable[Fields], measure: str = "sales") -> Sums | None:
    """All figures of one measure together; None where there is none."""
    found: dict[str, Counter[int]] = {series: Counter() for series in SERIES}
    for fields in figures:
        begins = fields.get("begins")
        if (fields.get("measure") or "sales") != measure or not isinstance(begins, str):
            continue
        for series in SERIES:
            for at, amount in enumerate(amounts(fields.get(series))):
                found[series][month_of(begins) + at] += amount
    known = sorted({month for series in found.values() for month in series})
    if not known:
        return None
    months = range(known[0], known[-1] + 1)
    last_year, forecast, actual = (tuple(found[series].get(month) for month in months) for series in SERIES)
    return Sums(known[0], last_year, forecast, actual)


def shape(figures: Iterable[Fields], first: int) -> tuple[int, ...] | None:
    """The twelve months before the year that begins with month `first`, as they were sold: what is actual, else what
    was forecast, else what the year's own figures call last year. None where a month is unknown.
    """
    known = sums(figures)
    if known is None:
        return None
    by_month = {
        month: (last, forecast, actual)
        for month, last, forecast, actual in zip(
            known.months, known.last_year, known.forecast, known.actual, strict=True
        )
    }
    nothing = (None, None, None)
    months: list[int] = []
    for month in range(first, first + MONTHS):
        before, own = by_month.get(month - MONTHS, nothing), by_month.get(month, nothing)
        amount = next((each for each in (before[2], before[1], own[0]) if each is not None), None)
        if amount is None:
            return None
        months.append(amount)
    return tuple(months) if any(months) else None
