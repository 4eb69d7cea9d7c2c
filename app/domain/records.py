"""A record: anything in a plan that has an id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from app.domain.fields import Value
from app.domain.kinds import KINDS, Kind
from app.domain.people import Side

PLACE, EDITION, ALL = "@place", "@edition", "@all"
"""Aspects of a record, beside its fields, that a person can change."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who changed one aspect of a record last."""

    person: str | None
    at: int
    seq: int
    """Position of that change in the plan's log."""


@dataclass(frozen=True, slots=True)
class Record:
    id: str
    kind: str
    parent: str | None
    fields: Mapping[str, Value]
    shared: bool
    """Its own edition; what a customer sees also depends on each field's ceiling."""
    person: str | None
    """Who added it; None where nobody may be traced."""
    side: Side
    at: int
    stamps: Mapping[str, Stamp] = field(default_factory=lambda: MappingProxyType({}))
    handled: bool = False
    """Somebody else than who added it has changed it, even if that shows no more: undo leaves it alone."""

    @property
    def declared(self) -> Kind:
        return KINDS[self.kind]

    def text(self, name: str) -> str:
        """A text field's words, empty where none were given."""
        value = self.fields.get(name)
        return value if isinstance(value, str) else ""

    def changed(self, name: str, value: Value, stamp: Stamp) -> Record:
        """With one field's value, None emptying it, and the stamp of whoever gave it."""
        fields = {**self.fields, name: value}
        if value is None:
            del fields[name]
        handled = self.handled or stamp.person != self.person
        return replace(self, fields=fields, stamps={**self.stamps, name: stamp}, handled=handled)

    def holding(self, name: str, value: Value) -> Record:
        """With one field's value; None empties it."""
        fields = {**self.fields, name: value}
        if value is None:
            del fields[name]
        return replace(self, fields=fields)

    def stamped(self, aspect: str, stamp: Stamp) -> Record:
        handled = self.handled or stamp.person != self.person
        return replace(self, stamps={**self.stamps, aspect: stamp}, handled=handled)

    def unstamped(self, aspect: str, before: Stamp | None) -> Record:
        """With the stamp that an aspect had `before` a change that was undone: the change before it can then be
        undone too, by whoever made it."""
        stamps = {name: stamp for name, stamp in self.stamps.items() if name != aspect}
        return replace(self, stamps={**stamps, aspect: before} if before else stamps)

    @property
    def latest(self) -> Stamp | None:
        return max(self.stamps.values(), key=lambda stamp: stamp.seq, default=None)
