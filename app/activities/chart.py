"""A year as bars, for the board: a bar for what is, a line across for what it is held against.

Geometry only, in the pixels of a board of 1920 by 1080, so that type in it can be as large as everywhere on the board.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from app.domain.figures import first_day
from app.domain.reading.currencies import minor_digits

LABEL = 34
"""Pixels above a bar for its amount, and below for its month."""


@dataclass(frozen=True, slots=True)
class Bar:
    day: str
    """First day of the month, ISO."""
    middle: int
    top: int
    height: int
    line: int | None
    """Where the line across is; None where there is nothing to hold it against."""
    label: str
    """The amount, as a decimal string; empty where there is none."""
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    width: int
    height: int
    foot: int
    """Where the months' names stand."""
    half: int
    """Half a bar's width."""
    bars: tuple[Bar, ...]
    thousands: bool
    """Labels count thousands of the currency."""


def chart(
    begins: int,
    amounts: Sequence[int | None],
    against: Sequence[int | None],
    currency: str,
    *,
    width: int = 928,
    height: int = 380,
    pinned: Sequence[int] = (),
) -> Chart | None:
    """`begins`: the month of the first bar (`figures.month_of`). None where there is no amount at all."""
    given = [each for each in (*amounts, *against) if each is not None]
    most = max(given, default=0)
    if most <= 0:
        return None
    unit = 10 ** minor_digits(currency)
    thousands = most >= 10_000 * unit
    space, base = width / max(len(amounts), 1), height - LABEL
    # the label of a bar stands above its line across, too
    scale = (base - LABEL) / most
    bars = tuple(
        Bar(
            day=first_day(begins + at),
            middle=round(space * (at + 0.5)),
            top=round(base - max(amount or 0, 0) * scale),
            height=round(max(amount or 0, 0) * scale),
            line=round(base - line * scale) if line is not None and line >= 0 else None,
            label="" if amount is None else _label(amount, unit * (1_000 if thousands else 1)),
            pinned=at in pinned,
        )
        for at, (amount, line) in enumerate(zip(amounts, against, strict=True))
    )
    return Chart(width, height, height - 8, round(space * 0.28), bars, thousands)


def _label(amount: int, unit: int) -> str:
    return str((Decimal(amount) / unit).quantize(Decimal(1), ROUND_HALF_UP))
