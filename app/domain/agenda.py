"""A format: the agenda of a workshop and its steps, as plain values that the log can hold.

`app/formats` reads them from `workshops/*.toml`; what makes a format right is checked there and below.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Words = dict[str, str]
"""Language code → words."""


@dataclass(frozen=True, slots=True)
class StepSpec:
    key: str
    activity: str
    title: Words
    now: Words = field(default_factory=dict)
    """What the board says to do, one sentence."""
    lead: Words = field(default_factory=dict)
    """What the phone says beside it."""
    minutes: int = 10
    min_minutes: int = 5
    start: str | None = None
    """Fixed time of day, `HH:MM`, in the plan's time zone."""
    gate: str = "edit"
    """What phones may do: `read`, `propose` or `edit`."""
    anonymous: bool = False
    admits_customers: bool = False
    is_break: bool = False
    options: dict[str, str | int | bool | list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Format:
    id: str
    version: int
    title: Words
    steps: tuple[StepSpec, ...]
    begins: str = "09:00"
    consent: dict[str, Words] = field(default_factory=dict)
    """By side: the words that signatories agree to."""
    signs: tuple[str, ...] = ()
    """Roles that sign."""
