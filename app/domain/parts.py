"""The goal split into parts: a grid of products by geographies (and business domains, where there are several), with its
sums and what is missing to the goal.

Pure arithmetic on the fields of `part` records; who a person is called, and what an amount looks like, is others' affair.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from app.domain.fields import Value
from app.domain.reading.names import folded

Fields = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Cell:
    """All parts of one row and one column."""

    amount: int | None
    """None while nobody has given one."""
    people: tuple[str, ...]
    """Who answers for them; an empty name where nobody does."""
    waiting: int
    """Parts without an amount."""


@dataclass(frozen=True, slots=True)
class Row:
    product: str
    domain: str
    """Empty where there is but one."""
    cells: tuple[Cell | None, ...]
    """One a column; None where the goal has no such part."""
    sum: int


@dataclass(frozen=True, slots=True)
class Grid:
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    sums: tuple[int, ...]
    """Of the columns."""
    total: int
    waiting: int
    """Parts without an amount, in all."""
    margin: str
    """Of all parts together, weighed by their sales, as a decimal string; empty while one lacks its own."""

    def gap(self, sales: int | None) -> int | None:
        """What is missing to the goal; below zero, what the parts have more. None without a goal."""
        return None if sales is None else sales - self.total


def grid(parts: Iterable[Fields]) -> Grid:
    """In the order in which products, geographies and domains first come."""
    given = [
        (_text(part, "product"), _text(part, "geography"), _text(part, "domain"), part) for part in parts
    ]
    several = len({folded(domain) for _product, _geography, domain, _part in given}) > 1
    columns = {folded(geography): geography for _product, geography, _domain, _part in reversed(given)}
    order = list(dict.fromkeys(folded(geography) for _product, geography, _domain, _part in given))
    rows: dict[tuple[str, str], tuple[str, str]] = {}
    held: dict[tuple[tuple[str, str], str], list[Fields]] = {}
    for product, geography, domain, part in given:
        key = (folded(product), folded(domain) if several else "")
        rows.setdefault(key, (product, domain if several else ""))
        held.setdefault((key, folded(geography)), []).append(part)
    made = tuple(_row(names, [held.get((key, column)) for column in order]) for key, names in rows.items())
    return Grid(
        columns=tuple(columns[column] for column in order),
        rows=made,
        sums=tuple(
            sum(cell.amount or 0 for row in made if (cell := row.cells[at]) is not None)
            for at in range(len(order))
        ),
        total=sum(row.sum for row in made),
        waiting=sum(cell.waiting for row in made for cell in row.cells if cell is not None),
        margin=_margin([part for *_names, part in given]),
    )


def _row(names: tuple[str, str], held: list[list[Fields] | None]) -> Row:
    cells = tuple(_cell(parts) if parts else None for parts in held)
    return Row(*names, cells, sum(cell.amount or 0 for cell in cells if cell is not None))


def _cell(parts: list[Fields]) -> Cell:
    given = list(_amounts(parts))
    people = tuple(dict.fromkeys(_text(part, "accountable") for part in parts))
    return Cell(sum(given) if given else None, people, len(parts) - len(given))


def _amounts(parts: Iterable[Fields]) -> Iterator[int]:
    for part in parts:
        sales = part.get("sales")
        if isinstance(sales, int):
            yield sales


def _margin(parts: list[Fields]) -> str:
    earned, sold = Decimal(0), 0
    for part in parts:
        sales, margin = part.get("sales"), part.get("margin")
        if not isinstance(sales, int) or not isinstance(margin, str) or sales < 0:
            return ""
        earned += Decimal(margin) * sales
        sold += sales
    return str((earned / sold).quantize(Decimal("0.1"), ROUND_HALF_UP).normalize()) if sold else ""


def _text(part: Fields, name: str) -> str:
    value = part.get(name)
    return value if isinstance(value, str) else ""
