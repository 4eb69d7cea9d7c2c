"""How people say "at least" and "less than", as signs and words, before or behind the number."""

from __future__ import annotations

import re
from enum import StrEnum


class Comparator(StrEnum):
    """What a measured value has to be, compared with the target."""

    AT_LEAST = "ge"
    MORE_THAN = "gt"
    AT_MOST = "le"
    LESS_THAN = "lt"
    EXACTLY = "eq"


_BEFORE: dict[Comparator, str] = {
    Comparator.AT_LEAST: (
        r">=|=>|≥|⩾|at least|a minimum of|minimum(?: of)?|min\.|(?:no|not) (?:less|fewer|lower) than"
        r"|minstens|ten minste|tenminste|minimaal|op zijn minst|op z'n minst|niet (?:minder|lager) dan"
    ),
    Comparator.AT_MOST: (
        r"<=|=<|≤|⩽|at (?:the )?most|a maximum of|maximum(?: of)?|max\.|max(?= [0-9])"
        r"|(?:no|not) (?:more|higher|later|longer) than|up to|within"
        r"|hooguit|hoogstens|maximaal|ten hoogste|niet (?:meer|hoger|later|langer) dan|op zijn hoogst|binnen"
    ),
    Comparator.MORE_THAN: (
        r">|(?:more|greater|higher|longer) than|above|over|exceeds|(?:meer|groter|hoger|langer) dan|boven"
    ),
    Comparator.LESS_THAN: (
        r"<|(?:less|fewer|lower|smaller|shorter) than|below|under|(?:minder|lager|kleiner|korter) dan|onder"
    ),
    Comparator.EXACTLY: r"=|exactly|equal to|precies|gelijk aan",
}
_BEHIND: dict[Comparator, str] = {
    Comparator.AT_LEAST: r"(?:or|of) (?:more|higher|better|above|meer|hoger|beter)|at least|minimum",
    Comparator.AT_MOST: r"(?:or|of) (?:less|fewer|lower|below|minder|lager)|at most|maximum",
}
_NUMBER_WORDS = {
    **dict.fromkeys(("one", "één"), "1"),
    **dict.fromkeys(("two", "twee"), "2"),
    **dict.fromkeys(("three", "drie"), "3"),
    **dict.fromkeys(("four", "vier"), "4"),
    **dict.fromkeys(("five", "vijf"), "5"),
    **dict.fromkeys(("six", "zes"), "6"),
    **dict.fromkeys(("seven", "zeven"), "7"),
    **dict.fromkeys(("eight", "acht"), "8"),
    **dict.fromkeys(("nine", "negen"), "9"),
    **dict.fromkeys(("ten", "tien"), "10"),
    **dict.fromkeys(("eleven", "elf"), "11"),
    **dict.fromkeys(("twelve", "twaalf"), "12"),
}


def _any_of(words: dict[Comparator, str]) -> re.Pattern[str]:
    # A space stands for whatever white space people leave. The longer form of two comes first in the table:
    # at one place in a text "no more than" has to win over what it contains.
    named = "|".join(f"(?P<{comparator}>{body})" for comparator, body in words.items())
    return re.compile(rf"(?<!\w)(?:{named})".replace(" ", r"[^\S\n]"), re.IGNORECASE)


BEFORE = _any_of(_BEFORE)
"""A comparator in front of a number; may also match where no number follows."""
BEHIND = re.compile(rf"[^\S\n]?{_any_of(_BEHIND).pattern}(?!\w)", re.IGNORECASE)
NUMBER_WORD = re.compile(rf"(?P<word>{'|'.join(_NUMBER_WORDS)})(?!\w)", re.IGNORECASE)


def comparator_of(match: re.Match[str]) -> Comparator:
    """Which one a match of `BEFORE` or `BEHIND` says."""
    return Comparator(match.lastgroup or "")


def number_word(match: re.Match[str]) -> str:
    return _NUMBER_WORDS[match["word"].casefold()]
