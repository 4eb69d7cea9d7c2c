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

_WORST = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFORMATION: 2}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Limits that a format may set; the defaults are DOMAIN's."""

    today: str
    """ISO date on which the plan is checked."""
    first_days: int = 90
    """Days within which something must be due."""


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


@dataclass(frozen=True, slots=True)
class Finding:
    rule: int
    code: str
    """Names the sentence, for example `goal-lacks`."""
    severity: Severity
    record: str | None = None
    about: dict[str, str | int] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Names this finding for as long as it stands: `6:record-id`."""
        return f"{self.rule}:{self.record or ''}"

    @property
    def blocks(self) -> bool:
        return self.severity is Severity.ERROR and self.rule in BLOCKING

    @property
    def rank(self) -> Rank:
        return (not self.blocks, _WORST[self.severity], self.rule)
