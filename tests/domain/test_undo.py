"""Undo takes back my change, never another's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.domain import commands as do
from app.domain import events as ev
from app.domain.decide import decide
from app.domain.evolve import evolve
from app.domain.people import Actor
from app.domain.projection import project
from app.domain.refusals import Why
from app.domain.secrecy import Viewer
from tests import worlds
from tests.worlds import ANNA, BEN, MARIJKE, RUTH, Plan, insiders

UNDO = do.Undo()


def test_each_kind_of_change_can_be_taken_back(plan: Plan) -> None:
    steps: list[do.Command] = [
        do.Add("csf-annas", "csf", "the-goal"),
        do.Set("nc-on-time", "target", "95"),
        do.Move("nc-response", "csf-earning"),
        do.Move("csf-earning", "the-goal", None),
        do.Remove("nc-on-time"),
    ]
    screens = [insiders(plan.state).nodes]
    for step in steps:
        plan.does(ANNA, step)
        screens.append(insiders(plan.state).nodes)
    for before in reversed(screens[:-1]):
        plan.does(ANNA, UNDO)
        assert insiders(plan.state).nodes == before
    assert plan.refuses(ANNA, UNDO) is Why.NOTHING_TO_UNDO


def test_the_same_field_is_undone_step_by_step(plan: Plan) -> None:
    for target in ("90", "95", "98"):
        plan.does(ANNA, do.Set("nc-on-time", "target", target))
    seen = []
    for _ in range(3):
        plan.does(ANNA, UNDO)
        seen.append(plan.state.records["nc-on-time"].fields.get("target"))
    assert seen == ["95", "90", None]


def test_what_somebody_changed_since_is_left_alone(plan: Plan) -> None:
    plan.does(ANNA, do.Set("nc-on-time", "unit", "%"))
    plan.does(ANNA, do.Set("nc-on-time", "target", "95"))
    plan.does(BEN, do.Set("nc-on-time", "target", "98"))
    plan.does(ANNA, UNDO)
    assert plan.state.records["nc-on-time"].fields["target"] == "98", "Ben's stays"
    assert "unit" not in plan.state.records["nc-on-time"].fields, "Anna's older change is the one taken back"


def test_when_somebody_takes_their_change_back_mine_can_be_taken_back_again(plan: Plan) -> None:
    plan.does(ANNA, do.Set("nc-on-time", "target", "95"))
    plan.does(BEN, do.Set("nc-on-time", "target", "98"))
    assert plan.refuses(ANNA, UNDO) is Why.NOTHING_TO_UNDO
    plan.does(BEN, UNDO)
    assert plan.state.records["nc-on-time"].fields["target"] == "95"
    plan.does(ANNA, UNDO)
    assert "target" not in plan.state.records["nc-on-time"].fields


def test_my_change_on_top_of_yours_goes_back_to_yours(plan: Plan) -> None:
    plan.does(ANNA, do.Set("nc-on-time", "target", "95"))
    plan.does(BEN, do.Set("nc-on-time", "target", "98"))
    plan.does(ANNA, do.Set("nc-on-time", "target", "99"))
    plan.does(ANNA, UNDO)
    assert plan.state.records["nc-on-time"].fields["target"] == "98"
    assert plan.refuses(ANNA, UNDO) is Why.NOTHING_TO_UNDO, "beneath lies Ben's change"


Touch = Callable[[Plan], object]
OTHERS_TOUCH: dict[str, Touch] = {
    "sets a field": lambda plan: plan.does(BEN, do.Set("csf-annas", "statement", "Bens words")),
    "types in it": lambda plan: plan.does(BEN, do.EditText("csf-annas", "statement", ((0, 0, "Ben "),))),
    "hangs something under it": lambda plan: plan.add(BEN, "nc-of-ben", "nc", "csf-annas"),
    "moves something under it": lambda plan: plan.does(BEN, do.Move("nc-on-time", "csf-annas")),
    "moves it": lambda plan: plan.does(BEN, do.Move("csf-annas", "the-goal", None)),
    "shares it": lambda plan: plan.does(RUTH, do.Share("csf-annas")),
    "types in it before Anna does": lambda plan: (
        plan.does(BEN, do.EditText("csf-annas", "statement", ((0, 0, "Ben "),))),
        plan.does(ANNA, do.EditText("csf-annas", "statement", ((0, 0, "Anna "),))),
    ),
    "removes and restores it": lambda plan: (
        plan.does(BEN, do.Remove("csf-annas")),
        plan.does(BEN, do.Restore("csf-annas")),
    ),
}


@pytest.mark.parametrize("touch", OTHERS_TOUCH.values(), ids=OTHERS_TOUCH.keys())
def test_a_record_is_not_taken_back_once_somebody_worked_on_it(plan: Plan, touch: Touch) -> None:
    plan.add(ANNA, "csf-annas", "csf", "the-goal")
    touch(plan)
    assert plan.refuses(ANNA, UNDO) is Why.NOTHING_TO_UNDO
    assert "csf-annas" in plan.state.records


def test_what_i_added_goes_with_what_i_hung_under_it(plan: Plan) -> None:
    plan.add(ANNA, "csf-annas", "csf", "the-goal")
    plan.add(BEN, "csf-of-ben", "csf", "the-goal")
    plan.add(ANNA, "nc-of-anna", "nc", "csf-annas")
    plan.does(ANNA, do.Move("csf-annas", "the-goal", None))
    for _ in range(3):
        plan.does(ANNA, UNDO)
    assert "csf-annas" not in plan.state.records
    assert "csf-of-ben" in plan.state.records


def test_a_move_is_not_undone_into_a_place_that_is_gone(plan: Plan) -> None:
    plan.does(ANNA, do.Move("nc-response", "csf-earning"))
    plan.does(BEN, do.Remove("csf-preferred"))
    assert plan.refuses(ANNA, UNDO) is Why.NOTHING_TO_UNDO


def test_a_removal_is_not_undone_under_a_parent_that_is_gone(plan: Plan) -> None:
    plan.does(ANNA, do.Remove("nc-response"))
    plan.does(BEN, do.Remove("csf-preferred"))
    assert plan.refuses(ANNA, UNDO) is Why.NOTHING_TO_UNDO


def test_what_somebody_restored_and_removed_again_is_theirs(plan: Plan) -> None:
    plan.does(ANNA, do.Remove("nc-response"))
    plan.does(BEN, do.Restore("nc-response"))
    plan.does(BEN, do.Remove("nc-response"))
    assert plan.refuses(ANNA, UNDO) is Why.NOTHING_TO_UNDO
    plan.does(BEN, UNDO)
    assert "nc-response" in plan.state.records


def test_sharing_is_undone_too(plan: Plan) -> None:
    plan.shares("csf-earning")
    plan.does(RUTH, UNDO)
    assert plan.state.records["csf-earning"].shared is False


def shared_of(plan: Plan, id_: str) -> int:
    """How many of a branch are shared."""
    return sum(record.shared for record in (plan.state.records[id_], *plan.state.walk(id_)))


def test_one_undo_takes_back_one_command_whole(plan: Plan) -> None:
    """What one tap did, one tap takes back: a branch that was shared, a line that was placed, fields set together."""
    plan.add(ANNA, "a-written-line", "note", text="A new factor")
    plan.shares("the-goal", "csf-preferred", "nc-on-time")
    commands: list[tuple[Actor, do.Command]] = [
        (RUTH, do.Withhold("csf-preferred", branch=True)),
        (RUTH, do.Share("the-goal", branch=True)),
        (ANNA, do.Place("a-written-line", "the-goal", "csf", "csf-of-the-line")),
        (ANNA, do.SetMany("nc-on-time", {"target": "95", "unit": "%", "source": "Service desk"})),
    ]
    for who, command in commands:
        before = plan.state
        assert len(plan.does(who, command)) > 1
        plan.does(who, UNDO)
        for viewer in (RUTH, ANNA, MARIJKE):
            assert plan.seen_by(viewer).nodes == project(before, Viewer(viewer.edition, viewer.person)).nodes
        assert plan.state.changes.get(who.person or "", ()) == before.changes.get(who.person or "", ())


def test_a_command_is_taken_back_whole_or_not_at_all(plan: Plan) -> None:
    plan.does(ANNA, do.Set("nc-response", "unit", "h"))
    plan.does(ANNA, do.SetMany("nc-on-time", {"target": "95", "unit": "%"}))
    plan.does(BEN, do.Set("nc-on-time", "target", "98"))
    plan.does(ANNA, UNDO)
    assert plan.state.records["nc-on-time"].fields["unit"] == "%", "half a command was taken back"
    assert "unit" not in plan.state.records["nc-response"].fields, "the command before it is"


def test_a_command_that_no_one_named_is_taken_back_event_by_event() -> None:
    """Nothing says what belonged together where entries have no command."""
    plan = worlds.small_tree()
    for event in decide(plan.state, ANNA, do.SetMany("nc-on-time", {"target": "95", "unit": "%"})):
        plan.state = evolve(plan.state, event, ev.Meta(plan.state.seq + 1, worlds.NOON, ANNA.person))
    plan.does(ANNA, UNDO)
    assert plan.state.records["nc-on-time"].fields.get("target") == "95"
    plan.does(ANNA, UNDO)
    assert "target" not in plan.state.records["nc-on-time"].fields


def test_a_log_of_the_release_before_took_back_one_event_at_a_time(plan: Plan) -> None:
    """Such a log goes on being true."""
    plan.does(RUTH, do.Share("the-goal", branch=True))
    last = plan.state.changes["ruth-the-facilitator"][-1]
    plan.state = evolve(
        plan.state, ev.Undone(last.seq), ev.Meta(plan.state.seq + 1, worlds.NOON, RUTH.person)
    )
    assert shared_of(plan, "the-goal") == 5
    plan.does(RUTH, UNDO)
    assert shared_of(plan, "the-goal") == 0


def test_undo_has_the_same_gates_as_the_change_itself(day: Plan) -> None:
    day.goes_to("build")
    day.does(ANNA, do.Set("nc-on-time", "target", "95"))
    day.goes_to("sign")
    assert day.refuses(ANNA, UNDO) is Why.READ_ONLY
    day.does(RUTH, do.SetRoom("gate", "propose"))
    assert day.refuses(ANNA, UNDO) is Why.PROPOSE_ONLY


def test_a_frozen_plan_is_not_undone(signable: Plan) -> None:
    signable.does(ANNA, do.Set("nc-on-time", "target", "98"))
    signable.does(RUTH, do.Freeze())
    assert signable.refuses(ANNA, UNDO) is Why.FROZEN
    signable.does(RUTH, do.Unfreeze())
    signable.does(ANNA, UNDO)
    assert signable.state.records["nc-on-time"].fields["target"] == "95"


def test_a_customer_takes_back_their_own_and_only_while_they_see_it(plan: Plan) -> None:
    plan.shares("nc-on-time")
    plan.admits()
    plan.add(MARIJKE, "marijkes-comment", "comment", "nc-on-time", text="By when?")
    plan.does(RUTH, do.Withhold("nc-on-time"))
    assert plan.refuses(MARIJKE, UNDO) is Why.NOTHING_TO_UNDO
    plan.shares("nc-on-time")
    plan.does(MARIJKE, UNDO)
    assert "marijkes-comment" not in plan.state.records


def test_only_so_many_changes_are_kept(plan: Plan) -> None:
    for number in range(60):
        plan.does(ANNA, do.Set("nc-on-time", "target", str(number)))
    for _ in range(50):
        plan.does(ANNA, UNDO)
    assert plan.refuses(ANNA, UNDO) is Why.NOTHING_TO_UNDO
    assert plan.state.records["nc-on-time"].fields["target"] == "9"


def test_a_command_of_many_changes_is_kept_whole(plan: Plan) -> None:
    for number in range(60):
        plan.add(RUTH, f"nc-number-{number}", "nc", "csf-earning")
    for number in range(49):
        plan.does(RUTH, do.Set("nc-on-time", "target", str(number)))
    plan.does(RUTH, do.Share("the-goal", branch=True))
    assert len(plan.state.changes["ruth-the-facilitator"]) > 100
    plan.does(RUTH, UNDO)
    assert shared_of(plan, "the-goal") == 0
