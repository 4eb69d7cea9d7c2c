"""What may be asked of a text field and what comes back, in plain words.

Splices are how everybody else knows of an edit: in code points of Python strings, free of documents.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

Splice = tuple[int, int, str]
"""Position, number of characters deleted, text inserted; in code points of the text before it."""


class TextKey(NamedTuple):
    plan: str
    record: str
    field: str


@dataclass(frozen=True, slots=True)
class TextLimits:
    characters: int
    """Longest text, in code points."""
    lines: bool = True
    """Line breaks are welcome."""
    update_bytes: int = 32 * 1024
    """Largest update."""


class TextCode(StrEnum):
    MALFORMED = "malformed"
    GAP = "gap"
    """It builds on what this document does not have: sync, then send again. Nothing was kept of it."""
    TOO_LONG = "too-long"
    FOREIGN_ROOT = "foreign-root"
    CHARACTERS = "characters"
    """Control characters, or line breaks where there are no lines."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Applied to the working copy. The update goes into the log, the splices to the domain."""

    update: bytes
    splices: tuple[Splice, ...]
    """Empty where the update changed only what is deleted already; it must be kept all the same."""
    before_plain: str
    after_plain: str


@dataclass(frozen=True, slots=True)
class AlreadyHere:
    """A repetition: everything in it was accepted before. Acknowledge it, append nothing."""


@dataclass(frozen=True, slots=True)
class TextRefused:
    code: TextCode


@dataclass(frozen=True, slots=True)
class Sync:
    """What somebody lacks, and what this document holds."""

    update: bytes
    vector: bytes


def splices(before: str, after: str) -> tuple[Splice, ...]:
    """The one span in which they differ, or nothing."""
    if before == after:
        return ()
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    return ((start, len(before) - end - start, after[start : len(after) - end]),)


def _common(one: str, other: str) -> int:
    """Length of their common beginning; by halving, so that long texts are compared as blocks of memory."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
