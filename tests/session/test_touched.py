"""What an event touched covers everything that changed for anybody: a screen that is not told stays wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from hypothesis import given, settings

from app.domain import commands as do
from app.domain import events as ev
from app.domain.decide import decide
from app.domain.evolve import evolve
from app.domain.people import Actor, Edition, Person, Side
from app.domain.projection import Node, own_notes, project
from app.domain.refusals import Refused
from app.domain.secrecy import Viewer
from app.domain.state import PlanState
from app.session.touched import Touched, touched_by
from tests.histories import Wish, asked, beginning, histories
from tests.worlds import ANNA, BEN, DAY, RUTH, Plan, signable, small_tree


def in_itself(node: Node | None) -> object:
    """A node without what follows from its neighbours: number and order of children."""
    return node and (node.kind, node.parent, node.fields, node.side, node.shared, node.person, node.stamp)


def seen_by(state: PlanState, viewer: Viewer) -> Mapping[str, Node]:
    own = own_notes(state, viewer) if viewer.person else ()
    return {**project(state, viewer).nodes, **{node.id: node for node in own}}


def of_ones_own(state: PlanState, person: Person) -> object:
    """What stands on somebody's own list: their lines, marks and comments, and the actions they answer for."""
    edition = Edition.SHARED if person.side is Side.THEIRS else Edition.INTERNAL
    nodes = project(state, Viewer(edition, person.id)).nodes.values()
    mine = [node for node in nodes if node.person == person.id and node.kind in ("note", "mark", "comment")]
    actions = [
        node
        for node in nodes
        if person.id in (node.fields.get("accountable"), node.fields.get("responsible"))
    ]
    above = [seen_by(state, Viewer(edition)).get(action.parent or "") for action in actions]
    branch = [in_itself(node) for node in above]
    return (
        own_notes(state, Viewer(edition, person.id)),
        mine,
        actions,
        [node and node.number for node in above],
        branch,
    )


@settings(max_examples=settings().max_examples // 2)
@given(history=histories(40))
def test_whoever_sees_a_change_is_told(history: list[Wish]) -> None:
    state = beginning().state
    for number, wish in enumerate(history):
        try:
            events = decide(state, wish.who, asked(state, wish, f"record-of-wish-{number}"))
        except Refused:
            continue
        for event in events:
            before = state
            meta = ev.Meta(state.seq + 1, wish.who.now, wish.who.person, f"command-{number}")
            state = evolve(state, event, meta)
            touched = touched_by(before, state, event, wish.who.person)
            if not touched.everyone:
                assert_covered(before, state, touched)


def assert_covered(before: PlanState, after: PlanState, touched: Touched) -> None:
    for viewer in (Viewer(Edition.INTERNAL), Viewer(Edition.SHARED)):
        was, now = seen_by(before, viewer), seen_by(after, viewer)
        changed = {id_ for id_ in {*was, *now} if in_itself(was.get(id_)) != in_itself(now.get(id_))}
        assert changed <= touched.records
    for person in after.people.values():
        if of_ones_own(before, person) != of_ones_own(after, person):
            assert person.id in touched.people, person.id


def touched_in(plan: Plan, who: Actor, command: do.Command) -> Touched:
    before = plan.state
    (event,) = plan.does(who, command)
    return touched_by(before, plan.state, event, who.person)


@pytest.mark.parametrize(
    ("command", "records"),
    [
        (do.Set("nc-on-time", "target", "98"), {"nc-on-time"}),
        (do.EditText("csf-preferred", "statement", ((0, 0, "x"),)), {"csf-preferred"}),
        (do.Remove("csf-preferred"), {"csf-preferred", "nc-on-time", "action-loop"}),
    ],
)
def test_a_small_change_touches_little(command: do.Command, records: set[str]) -> None:
    touched = touched_in(signable(), RUTH, command)
    assert touched.records == records
    assert not touched.everyone


def test_silent_writing_touches_nobody_but_the_writer() -> None:
    """Two hundred people write at once."""
    touched = touched_in(signable(), BEN, do.Add("a-line-of-ben", "note", fields={"text": "x"}))
    assert touched.people == {BEN.person}


ROOM_WIDE: dict[str, Callable[[Plan], do.Command]] = {
    "a step": lambda plan: do.GoToStep("build"),
    "the room": lambda plan: do.SetRoom("curtain", True),
    "the roster": lambda plan: do.DropPerson("pieter-of-noordzee"),
    "the freeze": lambda plan: do.Freeze(),
}


@pytest.mark.parametrize("command", ROOM_WIDE.values(), ids=ROOM_WIDE.keys())
def test_what_concerns_the_room_touches_everyone(command: Callable[[Plan], do.Command]) -> None:
    plan = signable()
    plan.does(RUTH, do.SetAgenda(DAY, "2027-01-14"))
    assert touched_in(plan, RUTH, command(plan)).everyone


def test_the_owner_of_an_action_hears_when_its_branch_goes() -> None:
    plan = small_tree()
    plan.does(RUTH, do.Set("action-loop", "accountable", "ben-the-member"))
    assert BEN.person in touched_in(plan, ANNA, do.Remove("csf-preferred")).people
    assert BEN.person in touched_in(plan, ANNA, do.Undo()).people


@pytest.mark.parametrize(
    "command",
    [
        do.Move("csf-earning", "the-goal", None),
        do.Add("csf-new-one", "csf", "the-goal", None, last=False),
        do.Move("nc-response", "csf-preferred", None),
    ],
)
def test_the_owner_of_an_action_hears_when_its_number_changes(command: do.Command) -> None:
    plan = small_tree()
    plan.does(RUTH, do.Set("action-loop", "accountable", "ben-the-member"))
    assert BEN.person in touched_in(plan, ANNA, command).people
    assert BEN.person in touched_in(plan, ANNA, do.Undo()).people


def test_touched_adds_up() -> None:
    one = Touched(frozenset({"a"}), frozenset({"anna"}))
    other = Touched(frozenset({"b"}), frozenset({"ben"}), everyone=True)
    assert one | other == Touched(frozenset({"a", "b"}), frozenset({"anna", "ben"}), everyone=True)
