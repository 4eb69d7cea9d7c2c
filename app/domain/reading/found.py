"""Where in a text a value was found, and why one was not.

Used by every reader in this package. Positions count code points of the Python string that was read, so a
screen in JavaScript has to convert them when the text holds characters outside the basic plane.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")

READ_AT_MOST = 2_000
"""Characters of one line that are looked at. Fields are far shorter; a page pasted by mistake must not cost time."""


@dataclass(frozen=True, slots=True)
class Slice:
    """Characters `start` up to, not including, `end`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def touches(self, other: Slice) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A value and the characters it was read from."""

    value: T
    at: Slice
    otherwise: T | None = None
    """What the same characters mean in another convention; a screen then shows how they were read."""

    @property
    def ambiguous(self) -> bool:
        return self.otherwise is not None


class Why(StrEnum):
    """Codes that a screen turns into words."""

    EMPTY = "empty"
    NOT_A_NUMBER = "not-a-number"
    TOO_LARGE = "too-large"
    TOO_PRECISE = "too-precise"
    OTHER_CURRENCY = "other-currency"
    NOT_A_DATE = "not-a-date"
    NO_SUCH_DAY = "no-such-day"


@dataclass(frozen=True, slots=True)
class Unread:
    """A text that is not what its field asks for."""

    why: Why
