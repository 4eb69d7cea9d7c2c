"""Which factor a line from memory may mean: a suggestion, never a decision. No network, no language model: words that are
the same or nearly the same, in any order.
"""

from __future__ import annotations

from collections.abc import Mapping

from rapidfuzz import fuzz, process, utils

LIKE = 60
"""Of 100: below, a suggestion would mislead more often than help."""


def nearest(line: str, factors: Mapping[str, str]) -> str:
    """Id of the factor that `line` is most like; empty where it is like none. `factors`: id → words."""
    found = process.extractOne(
        line, factors, scorer=_alike, processor=utils.default_process, score_cutoff=LIKE
    )
    return found[2] if found else ""


def _alike(one: str, other: str, **_options: object) -> float:
    """People leave words out, and put in others: the shared words count more than the length."""
    return 0.6 * fuzz.token_set_ratio(one, other) + 0.4 * fuzz.partial_token_sort_ratio(one, other)
