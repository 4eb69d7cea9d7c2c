"""Figures pasted from a spreadsheet: sales and margin by month, product and geography, in English or Dutch.

The first row names the columns, in any order. Two layouts are understood, because spreadsheets come in both:

* a column for each month (`jan`, `feb 26`, `2026-03`), and one that says what the row is: last year, forecast, actual;
* a column `month`, and one for each of last year, forecast and actual (`margin forecast` for the margin).

All is read or nothing: what cannot be read is told cell by cell, with the words that stand there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.figures import MEASURES, SERIES, month_of
from app.domain.reading.found import Unread
from app.domain.reading.lines import read_rows
from app.domain.reading.months import MONTH, month_number
from app.domain.reading.names import folded
from app.domain.reading.numbers import read_money

MOST_FIGURES = 150
"""Products × geographies × measures of one paste."""
LONGEST_NAME = 80
LONGEST_YEAR = 24

NAMES = ("product", "geography", "domain")
_HEADINGS = {
    "product": "product|products|product group|productgroup|productgroep|producten|artikelgroep",
    "geography": "geography|country|region|geografie|land|regio|gebied",
    "domain": "domain|business domain|business unit|unit|domein|businessdomein|bedrijfsonderdeel",
    "measure": "measure|figure|maat|maatstaf|grootheid",
    "series": "series|kind|type|what|soort|reeks|wat",
    "month": "month|period|maand|periode",
}
_SERIES = {
    "last_year": "last year|previous year|prior year|ly|vorig jaar|afgelopen jaar",
    "forecast": "forecast|budget|plan|expected|verwacht|verwachting|prognose|begroting",
    "actual": "actual|actuals|realised|realized|werkelijk|realisatie|gerealiseerd",
}
_MEASURES = {
    "sales": "sales|revenue|turnover|omzet|verkoop",
    "margin": "margin|gross margin|marge|brutomarge",
}
_COLUMN_OF = {word: name for name, words in _HEADINGS.items() for word in words.split("|")}
_SERIES_OF = {word: name for name, words in _SERIES.items() for word in words.split("|")}
_MEASURE_OF = {word: name for name, words in _MEASURES.items() for word in words.split("|")}
_ISO_MONTH = re.compile(r"(?P<year>20\d\d)[-/](?P<month>0?[1-9]|1[0-2])(?:[-/]0?1)?")
_MONTH_YEAR = re.compile(r"(?:0?1[-/])?(?P<month>0?[1-9]|1[0-2])[-/](?P<year>20\d\d)")


class Odd(StrEnum):
    """Codes for what could not be read."""

    NO_HEADER = "no-header"
    NO_AMOUNTS = "no-amounts"
    NOT_MONEY = "not-money"
    NOT_A_MONTH = "not-a-month"
    UNKNOWN_SERIES = "unknown-series"
    UNKNOWN_MEASURE = "unknown-measure"
    TOO_LONG = "too-long"
    TWICE = "twice"
    TOO_MANY = "too-many"


@dataclass(frozen=True, slots=True)
class Wrong:
    """One cell that could not be read, or (row 0) the paste as a whole."""

    odd: Odd
    row: int = 0
    """Which filled row of the paste, from 1, the header included."""
    column: str = ""
    """Its heading, as it stands there."""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One product in one geography and domain, one measure; only the series that the paste has."""

    product: str
    geography: str
    domain: str
    measure: str
    series: dict[str, tuple[int, ...]]

    @property
    def key(self) -> tuple[str, ...]:
        return (*(folded(each) for each in (self.product, self.geography, self.domain)), self.measure)


@dataclass(frozen=True, slots=True)
class Pasted:
    figures: tuple[Figure, ...]
    wrong: tuple[Wrong, ...]
    begins: int = 0
    """The month from which all of them count."""


@dataclass(slots=True)
class _Column:
    heading: str
    name: str = ""
    month: int | None = None
    series: str = ""
    measure: str = ""


@dataclass(slots=True)
class _Reading:
    begins: int
    language: str
    currency: str
    wrong: list[Wrong] = field(default_factory=list)
    found: dict[tuple[str, ...], tuple[dict[str, str], dict[str, dict[int, int]]]] = field(
        default_factory=dict
    )


def read_figures(text: str, begins: str, language: str, currency: str) -> Pasted:
    """What a paste says. `begins`: ISO day of the month from which its year counts, where months come without a year."""
    rows = read_rows(text)
    first = _first(rows, month_of(begins))
    columns = [_column(cell, first) for cell in rows[0]] if rows else []
    if not any(column.name for column in columns):
        return Pasted((), (Wrong(Odd.NO_HEADER),))
    reading = _Reading(first, language, currency)
    for number, cells in enumerate(rows[1:], start=2):
        _row(reading, columns, cells, number)
    if not reading.found and not reading.wrong:
        reading.wrong.append(Wrong(Odd.NO_AMOUNTS))
    if len(reading.found) > MOST_FIGURES:
        reading.wrong.append(Wrong(Odd.TOO_MANY))
    return Pasted(tuple(_figures(reading)), tuple(reading.wrong), first)


