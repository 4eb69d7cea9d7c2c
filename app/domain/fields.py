"""The types of field that a record can have, and what each accepts.

A field says what it holds and how far it may ever be seen. There is no default for the second: a field that
does not declare its ceiling cannot be made, so a new field cannot leak by omission.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from app.domain.refusals import Refused, Why

Value = str | int | bool | None | tuple[str | int, ...]
"""What a field can hold: JSON's own types, so that the log and the screen hold the same thing."""


class Ceiling(StrEnum):
    """The widest edition in which a field can ever be seen."""

    INTERNAL = "internal"
    """Our side only, whatever is shared."""
    SHARED = "shared"
    """Customers too, once the record is shared."""
    THEIRS = "theirs"
    """As shared, and customers may write it."""


class Hand(StrEnum):
    """Who may set a field of a record that they did not write; the record's own rules come first."""

    WRITER = "writer"
    """As the record: its writer, or whoever may edit the plan."""
    ROOM = "room"
    """Any of ours whom the step lets edit."""
    TABLE = "table"
    """Whoever sits at its table, as long as the step is not only read."""
    LEAD = "lead"
    """Whoever leads, and nobody else: not its writer either."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words. Co-edited text is edited character by character; other text is replaced whole."""

    longest: int
    """Characters (code points)."""
    coedited: bool = False
    lines: bool = False

    def accept(self, value: object) -> Value:
        if not isinstance(value, str):
            raise Refused(Why.WRONG_TYPE)
        return clean(value, self.longest, lines=self.lines)


@dataclass(frozen=True, slots=True)
class Choice:
    options: tuple[str, ...]

    def accept(self, value: object) -> Value:
        if value is None or (isinstance(value, str) and value in self.options):
            return value
        raise Refused(Why.WRONG_TYPE)


@dataclass(frozen=True, slots=True)
class Number:
    """An exact decimal, kept as its string: `95`, `99.8`."""

    def accept(self, value: object) -> Value:
        if value is None:
            return None
        if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
            raise Refused(Why.WRONG_TYPE)
        try:
            return format(Decimal(value), "f")
        except InvalidOperation as error:
            raise Refused(Why.WRONG_TYPE) from error


@dataclass(frozen=True, slots=True)
class Money:
    """Integer minor units of the plan's one currency."""

    def accept(self, value: object) -> Value:
        if value is None:
            return None
        return _amount(value)


@dataclass(frozen=True, slots=True)
class Months:
    """A plan year's phasing: minor units month by month, at most 24 of them."""

    def accept(self, value: object) -> Value:
        if value is None:
            return None
        if not isinstance(value, list | tuple):
            raise Refused(Why.WRONG_TYPE)
        if len(value) > 24:
            raise Refused(Why.TOO_MANY)
        return tuple(_amount(each) for each in value)


@dataclass(frozen=True, slots=True)
class Indexes:
    """Places in another field, from 0: the months of a phasing that stay as they are."""

    def accept(self, value: object) -> Value:
        if value is None:
            return None
        if not isinstance(value, list | tuple):
            raise Refused(Why.WRONG_TYPE)
        if any(isinstance(each, bool) or not isinstance(each, int) or not 0 <= each < 24 for each in value):
            raise Refused(Why.WRONG_TYPE)
        return tuple(sorted(set(value)))


@dataclass(frozen=True, slots=True)
class Scores:
    """What somebody gave to each of several things: what it is, what it got, and so on in turn.

    A key is a record's id, or one with a part behind a dot (`record.cost`: by that criterion). Asked for as a mapping
    (the parts one level deeper, if you like; null is what nothing was given to) or as such a list; kept sorted by key,
    so that it says nothing of the order in which things were chosen.
    """

    def accept(self, value: object) -> Value:
        if value is None:
            return None
        if isinstance(value, Mapping):
            pairs = [pair for pair in _flat(value) if pair[1] is not None]
        elif isinstance(value, list | tuple) and len(value) % 2 == 0:
            pairs = list(zip(value[::2], value[1::2], strict=True))
        else:
            raise Refused(Why.WRONG_TYPE)
        if len(pairs) > _MOST_SCORES:
            raise Refused(Why.TOO_MANY)
        return tuple(part for pair in sorted(map(_score, pairs)) for part in pair)


def _flat(given: Mapping[Any, Any]) -> Iterator[tuple[object, object]]:
    for key, value in given.items():
        if isinstance(value, Mapping):
            yield from ((f"{key}.{part}", score) for part, score in value.items())
        else:
            yield key, value


def scores(value: Value) -> dict[str, int]:
    """What a `Scores` field holds, by key."""
    if not isinstance(value, tuple):
        return {}
    return {str(key): int(given) for key, given in zip(value[::2], value[1::2], strict=True)}


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar date in the plan's time zone, `YYYY-MM-DD`."""

    def accept(self, value: object) -> Value:
        if value is None:
            return None
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise Refused(Why.WRONG_TYPE)
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError as error:
            raise Refused(Why.WRONG_TYPE) from error


@dataclass(frozen=True, slots=True)
class PersonRef:
    """Somebody on the roster."""

    def accept(self, value: object) -> Value:
        return _id_or_none(value)


@dataclass(frozen=True, slots=True)
class RecordRef:
    """Another record of the plan, of one of these kinds."""

    kinds: tuple[str, ...]

    def accept(self, value: object) -> Value:
        return _id_or_none(value)


@dataclass(frozen=True, slots=True)
class Flag:
    def accept(self, value: object) -> Value:
        if isinstance(value, bool):
            return value
        raise Refused(Why.WRONG_TYPE)


FieldType = Text | Choice | Number | Money | Months | Indexes | Scores | Day | PersonRef | RecordRef | Flag


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind: its name, what it holds, how far it may be seen, and who may set it."""

    name: str
    type: FieldType
    ceiling: Ceiling
    by: Hand = Hand.WRITER

    @property
    def coedited(self) -> bool:
        return isinstance(self.type, Text) and self.type.coedited


ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_DECIMAL = re.compile(r"-?\d{1,15}(\.\d{1,6})?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOST_MONEY = 10**15
_MOST_SCORES = 400
_MOST_SCORE = 1_000
_SCORED = re.compile(r"[A-Za-z0-9_-]{8,64}(\.[a-z0-9-]{1,32})?")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Unicode's category Cc but for tab and line feed."""


def is_id(value: object) -> bool:
    return isinstance(value, str) and ID.fullmatch(value) is not None


def clean(text: str, longest: int, *, lines: bool = False) -> str:
    """`text` as it may be kept: no control characters, no lone surrogates, not longer than `longest` code points.

    Raises Refused(TOO_LONG | WRONG_TYPE).
    """
    if _SURROGATE.search(text):
        raise Refused(Why.WRONG_TYPE)
    if not lines:
        text = text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ")
    kept = _CONTROL.sub("", text)
    if len(kept) > longest:
        raise Refused(Why.TOO_LONG, longest=longest, over=len(kept) - longest)
    return kept


def _id_or_none(value: object) -> Value:
    if value is None:
        return None
    if isinstance(value, str) and is_id(value):
        return value
    raise Refused(Why.WRONG_TYPE)


def _score(pair: tuple[object, object]) -> tuple[str, int]:
    key, given = pair
    if not isinstance(key, str) or not _SCORED.fullmatch(key):
        raise Refused(Why.WRONG_TYPE)
    if isinstance(given, bool) or not isinstance(given, int) or abs(given) > _MOST_SCORE:
        raise Refused(Why.WRONG_TYPE)
    return key, given


def _amount(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _MOST_MONEY:
        raise Refused(Why.WRONG_TYPE)
    return value
