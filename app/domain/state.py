"""A plan at one moment: an immutable value, made from the log alone.

Everything a screen shows comes from here through `projection`. Changes make a new state that shares what did not
change; a group that fails to commit is dropped by dropping the reference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from app.domain.fields import Value
from app.domain.people import Person, Side, SignsAs
from app.domain.records import Record, Stamp
from app.domain.refusals import Refused, Why
from app.domain.run import Run
from app.domain.signoff import SignOff

TOP = ""
"""Where records without a parent hang, as a key of `children`."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one person did, kept so that they can take it back."""

    seq: int
    did: Literal["add", "set", "move", "remove", "restore", "edition"]
    record: str
    field: str = ""
    value: Value = None
    """What the field held before."""
    parent: str | None = None
    """Where it hung before, and behind which sibling."""
    after: str | None = None
    stamp: Stamp | None = None
    """Who had changed the same before, if anybody."""
    command: str | None = None
    """What it was part of: the changes of one command are taken back together. None: it stands alone."""


@dataclass(frozen=True, slots=True)
class Binned:
    """A record that was removed, with all that hung under it, parents first."""

    records: tuple[Record, ...]
    children: Mapping[str, tuple[str, ...]]
    after: str | None
    person: str | None
    at: int
    seq: int

    @property
    def root(self) -> Record:
        return self.records[0]


@dataclass(frozen=True, slots=True)
class PlanState:
    seq: int = 0
    records: Mapping[str, Record] = field(default_factory=lambda: MappingProxyType({}))
    children: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    bin: Mapping[str, Binned] = field(default_factory=lambda: MappingProxyType({}))
    people: Mapping[str, Person] = field(default_factory=lambda: MappingProxyType({}))
    run: Run = field(default_factory=Run)
    signoff: SignOff = field(default_factory=SignOff)
    changes: Mapping[str, tuple[Change, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Per person, the last changes that can be taken back, oldest first."""
    redacted: frozenset[int] = frozenset()

    def record(self, id_: str) -> Record:
        """The record. Raises Refused(UNKNOWN_RECORD)."""
        try:
            return self.records[id_]
        except KeyError:
            raise Refused(Why.UNKNOWN_RECORD) from None

    def knows(self, id_: str) -> bool:
        """Whether an id is taken, by a record in the plan or by one in the bin, at any depth."""
        return id_ in self.records or any(r.id == id_ for each in self.bin.values() for r in each.records)

    @property
    def size(self) -> int:
        """Records in the plan and in the bin."""
        return len(self.records) + sum(len(each.records) for each in self.bin.values())

    def under(self, parent: str | None) -> tuple[str, ...]:
        """Ids of what hangs directly under `parent` (None: at the top), in order."""
        return self.children.get(parent or TOP, ())

    def of_kind(self, kind: str, parent: str | None = None) -> tuple[Record, ...]:
        """Records of a kind directly under `parent`, in order."""
        return tuple(r for r in (self.records[i] for i in self.under(parent)) if r.kind == kind)

    def every(self, kind: str) -> Iterator[Record]:
        """All records of a kind, in the order of the plan."""
        return (record for record in self.walk(None) if record.kind == kind)

    def walk(self, root: str | None) -> Iterator[Record]:
        """What hangs under `root`, parents first, in order; not `root` itself."""
        for id_ in self.under(root):
            yield self.records[id_]
            yield from self.walk(id_)

    def line(self, id_: str) -> Iterator[Record]:
        """The record and those it hangs under, from the bottom up."""
        at: str | None = id_
        while at is not None and at in self.records:
            record = self.records[at]
            yield record
            at = record.parent

    def before(self, id_: str) -> str | None:
        """The sibling in front of a record, None where it is the first."""
        siblings = self.under(self.records[id_].parent)
        at = siblings.index(id_)
        return siblings[at - 1] if at else None

    @property
    def account(self) -> Record | None:
        return self._first("account")

    @property
    def goal(self) -> Record | None:
        return self._first("goal")

    def _first(self, kind: str) -> Record | None:
        return next((r for r in (self.records[i] for i in self.under(None)) if r.kind == kind), None)

    def signing(self, role: SignsAs) -> Person | None:
        return next((p for p in self.people.values() if p.signs_as is role), None)

    def on_side(self, side: Side) -> tuple[Person, ...]:
        return tuple(p for p in self.people.values() if p.side is side)


EMPTY = PlanState()
