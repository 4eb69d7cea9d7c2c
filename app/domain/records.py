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

    @property
    def declared(self) -> Kind:
        return KINDS[self.kind]

    def text(self, name: str) -> str:
        """A text field's words, empty where none were given."""
        value = self.fields.get(name)
        return value if isinstance(value, str) else ""

    def with_field(self, name: str, value: Value, stamp: Stamp) -> Record:
        fields = {**self.fields, name: value}
        if value is None:
            del fields[name]
        return replace(self, fields=fields, stamps={**self.stamps, name: stamp})

    def stamped(self, aspect: str, stamp: Stamp) -> Record:
        return replace(self, stamps={**self.stamps, aspect: stamp})

    @property
    def latest(self) -> Stamp | None:
        return max(self.stamps.values(), key=lambda stamp: stamp.seq, default=None)
