"""A roster pasted from a spreadsheet: rows into people, whatever the columns' order and language.

With a header row the columns are taken by their names, in English or Dutch. Without one, e-mail addresses
and words for a side are recognised wherever they stand, and the other cells are name, function and level in
that order. A name that occurs twice, in whatever spelling, is one person; two different addresses make two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

from app.domain.reading.lines import read_rows
from app.domain.reading.names import folded

Side = Literal["ours", "theirs"]

LONGEST_CELL = 120
MOST_PEOPLE = 1_000


class Column(StrEnum):
    """What a roster's column can hold."""

    NAME = "name"
    GIVEN = "given"
    MIDDLE = "middle"
    FAMILY = "family"
    FUNCTION = "function"
    SIDE = "side"
    LEVEL = "level"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the paste. What the paste does not say is None."""

    name: str
    function: str | None = None
    side: Side | None = None
    level: str | None = None
    email: str | None = None
    row: int = 1
    """Which filled row of the paste, from 1, the header included."""


class Odd(StrEnum):
    """Codes for rows that did not become a person of their own."""

    NO_NAME = "no-name"
    TWICE = "twice"
    TOO_LONG = "too-long"
    NOT_AN_ADDRESS = "not-an-address"
    UNKNOWN_SIDE = "unknown-side"
    TOO_MANY = "too-many"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a person should look at before the roster is taken over."""

    odd: Odd
    row: int
    value: str


@dataclass(frozen=True, slots=True)
class Roster:
    people: tuple[Row, ...]
    remarks: tuple[Remark, ...]
    columns: tuple[Column | None, ...]
    """The header's columns, None for those not understood; empty where the paste had no header."""


_HEADINGS: dict[Column, str] = {
    Column.NAME: "name|full name|participant|attendee|person|who|naam|volledige naam|deelnemer|persoon|wie",
    Column.GIVEN: "first name|given name|forename|voornaam|roepnaam",
    Column.MIDDLE: "middle name|infix|tussenvoegsel|tussenvoegsels|tv",
    Column.FAMILY: "last name|surname|family name|achternaam|familienaam",
    Column.FUNCTION: "function|role|job title|title|position|department|team|functie|rol|functietitel|afdeling",
    Column.SIDE: "side|party|kant|zijde|partij",
    Column.LEVEL: "level|seniority|grade|niveau|schaal",
    Column.EMAIL: "e mail|email|mail|e mail address|email address|e mailadres|emailadres|mailadres",
}
_SIDES: dict[Side, str] = {
    "ours": "ours|our|us|our side|internal|supplier|onze|wij|ons|eigen|intern|onze kant|leverancier",
    "theirs": "theirs|their|them|customer|client|external|klant|zij|hun|extern|hun kant|opdrachtgever",
}
_COLUMN_OF = {word: column for column, words in _HEADINGS.items() for word in words.split("|")}
_SIDE_OF = {word: side for side, words in _SIDES.items() for word in words.split("|")}
_ADDRESS = re.compile(r"[^\s@<>,;]{1,64}@[^\s@<>,;.]+(?:\.[^\s@<>,;.]+)+")
_NAMED_ADDRESS = re.compile(rf"(?P<name>[^<>@]*)<(?P<address>{_ADDRESS.pattern})>")


def read_roster(text: str) -> Roster:
    """The people of a pasted roster, merged where a name returns, with remarks for what needs a look."""
    rows = read_rows(text)
    columns = _header(rows[0]) if rows else ()
    first = 2 if columns else 1
    people: list[Row] = []
    remarks: list[Remark] = []
    for number, cells in enumerate(rows[first - 1 :], start=first):
        person, odd = _person(cells, columns, number)
        remarks += odd
        if person is None:
            continue
        if len(people) >= MOST_PEOPLE:
            remarks.append(Remark(Odd.TOO_MANY, number, person.name))
            break
        _add(people, remarks, person)
    return Roster(tuple(people), tuple(remarks), columns)


