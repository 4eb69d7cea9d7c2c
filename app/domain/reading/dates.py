"""Dates as people type them, in English and Dutch: `30 Jun`, `by June`, `juni 2027`, `30-06-2027`, `eind Q2`.

A month alone is its last day, a quarter its last day, the middle of a month the 15th. A year that was not
typed is the one that falls within the plan's period, and the result says that it was inferred. Today comes
in as a value.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.domain.reading import months
from app.domain.reading.found import READ_AT_MOST, Slice, Unread, Why


@dataclass(frozen=True, slots=True)
class Period:
    """The time a plan is about: from `start` (or today) up to `end`, both calendar days of the plan's time zone."""

    today: date
    end: date | None = None
    start: date | None = None


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A date and how it was read."""

    day: date
    at: Slice
    """The characters of the date itself: `June` in "by June"."""
    clause: Slice
    """The same with the word that announces it: `by June`."""
    year_inferred: bool = False
    announced: bool = False
    """A word such as `by` or `voor` makes it a deadline."""
    otherwise: date | None = None
    """The other reading: month first in `3/4/2027`, or the next year of a plan that spans two."""


def read_date(text: str, period: Period, language: str) -> ReadDate | Unread:
    """The date that the whole of `text` is, an announcing word allowed; `language` (`en`, `nl`) settles `3/4/2027`."""
    end = len(text.rstrip())
    if not end or len(text) > 100:
        return Unread(Why.NOT_A_DATE if end else Why.EMPTY)
    start = len(text) - len(text.lstrip())
    wanted = Slice(start, end - 1 if text[end - 1] == "." else end)
    impossible = False
    for pattern in (*months.IN_LINES, months.DAY_AND_NUMBER):
        for match in pattern.finditer(text):
            clause = _clause(text, match)
            if clause.start == start and match.end() >= wanted.end:
                found = _read(match, clause, period, language)
                if found:
                    return found
                impossible = True
    return Unread(Why.NO_SUCH_DAY if impossible else Why.NOT_A_DATE)


def dates_in(text: str, period: Period, language: str) -> tuple[ReadDate, ...]:
    """The dates of a line, left to right.

    A month or quarter without day or year counts only when announced ("may" is a verb, "Q2" a label), and what
    follows `since` or `vanaf` is not a deadline and is left out.
    """
    found: list[ReadDate] = []
    for match in _matches(text[:READ_AT_MOST]):
        clause = _clause(text, match)
        announced = clause.start < match.start()
        if months.SINCE.search(text, max(0, match.start() - 16), match.start()):
            continue
        if not announced and _is_bare(match):
            continue
        if any(clause.touches(other.clause) for other in found):
            continue
        if one := _read(match, clause, period, language):
            found.append(one)
    return tuple(sorted(found, key=lambda one: one.at.start))


def _matches(text: str) -> Iterator[re.Match[str]]:
    for pattern in months.IN_LINES:
        yield from pattern.finditer(text)


def _clause(text: str, match: re.Match[str]) -> Slice:
    announced = months.ANNOUNCED.search(text, max(0, match.start() - 24), match.start())
    return Slice(announced.start() if announced else match.start(), match.end())


def _is_bare(match: re.Match[str]) -> bool:
    given = match.groupdict()
    return not any(
        given.get(part) for part in ("day", "year", "short", "bare", "joined", "end", "middle", "this")
    )


def _read(match: re.Match[str], clause: Slice, period: Period, language: str) -> ReadDate | None:
    given = match.groupdict()
    year = _year(given)
    days = _candidates(given, match.re, language)
    readings = [_settled(month, day, year, period) for month, day in days]
    known = [reading for reading in readings if reading]
    if not known:
        return None
    first, second = known[0]
    otherwise = known[1][0] if len(known) > 1 else second
    at = Slice(*match.span())
    return ReadDate(
        first, at, clause, year is None, clause.start < at.start, None if otherwise == first else otherwise
    )


def _year(given: dict[str, str | None]) -> int | None:
    whole = given.get("year") or given.get("joined")
    if whole:
        return int(whole)
    short = given.get("short") or given.get("bare")
    return 2000 + int(short) if short else None


def _candidates(
    given: dict[str, str | None], pattern: re.Pattern[str], language: str
) -> list[tuple[int, int | None]]:
    """(month, day) in the order of likelihood; day None for the month's last."""
    quarter = given.get("quarter") or given.get("numbered") or given.get("nth")
    if quarter:
        return [(int(quarter) * 3, None)]
    if word := given.get("month"):
        day = given.get("day")
        return [(months.month_number(word), int(day) if day else (15 if given.get("middle") else None))]
    if number := given.get("number"):
        day_first = (int(number), int(given["day"] or 0))
        if pattern is months.ISO:
            return [day_first]
        # Month first is American: a European room means the day, unless there is no such month.
        if given.get("mark") == "/" and (language != "nl" or day_first[0] > 12):
            return [day_first, (day_first[1] or 0, day_first[0])]
        return [day_first]
    return [(12, None)]


def _settled(
    month: int, day: int | None, year: int | None, period: Period
) -> tuple[date, date | None] | None:
    """The date in the year typed, or in the plan's period; and the next one of the period, if it holds two."""
    if year is not None:
        only = _day(year, month, day)
        return (only, None) if only else None
    this = period.today.year
    upto = max(this, period.end.year if period.end else this) + 1
    # 29 February may be as far away as eight years.
    days = [one for number in range(this - 1, max(upto, this + 8) + 1) if (one := _day(number, month, day))]
    ahead = [one for one in days if one >= period.today]
    since = max(period.today, period.start or period.today)
    within = [one for one in ahead if one >= since and period.end and one <= period.end]
    if within:
        return within[0], within[1] if len(within) > 1 else None
    return (ahead[0], None) if ahead else None


def _day(year: int, month: int, day: int | None) -> date | None:
    if not 1 <= month <= 12 or not date.min.year <= year <= date.max.year:
        return None
    last = calendar.monthrange(year, month)[1]
    if day is not None and not 1 <= day <= last:
        return None
    return date(year, month, day or last)
