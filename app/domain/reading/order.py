"""A measured condition in the order in which somebody wrote it.

A condition is shown as target and metric: "> 95 % on-time installations". Where the target was written in the midst of
what it measures, that would turn the sentence round: "5 of 6 Preferred in countries". The fields hold what was read,
not where it stood, so the line is looked at once more.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from app.domain.reading.condition import read_condition
from app.domain.reading.dates import Period

_ANY_YEAR = Period(date(2000, 1, 1))
"""Which day a date in the line is does not matter here, only that it is one."""


@lru_cache(maxsize=4096)
def split_metric(line: str, metric: str) -> tuple[str, str]:
    """The words of `metric` that stand before the target and those behind it, as `line` has them: ("Preferred in",
    "countries"). Nothing before it where the target does not stand in their midst, or where `line` does not say `metric`.
    """
    for language in ("en", "nl"):  # a Dutch line is read as Dutch, whatever the language of who looks
        read = read_condition(line, _ANY_YEAR, language)
        if read.before and read.metric and read.metric.value == metric:
            return read.before, metric.removeprefix(read.before).strip()
    return "", metric
