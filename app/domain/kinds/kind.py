"""What a kind of record is: its fields, where it hangs, and who may bring one into the plan.

Every field names its ceiling. The kinds themselves stand in the files beside this one, a subject each.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.fields import Ceiling, Field, Text

INTERNAL, SHARED, THEIRS = Ceiling.INTERNAL, Ceiling.SHARED, Ceiling.THEIRS
STATEMENT = Text(longest=500, coedited=True)
WORDING = Field("wording", Text(longest=500, coedited=True), SHARED)
"""What a customer reads in place of the statement, where it is given."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of record holds and where it may hang."""

    name: str
    parents: tuple[str | None, ...]
    """Kinds under which it hangs; None: at the top of the plan."""
    fields: tuple[Field, ...]
    shared_by_default: bool = False
    only_one: bool = False
    proposal: bool = False
    """May be added where the step lets people propose only."""
    theirs_too: bool = False
    """Customers may add it."""
    private: bool = False
    """Where it names a step, it is its writer's alone until that step is revealed."""
    one_each: bool = False
    """One a person, where it hangs and in its step: a second one changes the first."""
    closes: bool = False
    """When its step is revealed, no more of it is added, changed or taken back: a vote is over."""
    by_name: dict[str, Field] = field(init=False, compare=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.by_name.update({each.name: each for each in self.fields})

    @property
    def rides(self) -> bool:
        """It says something of the record above it, and is nowhere without that."""
        return None not in self.parents and self.name not in TREE


KINDS: dict[str, Kind] = {}
TREE = ("goal", "csf", "nc", "action")
"""The plan's logic, from the top."""


def declare(kind: Kind) -> Kind:
    """Make a kind known. Raises ValueError for a second one of the same name."""
    if kind.name in KINDS:
        raise ValueError(f"kind {kind.name} is declared twice")
    KINDS[kind.name] = kind
    return kind


def hang_somewhere() -> None:
    """Raises ValueError where a kind hangs under one that nobody declared."""
    for kind in KINDS.values():
        for parent in kind.parents:
            if parent is not None and parent not in KINDS:
                raise ValueError(f"kind {kind.name} hangs under {parent}, which is not declared")
