"""A necessary condition typed as one line, read into chips.

    > 95 % on-time installations by June, service desk (now 87 %)
    ^ ^  ^ ^                        ^     ^                 ^
    comparator, target, unit, metric, by, source, baseline

People type the line the way they would say it; the screen shows what was read as chips that can be
corrected one by one. So nothing is guessed silently: what the line does not say is None, and a value that
could be read in two ways carries the other reading. A line that counts things ("3 roadmap sessions a year")
has no unit to give; `counts` says so. "8 of 12 offices" gives no comparator either: whether twelve would be
too many is for a person to say.

The readers take turns on a copy of the line in which what is already read is blotted out: dates first (they
hold digits), then today's value, the source, the target. What is left is the metric.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.domain.reading.comparators import BEFORE, BEHIND, NUMBER_WORD, Comparator, comparator_of, number_word
from app.domain.reading.currencies import SIGN_PATTERN, currency_of
from app.domain.reading.dates import Period, ReadDate, dates_in
from app.domain.reading.found import READ_AT_MOST, Found, Slice
from app.domain.reading.numbers import number_at, numbers_in
from app.domain.reading.units import same_unit, unit_at

BLOT = "\ue000"
"""Stands for a character already read: neither letter, digit, space nor punctuation."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What one line says; each part with the characters it came from, or None."""

    comparator: Found[Comparator] | None = None
    target: Found[str] | None = None
    """Decimal string."""
    unit: Found[str] | None = None
    """As typed (`h`, `uur`, `of 12`), `%` for every spelling of it, an ISO 4217 code for money."""
    metric: Found[str] | None = None
    """What is measured. Where the target stands in the middle of it, `at` spans both parts."""
    before: str = ""
    """The words of the metric that the target stands behind, where it stands in the middle: "Preferred in" of
    "Preferred in 5 of 6 countries"."""
    by: ReadDate | None = None
    source: Found[str] | None = None
    baseline: Found[str] | None = None
    """Today's value as a decimal string, in the target's unit."""
    counts: bool = False
    """The target is a whole number of the things that the metric names, so there is no unit to ask for."""


@dataclass(frozen=True, slots=True)
class _Target:
    number: Found[str]
    unit: Found[str] | None
    comparator: Found[Comparator] | None

    @property
    def at(self) -> Slice:
        parts = [part.at for part in (self.number, self.unit, self.comparator) if part]
        return Slice(min(at.start for at in parts), max(at.end for at in parts))


_NOW = re.compile(
    r"[(\[]?\s?(?<!\w)(?:now|today|currently|current|baseline|nu|vandaag|momenteel|thans|nulmeting|was)(?!\w)"
    r"\s?[:=]?\s?(?:at\s|op\s|is\s)?",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"(?:[(\[]?(?<!\w)(?:source\s?[:=]|bron\s?[:=]|measured by\s|according to\s|gemeten door\s|volgens\s)"
    r"|[,;(]\s?(?:source|bron)\s)\s?"
    rf"(?P<source>[^,;)\](\[{BLOT}]{{1,80}})[)\]]?",
    re.IGNORECASE,
)
_AFTER_A_CLAUSE = re.compile(
    rf"{BLOT}[)\]]?\s?[,;]\s?(?P<source>[^\W\d][^,;()\d\[\]{BLOT}]{{1,60}})(?=[,;]\s?[(\[]?{BLOT}|[(\[]?{BLOT}|$)"
)
_UNREAD = re.compile(rf"[^{BLOT}]+")
_LINK_TO_NUMBER = re.compile(r"\s(?:of|van|is|are|zijn)$", re.IGNORECASE)
_CLOSING = re.compile(r"\s?[)\]]")
_BEFORE_NUMBER = re.compile(
    rf"\s{{0,3}}(?:(?:of|van|ca\.|a|an|een)\s)?(?P<money>(?:[A-Z]{{3}}|{SIGN_PATTERN})\s?)?"
)
_CURRENCY_BEFORE = re.compile(rf"(?<!\w)(?P<money>[A-Z]{{3}}|{SIGN_PATTERN})\s?$")
_CURRENCY_BEHIND = re.compile(rf"\s?(?P<money>euros?|[A-Z]{{3}}|{SIGN_PATTERN})(?!\w)")
_LETTER = re.compile(r"[^\W\d_]")
_LABEL = re.compile(
    r"(?<!\w)(?:top|tier|level|phase|version|number|no\.|nr\.?|step|type|team|niveau|fase|versie|stap|ploeg)[\s-]?$",
    re.IGNORECASE,
)
"""Words that make the number behind them a name: "top 3"."""
_EDGES = ",;:.·–—-()[]" + BLOT


def read_condition(text: str, period: Period, language: str) -> Condition:
    """The chips of one line; `language` (`en`, `nl`) settles `1.250` and `3/4/2027`. Never raises."""
    rest = text[:READ_AT_MOST].replace("\n", " ").replace(BLOT, " ")
    by = _deadline(rest, period, language)
    rest = _without(rest, by.clause if by else None)
    baseline, baseline_unit, at = _baseline(rest, language)
    rest = _without(rest, at)
    source, at = _source(rest)
    rest = _without(rest, at)
    target = _target(rest, language)
    if target is None:
        return Condition(by=by, source=source, baseline=baseline)
    if baseline_unit and target.unit and not same_unit(baseline_unit, target.unit.value):
        baseline = None
    parts = _metric_parts(_without(rest, target.at))
    metric = _metric(rest, parts)
    return Condition(
        comparator=target.comparator,
        target=target.number,
        unit=target.unit,
        metric=metric,
        before=_before(rest, parts, target.at),
        by=by,
        source=source,
        baseline=baseline,
        counts=_counts(rest, target, metric),
    )


