"""How alike two lines are, by the words that carry their meaning: a suggestion for whoever leads, never a decision.

Short lines of a workshop share few words, in any order, inflected, and typed in haste; a comparison letter by letter says
little about them. So small words of English and Dutch are left out, the others are matched by their beginnings rather
than whole (`levering`, `levertijd`), and what counts is which part of both lines was matched. No model, no network: the
same lines give the same answer on every machine.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import JaroWinkler

ENOUGH = 0.55
"""Share of the words of both lines that match, from which they are worth a look."""
SAME_WORD = 0.86
_SMALL = """
a about all also an and any are as at be been but by can do does for from get had has have how i if in into is it its just
more much must my no not of on or our out so than that the their them then there they this to too very was we were what
when where which who will with you your
aan al alle als ben bij dan dat de der die dit door een en er geen haar heb hebben heeft het hij hoe hun ik in is je kan
maar me meer met mijn moet moeten na naar niet nog nu of om onder ons onze ook op over te tot uit van veel voor was wat we
wel werd wie wij worden wordt zal ze zelf zich zij zijn zo zou
"""
SMALL = frozenset(_SMALL.split())
"""Words of English and Dutch that stand in every line."""
_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=2_000)
def words(line: str) -> tuple[str, ...]:
    """The words of a line that carry its meaning, each once; all of them where it has only small ones."""
    found = dict.fromkeys(_WORD.findall(line.casefold()))
    return tuple(each for each in found if each not in SMALL) or tuple(found)


@lru_cache(maxsize=20_000)
def alike(one: str, other: str) -> float:
    """From 0, nothing in common, to 1, the same words."""
    left, right = list(words(one)), list(words(other))
    both = len(left) + len(right)
    matched = 0
    for word in left:
        best = max(right, key=lambda each: _same(word, each), default="")
        if best and _same(word, best) >= SAME_WORD:
            right.remove(best)
            matched += 1
    return 2 * matched / both if both else 0.0


def _same(one: str, other: str) -> float:
    # A figure is not nearly another figure.
    if one[0].isdigit() or other[0].isdigit():
        return float(one == other)
    return JaroWinkler.similarity(one, other)


@lru_cache(maxsize=64)
def groups(lines: tuple[str, ...]) -> tuple[tuple[int, ...], ...]:
    """Lines that seem to say the same, as places in `lines`, the most alike first. Each stands in one group at most,
    and is like the first of it: a chain of lines, each a little like the next, is no group."""
    pairs = sorted(
        ((-alike(lines[a], lines[b]), a, b) for a in range(len(lines)) for b in range(a + 1, len(lines))),
    )
    first: dict[int, int] = {}
    found: dict[int, list[int]] = {}
    for score, a, b in pairs:
        if -score < ENOUGH:
            break
        if a not in first and b not in first:
            first[a] = first[b] = a
            found[a] = [a, b]
        elif (a in first) is not (b in first):
            joins, at = (b, first[a]) if a in first else (a, first[b])
            if alike(lines[at], lines[joins]) >= ENOUGH:
                first[joins] = at
                found[at].append(joins)
    return tuple(tuple(sorted(each)) for each in found.values())


def nearest(line: str, others: Sequence[str]) -> tuple[int, float] | None:
    """Which of `others` a line is most like, and how much; None where it is like none of them."""
    scored = ((alike(line, each), -at) for at, each in enumerate(others))
    score, at = max(scored, default=(0.0, 0))
    return (-at, score) if score >= ENOUGH else None
