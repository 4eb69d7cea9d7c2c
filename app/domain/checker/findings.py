"""What a rule finds."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


BLOCKING = frozenset({1, 2, 3, 4, 5, 14, 17, 18})
"""Rules whose errors block a signature (DOMAIN section 2)."""

Rank = tuple[bool, int, int]
"""Where a finding stands among others: what blocks first, then the worst, then by rule."""

WORST = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFORMATION: 2}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Limits that a format may set; the defaults are DOMAIN's."""

    today: str
    """ISO date on which the plan is checked."""
    first_days: int = 90
    """Days within which something must be due."""
    most_factors: int = 7
    few_factors: int = 3
    many_factors: int = 5
    """Success factors: more than the most is an error, fewer than few or more than many a warning."""
    most_conditions: int = 5
    """Necessary conditions on one factor."""
    most_actions: int = 3
    """Open actions that one person answers for."""
    enough_percent: int = 80
    """Of those who voted, how many have to say that a line's children would be enough."""
    alike_percent: int = 80
    """How much of its words a line may share with the one above it."""


@dataclass(frozen=True, slots=True)
class Vote:
    """What the room said of the lines under `parent`: would these be enough?"""

    parent: str
    yes: int
    of: int


class Sponsor(StrEnum):
    """How things stand with the sponsor at executive level (S0)."""

    NOT_ASKED = "not-asked"
    """The day's format has no sponsor sign."""
    MISSING = "missing"
    BELOW = "below"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Given:
    """What a rule knows beside the line that it looks at: all that its findings may depend on."""

    people: frozenset[str]
    """Ids of those on the roster."""
    has_goal: bool
    end: str | None
    """The goal's date, with which the plan ends."""
    rules: tuple[int, ...]
    """Those that hold."""
    limits: Thresholds
    theirs: frozenset[str] = frozenset()
    """Ids of the customer's people."""
    sponsor: Sponsor = Sponsor.NOT_ASKED
    votes: tuple[Vote, ...] = ()
    """The last one on each line, of those that are closed."""


@dataclass(frozen=True, slots=True)
class Finding:
    rule: int
    code: str
    """Names the sentence, for example `goal-lacks`."""
    severity: Severity
    record: str | None = None
    about: dict[str, str | int] = field(default_factory=dict)
    part: str = ""
    """Tells it from another finding of the same rule about the same record."""

    @property
    def key(self) -> str:
        """Names this finding for as long as it stands: `6:record-id`, `9:record-id:put`."""
        return f"{self.rule}:{self.record or ''}" + (f":{self.part}" if self.part else "")

    @property
    def blocks(self) -> bool:
        return self.severity is Severity.ERROR and self.rule in BLOCKING

    @property
    def rank(self) -> Rank:
        return (not self.blocks, WORST[self.severity], self.rule)


def about_record(key: str) -> str:
    """The id of the record that the finding of this key is about; empty where it is about the whole plan."""
    return key.partition(":")[2].partition(":")[0]
