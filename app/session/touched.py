"""What a group of events touched: enough to know which screens to compute again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.domain import events as ev
from app.domain import inspiration, tables
from app.domain.kinds import TREE
from app.domain.records import Record
from app.domain.state import PlanState


@dataclass(frozen=True, slots=True)
class Touched:
    records: frozenset[str] = frozenset()
    """Records that came, went, hang elsewhere or hold something else, to any viewer. What follows from that for
    their neighbours, numbers and order of siblings, is not listed."""
    people: frozenset[str] = frozenset()
    """People whose own lists may have changed."""
    everyone: bool = False
    """The room changed: step, gate, roster, sign-off."""

    def __or__(self, other: Touched) -> Touched:
        return Touched(
            self.records | other.records, self.people | other.people, self.everyone or other.everyone
        )


MANY = 200
"""Events from which on everything is computed again: looking at each would take as long."""


class Happened(Protocol):
    """An event that was taken in, and the plan before it."""

    @property
    def event(self) -> ev.Event: ...
    @property
    def meta(self) -> ev.Meta: ...
    @property
    def before(self) -> PlanState: ...


def all_touched(happened: Sequence[Happened], after: PlanState) -> Touched:
    """What events in a row touched, the last of which made `after`."""
    if len(happened) > MANY:
        return Touched(everyone=True)
    touched = Touched()
    for each, state in zip(happened, (*(later.before for later in happened[1:]), after), strict=True):
        touched |= touched_by(each.before, state, each.event, each.meta.person)
    return touched


def touched_by(before: PlanState, after: PlanState, event: ev.Event, person: str | None) -> Touched:
    """What one event touched, given the plan before and after it."""
    match event:
        case ev.Changed(record) | ev.TextEdited(record):
            reshaped = False
        case (
            ev.Added(record) | ev.Moved(record) | ev.Removed(record)
            | ev.Restored(record) | ev.EditionChanged(record)
        ):  # fmt: skip
            reshaped = True
        case ev.Undone(of):
            change = next(each for each in before.changes.get(person or "", ()) if each.seq == of)
            record, reshaped = change.record, change.did != "set"
        case ev.RoomSet("ready", (str(who), *_)):
            return Touched(people=frozenset({who}))
        case _:
            return Touched(everyone=True)
    branch = (*_branch(before, record), *_branch(after, record))
    people = set(_named((*branch, *_above(before, record), *_above(after, record))))
    if reshaped and not _at_the_end(before, after, record):
        for state in (before, after):
            people.update(_named(state.every("action")))
    for state in (before, after):
        if record in state.records:
            people |= inspiration.readers(state, state.records[record])
            people |= tables.members(state, state.records[record])
    records = {each.id for each in branch} if reshaped else {record}
    return Touched(frozenset(records), frozenset(people))


def _branch(state: PlanState, id_: str) -> Iterator[Record]:
    if id_ in state.records:
        yield state.records[id_]
        yield from state.walk(id_)


def _above(state: PlanState, id_: str) -> Iterator[Record]:
    """What a comment or mark is about: whoever answers for that reads it."""
    if id_ in state.records and (above := state.records.get(state.records[id_].parent or "")):
        yield above


def _named(records: Iterable[Record]) -> Iterator[str]:
    """Those who find a record on a list of their own: who wrote it, who answers for it, who does it."""
    for record in records:
        for each in (record.person, record.fields.get("accountable"), record.fields.get("responsible")):
            if isinstance(each, str):
                yield each


def _at_the_end(before: PlanState, after: PlanState, id_: str) -> bool:
    """Whether a record came or went without renumbering any other."""
    record = after.records.get(id_) or before.records[id_]
    if record.kind not in TREE:
        return True
    # factors that hang beside the goal are numbered after those under it
    new = id_ not in before.records and record.kind != "csf"
    return new and after.under(record.parent)[-1] == id_