def _without(text: str, at: Slice | None) -> str:
    return text if at is None else text[: at.start] + BLOT * (at.end - at.start) + text[at.end :]


def _deadline(text: str, period: Period, language: str) -> ReadDate | None:
    """The line's one date: the announced one if there are several; of two announced ones, neither."""
    dates = dates_in(text, period, language)
    announced = [one for one in dates if one.announced]
    for choice in (announced, dates):
        if len(choice) == 1:
            return choice[0]
        if choice:
            return None
    return None


def _baseline(text: str, language: str) -> tuple[Found[str] | None, str | None, Slice | None]:
    for match in _NOW.finditer(text):
        currency = _BEFORE_NUMBER.match(text, match.end())
        start = currency.end() if currency and currency["money"] else match.end()
        number = number_at(text, start, language)
        if number is None:
            continue
        unit = unit_at(text, number.at.end)
        end = (unit or number).at.end
        money = _CURRENCY_BEHIND.match(text, end)
        if money and currency_of(money["money"]):
            end = money.end()
        closing = _CLOSING.match(text, end)
        return number, unit.value if unit else None, Slice(match.start(), closing.end() if closing else end)
    return None, None, None


def _source(text: str) -> tuple[Found[str] | None, Slice | None]:
    """A named source; or a few words between commas behind the date or today's value."""
    match = _SOURCE.search(text) or _AFTER_A_CLAUSE.search(text)
    if match is None or len(match["source"].split()) > 6:
        return None, None
    at = _trimmed(text, Slice(*match.span("source")))
    return (Found(at.of(text), at), Slice(*match.span())) if at.start < at.end else (None, None)


def _target(text: str, language: str) -> _Target | None:
    """The number behind the first comparator; without one, the only number or the one that begins the line."""
    for match in BEFORE.finditer(text):
        if language == "nl" and match[0].casefold() == "over":
            continue  # "over 3 maanden" is a time from now
        start = _BEFORE_NUMBER.match(text, match.end())
        number = _number_or_word(text, start.end() if start else match.end(), language)
        if number:
            return _measured(text, number, language, Found(comparator_of(match), Slice(*match.span())))
    numbers = [
        number
        for number in numbers_in(text, language)
        if not _LABEL.search(text, max(0, number.at.start - 10), number.at.start)
    ]
    if not numbers:
        return None
    first = _measured(text, numbers[0], language)
    before = _trimmed(text, Slice(0, first.at.start))
    leads = before.start == before.end
    alone = len(numbers) == 1 or (len(numbers) == 2 and first.unit and first.unit.at.touches(numbers[1].at))
    return first if leads or alone else None


def _number_or_word(text: str, start: int, language: str) -> Found[str] | None:
    number = number_at(text, start, language)
    word = None if number else NUMBER_WORD.match(text, start)
    return Found(number_word(word), Slice(*word.span())) if word else number


def _measured(
    text: str, number: Found[str], language: str, comparator: Found[Comparator] | None = None
) -> _Target:
    currency = _currency_around(text, number.at)
    if currency:  # three digits behind a point are no cents
        number = number_at(text, number.at.start, language, thousands_first=True, small_m=True) or number
    unit = currency or unit_at(text, number.at.end)
    behind = BEHIND.match(text, max(number.at.end, unit.at.end if unit else 0))
    if behind and comparator is None:
        comparator = Found(comparator_of(behind), _trimmed(text, Slice(*behind.span())))
    return _Target(number, unit, comparator)


def _currency_around(text: str, number: Slice) -> Found[str] | None:
    before = _CURRENCY_BEFORE.search(text, max(0, number.start - 5), number.start)
    for match in (before, _CURRENCY_BEHIND.match(text, number.end)):
        code = currency_of(match["money"]) if match else None
        if match and code:
            return Found(code, Slice(*match.span("money")))
    return None


def _metric_parts(rest: str) -> list[Slice]:
    """Where everything stands that was not read as something else, without the punctuation around it."""
    parts = [_trimmed(rest, Slice(*match.span())) for match in _UNREAD.finditer(rest)]
    if parts and (link := _LINK_TO_NUMBER.search(rest, parts[0].start, parts[0].end)):
        parts[0] = _trimmed(rest, Slice(parts[0].start, link.start()))
    return [part for part in parts if _LETTER.search(part.of(rest))]


def _metric(rest: str, parts: list[Slice]) -> Found[str] | None:
    if not parts:
        return None
    return Found(_words(rest, parts), Slice(parts[0].start, parts[-1].end))


def _before(rest: str, parts: list[Slice], target: Slice) -> str:
    before = [part for part in parts if part.end <= target.start]
    return _words(rest, before) if len(before) < len(parts) else ""


def _words(rest: str, parts: list[Slice]) -> str:
    return " ".join(" ".join(part.of(rest).split()) for part in parts)


def _counts(text: str, target: _Target, metric: Found[str] | None) -> bool:
    if target.unit or metric is None or "." in target.number.value:
        return False
    return bool(re.match(r"\s[^\W\d_]", text[target.number.at.end : target.number.at.end + 2]))


def _trimmed(text: str, at: Slice) -> Slice:
    start, end = at.start, at.end
    while start < end and (text[start] in _EDGES or text[start].isspace()):
        start += 1
    while end > start and (text[end - 1] in _EDGES or text[end - 1].isspace()):
        end -= 1
    return Slice(start, end)
