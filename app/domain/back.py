"""Back to a moment: what to ask for so that one line, or the whole tree, stands as it stood then.

Nothing is wound back. The plan goes on: what stood there is made again by the same commands that anybody gives, in the
name of whoever asks, and undone as one. What people said, marked and signed is not touched, and nothing is shown to the
customer that is kept inside now: which edition a line belongs to stays as it is.

Each command is tried on the plan as the ones before it left it, so that what comes out is done as a whole or refused.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.domain import commands as do
from app.domain import events as ev
from app.domain.decide import decide
from app.domain.evolve import evolve
from app.domain.fields import Field, PersonRef, RecordRef, Text, Value
from app.domain.kinds import TREE
from app.domain.people import Actor
from app.domain.records import Record
from app.domain.state import PlanState

STANDS = (*TREE, "constraint")
"""Kinds that make up the tree, with what it aims at."""


def tree_back(state: PlanState, actor: Actor, then: PlanState) -> tuple[do.Command, ...]:
    """What makes the whole tree stand as it stood `then`; empty where it does. Raises Refused."""
    going = _Going(state, actor)
    wanted = [record for record in then.walk(None) if record.kind in STANDS]
    for record in wanted:
        going.bring(record.id)
    for parent in dict.fromkeys(record.parent for record in wanted):
        going.order(parent, tuple(r.id for r in wanted if r.parent == parent))
    for record in wanted:
        going.fill(record)
    going.drop_all_but({record.id for record in wanted})
    return tuple(going.commands)


def record_back(state: PlanState, actor: Actor, then: PlanState, id_: str) -> tuple[do.Command, ...]:
    """What makes one line stand as it stood `then`: its words and fields, and its place where that is still there.

    A line from the bin brings all that hung under it. Raises Refused, KeyError where it was not there then.
    """
    record = then.records[id_]
    going = _Going(state, actor)
    going.bring(id_)
    if record.parent is None or record.parent in going.state.records:
        before = then.before(id_)
        going.place(record, before if before in going.state.records else None)
    going.fill(record)
    return tuple(going.commands)


@dataclass(slots=True)
class _Going:
    """On the way back: the plan as it would be, and what was asked for so far."""

    state: PlanState
    actor: Actor
    commands: list[do.Command]

    def __init__(self, state: PlanState, actor: Actor) -> None:
        self.state, self.actor, self.commands = state, actor, []

    def ask(self, command: do.Command) -> None:
        events: tuple[ev.Event, ...] = decide(self.state, self.actor, command)
        for event in events:
            meta = ev.Meta(self.state.seq + 1, self.actor.now, self.actor.person)
            self.state = evolve(self.state, event, meta)
        if events:
            self.commands.append(command)

    def bring(self, id_: str) -> None:
        """Out of the bin, with what it went in with; first what that hung under."""
        if id_ in self.state.records:
            return
        root = next(
            (key for key, each in self.state.bin.items() if any(r.id == id_ for r in each.records)), None
        )
        if root is None:
            return
        above = self.state.bin[root].root.parent
        if above is not None:
            self.bring(above)
        self.ask(do.Restore(root))

    def order(self, parent: str | None, wanted: tuple[str, ...]) -> None:
        """Let these hang under `parent`, in this order."""
        there = {id_ for id_ in wanted if id_ in self.state.records}
        now = tuple(id_ for id_ in self.state.under(parent) if id_ in there)
        if now == wanted:
            return
        before: str | None = None
        for id_ in wanted:
            if id_ in there:
                self.ask(do.Move(id_, parent, before))
                before = id_

    def place(self, record: Record, before: str | None) -> None:
        """Where it hung, behind the sibling that it stood behind, where that is not so already."""
        now = self.state.records[record.id]
        if now.parent != record.parent or self.state.before(record.id) != before:
            self.ask(do.Move(record.id, record.parent, before))

    def fill(self, record: Record) -> None:
        """Every field as it was; what pointed at somebody or something that is no more stays as it is."""
        now = self.state.records.get(record.id)
        if now is None:
            return
        for field in now.declared.fields:
            was = record.fields.get(field.name)
            if (was or None) != (now.fields.get(field.name) or None) and self._is_there(field, was):
                self.ask(do.Set(record.id, field.name, _given(field, was)))

    def _is_there(self, field: Field, value: Value) -> bool:
        match field.type:
            case PersonRef():
                return value is None or value in self.state.people
            case RecordRef():
                return value is None or value in self.state.records
            case _:
                return True

    def drop_all_but(self, wanted: set[str]) -> None:
        """What was not there goes into the bin; the topmost take along what hangs under them."""
        for record in tuple(self.state.walk(None)):
            if record.kind in STANDS and record.id not in wanted and record.id in self.state.records:
                self.ask(do.Remove(record.id))


def _given(field: Field, value: Value) -> object:
    """A value as a command gives it; a text is emptied with no words."""
    if isinstance(field.type, Text):
        return value or ""
    return list(value) if isinstance(value, tuple) else value
