"""Groups that may be told by name, and who stands apart: what a result says of a room beyond its sums.

**Groups.** Results are told by function, never for fewer than three voters (`LEAST`): smaller functions are folded into
"others", and where "others" itself would be one or two people, the smallest of the functions that are told joins them.
Where that leaves a single group there are none. The same folding decides which nameless ballots may say their function
when they enter the log, so that what is left out tells nobody either.

**Stands apart.** Something is marked only where the room should hear why:

* where a vote is shared out (dots, ranks), a group gave a thing at least two more or fewer than its share of all that was
  given would be, and that is 1.9 standard deviations or more from chance: with 69 dots in a room, three people who give
  none of nine to what got 18;
* where everything gets a mark, a group's mean is a quarter of the scale or more away from the mean of all others;
* the marks themselves are split, by a third of the scale or more (standard deviation): half of the room says 1, the
  other half 5.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import sqrt

LEAST = 3
"""Voters of a group that is told by its name."""
MANY_APART, FAR_APART = 2, 1.9
"""What a group gave to a thing beyond its share, and how many standard deviations that is."""
QUARTER, THIRD = 4, 3


def told_functions(functions: Iterable[str]) -> frozenset[str]:
    """Of the functions of all who voted (empty: not known), those that can be told without telling who it was."""
    counts = Counter(functions)
    others = counts.pop("", 0)
    told: dict[str, int] = {}
    for name, count in counts.items():
        if count >= LEAST:
            told[name] = count
        else:
            others += count
    while 0 < others < LEAST and told:
        smallest = min(told, key=lambda name: (told[name], name))
        others += told.pop(smallest)
    return frozenset(told) if len(told) + bool(others) > 1 else frozenset()


def stands_apart(mine: int, group: int, thing: int, given: int) -> bool:
    """Whether a group gave a thing clearly more or less than its share of all that was given."""
    if not given:
        return False
    expected = group * thing / given
    chance = expected * (1 - thing / given) * (1 - group / given)
    off = abs(mine - expected)
    return off >= MANY_APART and chance > 0 and off >= FAR_APART * sqrt(chance)


def differ(own: float | None, rest: float | None, width: int) -> bool:
    """Whether a group's mean is clearly another than that of all others."""
    return own is not None and rest is not None and abs(own - rest) * QUARTER >= width


def mean(marks: Counter[int]) -> float | None:
    """None where there is none."""
    count = marks.total()
    return sum(mark * times for mark, times in marks.items()) / count if count else None


def split(marks: Counter[int], width: int) -> bool:
    """Whether marks lie apart on a scale of that width."""
    middle = mean(marks)
    if middle is None or marks.total() < LEAST:
        return False
    spread = sqrt(sum(times * (mark - middle) ** 2 for mark, times in marks.items()) / marks.total())
    return spread * THIRD >= width