def side_of(word: str) -> Side | None:
    """`ours` or `theirs` for the words that say so in English or Dutch."""
    return _SIDE_OF.get(folded(word))


def _header(cells: Sequence[str]) -> tuple[Column | None, ...]:
    """The columns, if the row names a name column and holds nothing that only a person's row holds."""
    columns = tuple(_COLUMN_OF.get(folded(cell)) for cell in cells)
    named = {Column.NAME, Column.GIVEN, Column.FAMILY} & set(columns)
    return columns if named and not any("@" in cell for cell in cells) else ()


def _person(
    cells: Sequence[str], columns: Sequence[Column | None], number: int
) -> tuple[Row | None, list[Remark]]:
    given = _by_header(cells, columns) if columns else _by_looks(cells)
    odd: list[Remark] = []
    for column, value in given.items():
        if len(value) > LONGEST_CELL:
            odd.append(Remark(Odd.TOO_LONG, number, value[:LONGEST_CELL]))
            given[column] = value[:LONGEST_CELL].rstrip()
    name = _name(given)
    if not folded(name):
        return None, [
            *odd,
            Remark(Odd.NO_NAME, number, " ".join(cell for cell in cells if cell)[:LONGEST_CELL]),
        ]
    email = given.get(Column.EMAIL)
    if email and not _ADDRESS.fullmatch(email):
        odd.append(Remark(Odd.NOT_AN_ADDRESS, number, email))
        email = None
    side = given.get(Column.SIDE)
    if side and side_of(side) is None:
        odd.append(Remark(Odd.UNKNOWN_SIDE, number, side))
    function, level = given.get(Column.FUNCTION), given.get(Column.LEVEL)
    return Row(name, function, side_of(side or ""), level, email.lower() if email else None, number), odd


def _by_header(cells: Sequence[str], columns: Sequence[Column | None]) -> dict[Column, str]:
    given: dict[Column, str] = {}
    for column, cell in zip(columns, cells, strict=False):
        if column and cell:
            given.setdefault(column, cell)
    return given


def _by_looks(cells: Sequence[str]) -> dict[Column, str]:
    given: dict[Column, str] = {}
    rest: list[str] = []
    for cell in filter(None, cells):
        named = _NAMED_ADDRESS.fullmatch(cell)
        if named:
            given.setdefault(Column.EMAIL, named["address"])
            rest += [named["name"].strip(' "')] if named["name"].strip(' "') else []
        elif _ADDRESS.fullmatch(cell):
            given.setdefault(Column.EMAIL, cell)
        elif rest and side_of(cell):
            given.setdefault(Column.SIDE, cell)
        else:
            rest.append(cell)
    for column, cell in zip((Column.NAME, Column.FUNCTION, Column.LEVEL), rest, strict=False):
        given[column] = cell
    return given


def _name(given: dict[Column, str]) -> str:
    whole = given.get(Column.NAME)
    if whole:
        return whole
    return " ".join(given[part] for part in (Column.GIVEN, Column.MIDDLE, Column.FAMILY) if part in given)


def _add(people: list[Row], remarks: list[Remark], person: Row) -> None:
    twin = next((at for at, other in enumerate(people) if _same(other, person)), None)
    if twin is None:
        people.append(person)
        return
    remarks.append(Remark(Odd.TWICE, person.row, person.name))
    kept = people[twin]
    people[twin] = replace(
        kept,
        function=kept.function or person.function,
        side=kept.side or person.side,
        level=kept.level or person.level,
        email=kept.email or person.email,
    )


def _same(one: Row, other: Row) -> bool:
    if one.email and other.email:
        return one.email == other.email and folded(one.name) == folded(other.name)
    return folded(one.name) == folded(other.name)


def known_already(names: Iterable[str], people: Iterable[Row]) -> tuple[Row, ...]:
    """Those of `people` whose name a roster with `names` has already, in whatever spelling."""
    there = {folded(name) for name in names}
    return tuple(person for person in people if folded(person.name) in there)
