"""What a group of events touched: enough to know which screens to compute again."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain import events as ev
from app.domain.state import PlanState


@dataclass(frozen=True, slots=True)
class Touched:
    records: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    """People whose own lists may have changed."""
    everyone: bool = False
    """The room changed: step, gate, roster, sign-off."""

    def __or__(self, other: Touched) -> Touched:
        return Touched(
            self.records | other.records, self.people | other.people, self.everyone or other.everyone
        )


def touched_by(before: PlanState, after: PlanState, event: ev.Event, person: str | None) -> Touched:
    """What one event touched, given the plan before and after it."""
    match event:
        case ev.Undone(of):
            change = next((c for c in before.changes.get(person or "", ()) if c.seq == of), None)
            records = {change.record} if change else set()
        case (
            ev.Added(record) | ev.Changed(record) | ev.TextEdited(record) | ev.Moved(record) | ev.Removed(record)
            | ev.Restored(record) | ev.EditionChanged(record)
        ):  # fmt: skip
            records = {record}
        case _:
            return Touched(everyone=True)
    return Touched(frozenset(records), frozenset(_people(before, after, records, person)))


def _people(before: PlanState, after: PlanState, records: set[str], person: str | None) -> set[str]:
    people = {person} if person else set()
    for state in (before, after):
        for record in (state.records.get(each) for each in records):
            if record is None:
                continue
            named = (record.person, record.fields.get("accountable"), record.fields.get("responsible"))
            people |= {each for each in named if isinstance(each, str)}
    return people
