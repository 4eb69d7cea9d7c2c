"""What owners promised: whether each stands by an action, and how much each has taken on until when.

An owner's word holds for the date that the action had when it was given. With another owner or another date it holds no
longer, and is asked again (DOMAIN rule 19).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.domain.fields import Value

DAYS = (30, 60, 90)
"""The three months in which a plan begins to live (90-30)."""
MANY = 3
"""Open actions that one person carries well (DOMAIN rule 13)."""


class Standing(StrEnum):
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    """They accepted another date than it has now."""
    ASKED = "asked"
    """They have not said anything yet, or declined for another date."""
    NOBODY = "nobody"
    """Nobody answers for it."""


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody said of an action."""

    whose: str
    value: str
    due: str
    """The date for which they said it; empty for none."""


def standing(owner: str, due: str, words: Iterable[Word]) -> Standing:
    """How the owner stands to an action that is due on `due`, given all that was said of it."""
    if not owner:
        return Standing.NOBODY
    word = next((each for each in words if each.whose == owner), None)
    if word is None:
        return Standing.ASKED
    yes = word.value == "accepted"
    if word.due != due:
        return Standing.LAPSED if yes else Standing.ASKED
    return Standing.ACCEPTED if yes else Standing.DECLINED


@dataclass(frozen=True, slots=True)
class Load:
    """What one person has taken on and not done."""

    person: str
    """Empty for what nobody answers for."""
    spans: tuple[int, ...]
    """Due within 30, 60, 90 days of the day (overdue in the first), later, and without a date."""

    @property
    def open(self) -> int:
        return sum(self.spans)

    @property
    def many(self) -> bool:
        return bool(self.person) and self.open > MANY


def loads(actions: Iterable[Mapping[str, Value]], today: str) -> tuple[Load, ...]:
    """Whose open actions are due when; who carries most comes first, what is nobody's last. `today`: ISO, of the day."""
    begins = date.fromisoformat(today)
    ends = [(begins + timedelta(days=days)).isoformat() for days in DAYS]
    found: dict[str, list[int]] = {}
    for fields in actions:
        if fields.get("status") == "done":
            continue
        owner, due = str(fields.get("accountable") or ""), str(fields.get("due") or "")
        spans = found.setdefault(owner, [0] * (len(DAYS) + 2))
        at = next((n for n, end in enumerate(ends) if due <= end), len(DAYS)) if due else len(DAYS) + 1
        spans[at] += 1
    made = (Load(person, tuple(spans)) for person, spans in found.items())
    return tuple(sorted(made, key=lambda load: (not load.person, -load.open, load.person)))


def milestones(today: str, end: str) -> tuple[str, ...]:
    """Days at which a stage is set: after 30, 60 and 90 days, then at each quarter's end until the plan's."""
    begins = date.fromisoformat(today)
    days = [begins + timedelta(days=each) for each in DAYS]
    last = date.fromisoformat(end) if end else begins + timedelta(days=365)
    quarters: list[date] = []
    for at in range(begins.year * 4 + (begins.month - 1) // 3, last.year * 4 + (last.month - 1) // 3 + 1):
        year, quarter = divmod(at, 4)
        after = date(year + (quarter == 3), (quarter * 3 + 3) % 12 + 1, 1)
        quarters.append(after - timedelta(days=1))
    later = [each for each in quarters if days[-1] < each <= last]
    return tuple(each.isoformat() for each in (*days, *later))