def _first(rows: Sequence[Sequence[str]], begins: int) -> int:
    """The earliest month that the paste itself names with its year; else `begins`."""
    heads = rows[0] if rows else ()
    at = next((n for n, cell in enumerate(heads) if _COLUMN_OF.get(folded(cell)) == "month"), None)
    cells = heads if at is None else [row[at] for row in rows[1:] if at < len(row)]
    months = (month_in(cell, 0) for cell in cells if month_in(cell, 0) == month_in(cell, 12))
    return min((month for month in months if month is not None), default=begins)


def _column(heading: str, begins: int) -> _Column:
    words = folded(heading)
    if words in _COLUMN_OF:
        return _Column(heading, name=_COLUMN_OF[words])
    month = month_in(heading, begins)
    if month is not None:
        return _Column(heading, month=month)
    measure = next((name for word, name in _MEASURE_OF.items() if re.search(rf"\b{word}\b", words)), "")
    series = next((name for word, name in _SERIES_OF.items() if re.search(rf"\b{word}\b", words)), "")
    return _Column(heading, series=series, measure=measure)


def month_in(text: str, begins: int) -> int | None:
    """The month that a cell names, counted on; without a year, the first such month from `begins` on."""
    words = text.strip()
    if found := _ISO_MONTH.fullmatch(words) or _MONTH_YEAR.fullmatch(words):
        return int(found["year"]) * 12 + int(found["month"]) - 1
    named = MONTH.fullmatch(re.sub(r"[-/.]\s*(?=\d)|\.", " ", words).strip())
    if named is None:
        return None
    month = month_number(named["month"]) - 1
    year = named["year"] or named["short"] or named["bare"]
    if year:
        return int(year if len(year) == 4 else f"20{year}") * 12 + month
    return begins + (month - begins) % 12


def _row(reading: _Reading, columns: Sequence[_Column], cells: Sequence[str], number: int) -> None:
    given = list(zip(columns, cells, strict=False))
    names = {column.name: cell.strip() for column, cell in given if column.name}
    for column, cell in given:
        if column.name in NAMES and len(cell.strip()) > LONGEST_NAME:
            reading.wrong.append(Wrong(Odd.TOO_LONG, number, column.heading, cell))
            return
    measure, series = _MEASURE_OF.get(folded(names.get("measure", "")), ""), names.get("series", "")
    if names.get("measure") and not measure:
        reading.wrong.append(
            Wrong(Odd.UNKNOWN_MEASURE, number, _heading(columns, "measure"), names["measure"])
        )
        return
    if "month" in names:
        _long(reading, given, names, measure, number)
        return
    # "margin forecast" in one cell says both
    words = folded(series)
    kind = next((name for word, name in _SERIES_OF.items() if re.search(rf"\b{word}\b", words)), "")
    measure = measure or next((n for w, n in _MEASURE_OF.items() if re.search(rf"\b{w}\b", words)), "sales")
    filled = any(cell.strip() for column, cell in given if column.month is not None)
    if not kind:
        if filled or series:
            reading.wrong.append(Wrong(Odd.UNKNOWN_SERIES, number, _heading(columns, "series"), series))
        return
    for column, cell in given:
        if column.month is not None:
            _amount(reading, names, measure, kind, column.month, column.heading, cell, number)


def _long(
    reading: _Reading,
    given: list[tuple[_Column, str]],
    names: dict[str, str],
    measure: str,
    number: int,
) -> None:
    month = month_in(names["month"], reading.begins)
    if month is None:
        heading = next(column.heading for column, _cell in given if column.name == "month")
        reading.wrong.append(Wrong(Odd.NOT_A_MONTH, number, heading, names["month"]))
        return
    for column, cell in given:
        if column.series:
            whose = column.measure or measure or "sales"
            _amount(reading, names, whose, column.series, month, column.heading, cell, number)


def _amount(
    reading: _Reading,
    names: dict[str, str],
    measure: str,
    series: str,
    month: int,
    heading: str,
    cell: str,
    number: int,
) -> None:
    if not cell.strip() or cell.strip() in ("-", "–"):
        return
    at = month - reading.begins
    if not 0 <= at < LONGEST_YEAR:
        reading.wrong.append(Wrong(Odd.NOT_A_MONTH, number, heading, heading))
        return
    money = read_money(cell, reading.language, reading.currency)
    if isinstance(money, Unread):
        reading.wrong.append(Wrong(Odd.NOT_MONEY, number, heading, cell.strip()))
        return
    key = (*(folded(names.get(name, "")) for name in NAMES), measure)
    _called, held = reading.found.setdefault(key, (names, {}))
    months = held.setdefault(series, {})
    if at in months:
        reading.wrong.append(Wrong(Odd.TWICE, number, heading, cell.strip()))
        return
    months[at] = money.minor


def _heading(columns: Sequence[_Column], name: str) -> str:
    return next((column.heading for column in columns if column.name == name), "")


def _figures(reading: _Reading) -> Iterator[Figure]:
    for (*_names, measure), (names, held) in reading.found.items():
        series = {
            name: tuple(held[name].get(at, 0) for at in range(max(held[name]) + 1))
            for name in SERIES
            if name in held
        }
        assert measure in MEASURES, "a measure that nobody names is sales"
        yield Figure(
            names.get("product", ""), names.get("geography", ""), names.get("domain", ""), measure, series
        )
