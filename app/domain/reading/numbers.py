"""Numbers, quantities and money as people type them, read exactly.

`1.250,5`, `1,250.5`, `1 250,50`, `1.2M`, `1,2 mln`, `EUR 4.2M`, `€ 1.250,-` and `31 %` all mean one thing.
`1.250` and `1,250` do not: they are resolved by the person's language and come with the other reading, so
that the screen can show it. Values stay strings of decimal digits from the first character to the last; a
float never appears.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.reading.currencies import SIGN_PATTERN, currency_of, minor_digits
from app.domain.reading.found import READ_AT_MOST, Found, Slice, Unread, Why
from app.domain.reading.units import unit_at

MOST_DIGITS = 24
"""Digits of a quantity. More is a pasted identifier, not something measured."""
MOST_MINOR_UNITS = 10**17
"""Bound of money, so that sums of many fit a store's 64-bit integers."""

_GAP = " \u00a0\u2009\u202f'’"
_SHAPE = re.compile(
    rf"(?<![\w/.,:#-])[-−+]?(?:[0-9]{{1,3}}(?:[{_GAP}][0-9]{{3}})+(?![0-9])(?:[.,][0-9]+)?|[0-9]+(?:[.,][0-9]+)*)"
)
_GOES_ON = re.compile(r"[.,/:][0-9]|[-–][0-9]")
_MAGNITUDE = re.compile(r"[ \u00a0\u202f]?(?P<word>[A-Za-z]{1,8})(?P<dot>\.?)(?![\w])")
_MAGNITUDES = {
    **dict.fromkeys(("k", "thousand", "duizend", "dzd"), 3),
    **dict.fromkeys(("mln", "mn", "mio", "million", "miljoen"), 6),
    **dict.fromkeys(("bn", "mld", "mrd", "billion", "miljard"), 9),
}
_CURRENCY_FIRST = re.compile(rf"^(?P<money>[A-Za-z]{{3}}(?![A-Za-z])|{SIGN_PATTERN})\s*")
_CURRENCY_LAST = re.compile(rf"\s*(?P<money>euros?|[A-Za-z]{{3}}|{SIGN_PATTERN})$", re.IGNORECASE)
_NO_CENTS = re.compile(r"[.,]\s?[-–—=]{1,2}$")
_MINUSES = {"-", "−"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and the unit written behind it."""

    number: Found[str]
    """Decimal string such as `-1250.5`: no exponent, no grouping; zeros behind the point stay as typed."""
    unit: Found[str] | None

    @property
    def at(self) -> Slice:
        return Slice(self.number.at.start, (self.unit or self.number).at.end)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency's minor units (ISO 4217)."""

    minor: int
    currency: str
    otherwise: int | None = None
    """Minor units in the other convention, where the text allows both."""


def read_number(text: str, language: str) -> Found[str] | Unread:
    """The number that the whole of `text` is, as a decimal string; `language` (`en`, `nl`) settles `1.250`."""
    quantity = read_quantity(text, language)
    match quantity:
        case Unread():
            return quantity
        case Quantity(number=number, unit=None):
            return number
        case Quantity():
            return Unread(Why.NOT_A_NUMBER)


def read_quantity(text: str, language: str) -> Quantity | Unread:
    """The number and known unit that the whole of `text` is: `31 %`, `4 h`, `1.250`."""
    start, end = _trimmed(text)
    if start == end:
        return Unread(Why.EMPTY)
    number = number_at(text, start, language)
    if number is None:
        too_long = sum(c.isdigit() for c in text) > MOST_DIGITS
        return Unread(Why.TOO_LARGE if too_long else Why.NOT_A_NUMBER)
    quantity = Quantity(number, unit_at(text, number.at.end))
    return quantity if quantity.at.end == end else Unread(Why.NOT_A_NUMBER)


def read_money(text: str, language: str, currency: str) -> Money | Unread:
    """The amount that the whole of `text` is, in `currency` (ISO 4217, the plan's).

    Three digits behind a single separator are thousands in a currency with two minor digits, in any language; the
    amount still comes with its other reading. A second currency is refused (one per plan, DESIGN section 4).
    """
    rest = _NO_CENTS.sub("", " ".join(text[:READ_AT_MOST].split()))
    if not rest:
        return Unread(Why.EMPTY)
    for pattern in (_CURRENCY_FIRST, _CURRENCY_LAST):
        match = pattern.search(rest)
        named = currency_of(match["money"], currency) if match else None
        if match and named:
            if named != currency:
                return Unread(Why.OTHER_CURRENCY)
            rest = _NO_CENTS.sub("", rest[: match.start()] + rest[match.end() :])
    digits = minor_digits(currency)
    number = number_at(rest, 0, language, thousands_first=digits < 3, small_m=True)
    if number is None or number.at.end != len(rest):
        return Unread(Why.NOT_A_NUMBER)
    return _in_minor_units(number, currency, digits)


def numbers_in(text: str, language: str) -> Iterator[Found[str]]:
    """Every number of a line, left to right; not the digits of dates, times, ranges, names or versions."""
    end = 0
    for match in _SHAPE.finditer(text[:READ_AT_MOST]):
        if match.start() >= end and (number := number_at(text, match.start(), language)):
            end = number.at.end
            yield number


def number_at(
    text: str, start: int, language: str, *, thousands_first: bool = False, small_m: bool = False
) -> Found[str] | None:
    """The number, with its magnitude (`1.2 M`), that begins exactly at `start`; None if none does."""
    match = _SHAPE.match(text, start, start + 80)
    if match is None or _GOES_ON.match(text, match.end()):
        return None
    magnitude, end = _magnitude_at(text, match.end(), small_m)
    if end < len(text) and (text[end].isalnum() or text[end] == "_") and not unit_at(text, end):
        return None
    values = _values(
        match[0], "decimal" if language != "nl" else "thousands", thousands_first and not magnitude
    )
    if values is None or len(match[0]) > MOST_DIGITS:
        return None
    value, otherwise = values
    return Found(
        _shifted(value, magnitude),
        Slice(match.start(), end),
        None if otherwise is None else _shifted(otherwise, magnitude),
    )


def _trimmed(text: str) -> tuple[int, int]:
    end = len(text.rstrip())
    return min(len(text) - len(text.lstrip()), end), end


def _magnitude_at(text: str, start: int, small_m: bool) -> tuple[int, int]:
    match = _MAGNITUDE.match(text, start)
    if match is None:
        return 0, start
    word = match["word"]
    power = 6 if word == "M" or (small_m and word == "m") else _MAGNITUDES.get(word.casefold(), 0)
    return (power, match.end("word")) if power else (0, start)


def _values(written: str, point_before_three: str, thousands_first: bool) -> tuple[str, str | None] | None:
    """The decimal string of grouped digits, and the other reading; None where the groups make no number."""
    sign = "-" if written[0] in _MINUSES else ""
    body = written.lstrip("-−+")
    spaced = [c for c in body if c in _GAP]
    if len(set(spaced)) > 1:
        return None
    for gap in set(spaced):
        body = body.replace(gap, "")
    points, commas = body.count("."), body.count(",")
    match points, commas:
        case 0, 0:
            return sign + _plain(body), None
        case (1, 0) | (0, 1):
            return _one_separator(sign, body, bool(spaced), point_before_three, thousands_first)
        case _ if points and commas:
            return _two_separators(sign, body)
        case _:
            groups = re.split(r"[.,]", body)
            return (sign + _plain("".join(groups)), None) if _grouped(groups) and not spaced else None


def _one_separator(
    sign: str, body: str, spaced: bool, point_before_three: str, thousands_first: bool
) -> tuple[str, str | None]:
    head, tail = re.split(r"[.,]", body)
    decimal, whole = sign + _plain(head, tail), sign + _plain(head + tail)
    if spaced or not _grouped([head, tail]):
        return decimal, None
    # A point is decimal to an English eye and thousands to a Dutch one; a comma the other way round.
    decimal_here = ("." in body) == (point_before_three == "decimal")
    if decimal_here and not thousands_first:
        return decimal, whole
    return whole, decimal


def _two_separators(sign: str, body: str) -> tuple[str, str | None] | None:
    mark = "." if body.rindex(".") > body.rindex(",") else ","
    head, _, tail = body.rpartition(mark)
    if mark in head:
        return None
    groups = re.split(r"[.,]", head)
    return (sign + _plain("".join(groups), tail), None) if _grouped(groups) else None


def _grouped(groups: list[str]) -> bool:
    first, *rest = groups
    return 1 <= len(first) <= 3 and first[0] != "0" and all(len(group) == 3 for group in rest)


def _plain(head: str, tail: str = "") -> str:
    head = head.lstrip("0") or "0"
    return f"{head}.{tail}" if tail else head


def _shifted(value: str, power: int) -> str:
    """`value` times ten to the `power`, on its digits."""
    if power:
        sign, digits = ("-", value[1:]) if value.startswith("-") else ("", value)
        head, _, tail = digits.partition(".")
        value = sign + _plain(head + tail[:power].ljust(power, "0"), tail[power:])
    return value[1:] if value.startswith("-") and not value.strip("-0.") else value


def _in_minor_units(number: Found[str], currency: str, digits: int) -> Money | Unread:
    minor = _minor(number.value, digits)
    otherwise = _minor(number.otherwise, digits) if number.otherwise else None
    if minor is None:
        return Unread(Why.TOO_PRECISE)
    if abs(minor) >= MOST_MINOR_UNITS:
        return Unread(Why.TOO_LARGE)
    return Money(minor, currency, otherwise)


def _minor(value: str, digits: int) -> int | None:
    head, _, tail = value.partition(".")
    tail = tail.rstrip("0")
    return None if len(tail) > digits else int(head + tail.ljust(digits, "0"))
