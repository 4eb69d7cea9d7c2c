"""Whatever people do, in whatever order: the plan stays one tree, undo is fair, nothing leaks, the log tells all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from hypothesis import given

from app.domain import commands as do
from app.domain import events as ev
from app.domain.content import digest
from app.domain.decide import decide
from app.domain.evolve import evolve
from app.domain.fields import Ceiling
from app.domain.kinds import KINDS
from app.domain.people import Actor, Edition
from app.domain.projection import Projection, project
from app.domain.records import Record
from app.domain.refusals import Refused
from app.domain.secrecy import Viewer, may_see
from app.domain.state import PlanState
from tests.histories import Wish, asked, beginning, histories
from tests.worlds import signable

HISTORIES = histories()
OURS, THEIRS = Viewer(Edition.INTERNAL), Viewer(Edition.SHARED)


@dataclass(frozen=True)
class Moment:
    who: Actor
    command: do.Command
    before: PlanState
    events: tuple[ev.Event, ...]
    after: PlanState


def moments(history: list[Wish], state: PlanState | None = None) -> Iterator[Moment]:
    """Each command of a history that was accepted."""
    state = state or beginning().state
    for number, wish in enumerate(history):
        who = replace(wish.who, now=wish.who.now + number)
        command = asked(state, wish, f"record-of-wish-{number}")
        try:
            events = decide(state, who, command)
        except Refused:
            continue
        before = state
        for event in events:
            meta = ev.Meta(state.seq + 1, who.now, who.person, f"command-{number}")
            state = evolve(state, event, meta)
        yield Moment(who, command, before, events, state)


def assert_one_tree(state: PlanState) -> None:
    walked = [record.id for record in state.walk(None)]
    assert sorted(walked) == sorted(state.records), "everything hangs somewhere, once"
    for parent, children in state.children.items():
        assert len(set(children)) == len(children)
        for child in children:
            assert state.records[child].parent == (parent or None)
    for record in state.records.values():
        above = state.records[record.parent].kind if record.parent else None
        assert above in KINDS[record.kind].parents
    binned = [record.id for each in state.bin.values() for record in each.records]
    assert len(set(binned)) == len(binned)
    assert not set(binned) & set(state.records), "an id is in the plan or in the bin"


def assert_one_of_each(state: PlanState) -> None:
    assert len([r for r in state.records.values() if r.kind == "account"]) <= 1
    marks = [(r.person, r.parent) for r in state.records.values() if r.kind == "mark" and r.person]
    assert len(set(marks)) == len(marks)


@given(history=HISTORIES)
def test_a_plan_stays_one_tree(history: list[Wish]) -> None:
    for moment in moments(history):
        assert_one_tree(moment.after)
        assert_one_of_each(moment.after)


@given(history=HISTORIES)
def test_deciding_is_pure(history: list[Wish]) -> None:
    """The same state, asker and command give the same events, and change nothing."""
    for moment in moments(history):
        assert decide(moment.before, moment.who, moment.command) == moment.events


@given(history=HISTORIES)
def test_a_projection_that_follows_another_is_as_good_as_a_new_one(history: list[Wish]) -> None:
    screens: dict[Viewer, Projection] = {}
    for moment in moments(history):
        for viewer in (OURS, THEIRS, Viewer(Edition.INTERNAL, moment.who.person)):
            screens[viewer] = project(moment.after, viewer, screens.get(viewer))
            assert screens[viewer].nodes == project(moment.after, viewer).nodes


@given(history=HISTORIES)
def test_customers_see_nothing_that_is_not_shared_and_no_gaps(history: list[Wish]) -> None:
    for moment in moments(history):
        seen = project(moment.after, THEIRS)
        for node in seen.nodes.values():
            record = moment.after.records[node.id]
            assert record.shared
            assert node.parent is None or node.id in seen.nodes[node.parent].children
            ceilings = {record.declared.by_name[name].ceiling for name in node.fields}
            assert Ceiling.INTERNAL not in ceilings
        assert_no_gaps(seen)


def assert_no_gaps(seen: Projection) -> None:
    """Numbers count on: who sees 2 sees 1, under the same parent."""
    numbers = {node.number for node in seen.nodes.values() if node.number}
    for number in numbers:
        head, _, last = number.rpartition(".")
        if last != "1":
            assert f"{head}.{int(last) - 1}".lstrip(".") in numbers
        if head:
            assert head in numbers


@given(history=HISTORIES)
def test_nobody_changes_what_they_may_not_see(history: list[Wish]) -> None:
    for moment in moments(history):
        viewer = Viewer(moment.who.edition, moment.who.person)
        for event in moment.events:
            changed = getattr(event, "record", None)
            if changed in moment.before.records:
                assert may_see(moment.before, moment.before.records[changed], viewer)


def said_by(records: dict[str, Record], person: str | None) -> set[tuple[str, str, object]]:
    """What a person made each record say last: (record, aspect, value)."""
    found: set[tuple[str, str, object]] = set()
    for record in records.values():
        if record.person == person:
            found.add((record.id, "@is-there", record.kind))
        for aspect, stamp in record.stamps.items():
            if stamp.person == person:
                value: object = record.fields.get(aspect)
                value = (
                    record.parent if aspect == "@place" else record.shared if aspect == "@edition" else value
                )
                found.add((record.id, aspect, value))
    return found


@given(history=HISTORIES)
def test_undo_takes_back_nothing_of_anybody_else(history: list[Wish]) -> None:
    """All that others said last, and all that others made, stands after somebody's undo."""
    for moment in moments(history):
        if not isinstance(moment.command, do.Undo):
            continue
        others = {r.person for r in moment.before.records.values()} | {
            stamp.person for r in moment.before.records.values() for stamp in r.stamps.values()
        }
        for other in others - {moment.who.person}:
            before = said_by(dict(moment.before.records), other)
            after = said_by(dict(moment.after.records), other)
            assert before <= after


@given(history=HISTORIES)
def test_undo_right_after_a_change_shows_what_was_there_before(history: list[Wish]) -> None:
    for moment in moments(history):
        undoable = isinstance(
            moment.command, do.Set | do.Move | do.Remove | do.Share | do.Withhold | do.SetMany | do.Place
        )
        if not undoable or not moment.events or moment.who.person is None:
            continue
        try:
            undone = decide(moment.after, moment.who, do.Undo())
        except Refused as refused:
            pytest.fail(f"{moment.command} could not be undone: {refused}")
        again = moment.after
        for event in undone:
            again = evolve(again, event, ev.Meta(again.seq + 1, moment.who.now, moment.who.person, "undo"))
        for viewer in (OURS, THEIRS):
            assert project(again, viewer).nodes == project(moment.before, viewer).nodes


@given(history=HISTORIES)
def test_what_a_frozen_plan_says_stands_still(history: list[Wish]) -> None:
    for moment in moments(history, signable().state):
        freeze = moment.after.signoff.freeze
        if freeze is not None:
            assert freeze.digests == {edition.value: digest(moment.after, edition) for edition in Edition}
