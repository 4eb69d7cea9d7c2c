"""The goal split on the board: the grid with its sums, who answers for each cell, what is missing, and the months."""

from __future__ import annotations

from dataclasses import dataclass

from app.activities import ballot, results
from app.activities.chart import Chart, chart
from app.activities.contract import Lists, Moment, Piece
from app.activities.goal_split import cells
from app.activities.goal_split.cells import Sum
from app.activities.lines import currency, is_shared
from app.activities.year import year
from app.domain.figures import month_of
from app.domain.parts import Cell, Grid

TEMPLATE = "activities/goal_split/templates/board.html"
WIDE, HIGH = 1776, 240
"""Pixels of a 1920 × 1080 board that the months take below the grid."""


@dataclass(frozen=True, slots=True)
class BoardCell:
    amount: int | None
    people: tuple[str, ...]
    waiting: int


@dataclass(frozen=True, slots=True)
class BoardRow:
    product: str
    domain: str
    cells: tuple[BoardCell | None, ...]
    sum: int


@dataclass(frozen=True, slots=True)
class Split:
    sum: Sum
    columns: tuple[str, ...]
    rows: tuple[BoardRow, ...]
    sums: tuple[int, ...]
    chart: Chart | None
    flat: bool
    off: int
    """What the months have more than the goal."""
    before: bool
    """Last year stands beside the months."""
    asked: tuple[int, int]
    """How many have said how sure they are, and of how many; (0, 0) where nobody is asked."""
    confidence: str
    """What that came to, as a decimal string of 0 to 5; empty before it is shown."""


def shown(moment: Moment) -> Lists:
    goal = moment.projection.goal
    if is_shared(moment) or goal is None:
        return {}
    grid, summed = cells.summed(moment)
    months = year(moment, goal)
    drawn = None
    if months.given and months.months[0].day:
        drawn = chart(
            month_of(months.months[0].day),
            [month.minor for month in months.months],
            [month.before for month in months.months],
            currency(moment),
            width=WIDE,
            height=HIGH,
            pinned=[at for at, month in enumerate(months.months) if month.pinned],
        )
    view = Split(
        sum=summed,
        columns=grid.columns,
        rows=tuple(_rows(moment, grid)),
        sums=grid.sums,
        chart=drawn,
        flat=months.flat,
        off=months.off,
        before=months.months[0].before is not None,
        asked=ballot.turnout(moment) if moment.poll is not None else (0, 0),
        confidence=_confidence(moment),
    )
    return {"stage": (Piece("goal-split", TEMPLATE, view),)}


def _confidence(moment: Moment) -> str:
    result = (
        results.result(moment) if moment.poll is not None and moment.poll.method == "confidence" else None
    )
    return result.lines[0].score if result is not None and result.lines and result.voters else ""


def _rows(moment: Moment, grid: Grid) -> list[BoardRow]:
    return [
        BoardRow(
            row.product,
            row.domain,
            tuple(_cell(moment, each) if each else None for each in row.cells),
            row.sum,
        )
        for row in grid.rows
    ]


def _cell(moment: Moment, cell: Cell) -> BoardCell:
    return BoardCell(cell.amount, tuple(moment.name(each) for each in cell.people), cell.waiting)
