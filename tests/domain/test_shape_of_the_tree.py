"""Moving, removing and restoring: a plan stays one tree, whatever people do to it."""

from __future__ import annotations

import pytest

from app.domain import commands as do
from app.domain.refusals import Why
from tests.worlds import ANNA, BEN, MARIJKE, RUTH, SERVER, Plan


def test_a_record_moves_with_all_that_hangs_under_it(plan: Plan) -> None:
    plan.does(ANNA, do.Move("nc-on-time", "csf-earning"))
    assert plan.children("csf-preferred") == ("nc-response",)
    assert plan.children("csf-earning") == ("nc-on-time",)
    assert plan.children("nc-on-time") == ("action-loop",)
    assert plan.state.records["nc-on-time"].parent == "csf-earning"


@pytest.mark.parametrize(
    ("move", "order"),
    [
        (do.Move("nc-response", "csf-preferred", None), ("nc-response", "nc-on-time", "nc-third-one")),
        (
            do.Move("nc-on-time", "csf-preferred", "nc-response"),
            ("nc-response", "nc-on-time", "nc-third-one"),
        ),
        (do.Move("nc-on-time", "csf-preferred", last=True), ("nc-response", "nc-third-one", "nc-on-time")),
        (
            do.Move("nc-on-time", "csf-preferred", "nc-gone-by-now"),
            ("nc-response", "nc-third-one", "nc-on-time"),
        ),
    ],
)
def test_siblings_are_reordered_where_the_mover_says(
    plan: Plan, move: do.Move, order: tuple[str, ...]
) -> None:
    plan.add(ANNA, "nc-third-one", "nc", "csf-preferred")
    plan.does(ANNA, move)
    assert plan.children("csf-preferred") == order


@pytest.mark.parametrize(
    "move",
    [
        do.Move("nc-on-time", "csf-preferred", None),
        do.Move("nc-response", "csf-preferred", "nc-on-time"),
        do.Move("nc-response", "csf-preferred", last=True),
        do.Move("nc-response", "csf-preferred", "nc-response"),
    ],
)
def test_moving_to_where_it_stands_is_no_event(plan: Plan, move: do.Move) -> None:
    assert plan.does(ANNA, move) == ()


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (do.Move("nc-nowhere-now", "csf-earning"), Why.UNKNOWN_RECORD),
        (do.Move("nc-on-time", "csf-nowhere-now"), Why.LOST_PARENT),
        (do.Move("nc-on-time", "the-goal"), Why.WRONG_PARENT),
        (do.Move("nc-on-time", None), Why.WRONG_PARENT),
        (do.Move("csf-earning", "csf-earning"), Why.CYCLE),
        (do.Move("csf-preferred", "action-loop"), Why.CYCLE),
        (do.Move("the-goal", "action-loop"), Why.CYCLE),
    ],
)
def test_a_move_that_would_break_the_tree_is_refused_by_name(plan: Plan, command: do.Move, why: Why) -> None:
    assert plan.refuses(ANNA, command) is why


def test_a_factor_may_stand_beside_the_goal_and_come_back(plan: Plan) -> None:
    plan.does(ANNA, do.Move("csf-earning", None, last=True))
    assert plan.state.records["csf-earning"].parent is None
    plan.does(ANNA, do.Move("csf-earning", "the-goal"))
    assert plan.children("the-goal") == ("csf-earning", "csf-preferred")


def test_removing_takes_the_branch_to_the_bin_and_restoring_brings_all_of_it_back(plan: Plan) -> None:
    before = plan.state
    plan.does(ANNA, do.Remove("csf-preferred"))
    assert set(plan.state.records) == {"the-account", "the-goal", "csf-earning"}
    assert [r.id for r in plan.state.bin["csf-preferred"].records] == [
        "csf-preferred", "nc-on-time", "action-loop", "nc-response",
    ]  # fmt: skip
    plan.does(BEN, do.Restore("csf-preferred"))
    assert plan.state.children == before.children
    assert plan.state.records.keys() == before.records.keys()
    assert plan.state.bin == {}


def test_a_restored_record_stands_where_it_stood(plan: Plan) -> None:
    plan.add(RUTH, "nc-third-one", "nc", "csf-preferred")
    plan.does(ANNA, do.Remove("nc-response"))
    plan.add(ANNA, "nc-fourth-one", "nc", "csf-preferred")
    plan.does(ANNA, do.Restore("nc-response"))
    assert plan.children("csf-preferred") == ("nc-on-time", "nc-response", "nc-third-one", "nc-fourth-one")


def test_a_restored_record_comes_last_where_its_neighbour_went_away(plan: Plan) -> None:
    plan.add(RUTH, "nc-third-one", "nc", "csf-preferred")
    plan.does(ANNA, do.Remove("nc-response"))
    plan.does(ANNA, do.Remove("nc-on-time"))
    plan.does(ANNA, do.Restore("nc-response"))
    assert plan.children("csf-preferred") == ("nc-third-one", "nc-response")


def test_what_was_removed_first_comes_back_only_under_its_parent(plan: Plan) -> None:
    plan.does(ANNA, do.Remove("nc-on-time"))
    plan.does(ANNA, do.Remove("csf-preferred"))
    assert plan.refuses(ANNA, do.Restore("nc-on-time")) is Why.LOST_PARENT
    plan.does(ANNA, do.Restore("csf-preferred"))
    assert plan.children("csf-preferred") == ("nc-response",)
    plan.does(ANNA, do.Restore("nc-on-time"))
    assert plan.children("csf-preferred") == ("nc-on-time", "nc-response")
    assert plan.children("nc-on-time") == ("action-loop",)


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (do.Restore("csf-preferred"), Why.NOT_IN_BIN),
        (do.Restore("never-was-there"), Why.NOT_IN_BIN),
        (do.Restore("nc-response"), Why.NOT_IN_BIN),
        (do.Remove("nc-response"), Why.UNKNOWN_RECORD),
        (do.Remove("the-account"), Why.NOT_ALLOWED),
    ],
)
def test_the_bin_gives_back_only_what_was_thrown_in(plan: Plan, command: do.Command, why: Why) -> None:
    """What went with its branch comes back with its branch."""
    plan.add(RUTH, "csf-thrown-away", "csf", "the-goal")
    plan.does(RUTH, do.Move("nc-response", "csf-thrown-away"))
    plan.does(RUTH, do.Remove("csf-thrown-away"))
    assert plan.refuses(ANNA, command) is why


def test_there_is_one_account_whatever_comes_out_of_the_bin(plan: Plan) -> None:
    fresh = Plan()
    fresh.add(RUTH, "first-account", "account")
    fresh.does(RUTH, do.Undo())
    fresh.add(SERVER, "second-account", "account")
    assert fresh.refuses(RUTH, do.Restore("first-account")) is Why.ONLY_ONE


def test_a_second_mark_changes_the_first(plan: Plan) -> None:
    plan.add(ANNA, "annas-mark", "mark", "nc-on-time", value="agree")
    plan.add(BEN, "bens-mark-1", "mark", "nc-on-time", value="agree")
    plan.add(ANNA, "annas-other-mark", "mark", "nc-on-time", value="change")
    marks = {m.person: m.text("value") for m in plan.state.of_kind("mark", "nc-on-time")}
    assert marks == {ANNA.person: "change", BEN.person: "agree"}
    assert plan.refuses(ANNA, do.Add("annas-third-mark", "mark", "nc-on-time")) is Why.EMPTY
    assert plan.refuses(ANNA, do.Set("annas-mark", "value", None)) is Why.EMPTY


def test_nobody_gets_a_second_mark_by_the_back_door(plan: Plan) -> None:
    plan.add(ANNA, "annas-mark", "mark", "nc-on-time", value="agree")
    plan.add(ANNA, "mark-elsewhere", "mark", "nc-response", value="missing")
    assert plan.refuses(ANNA, do.Move("mark-elsewhere", "nc-on-time")) is Why.NOT_ALLOWED
    plan.does(ANNA, do.Remove("annas-mark"))
    plan.add(ANNA, "annas-newer-mark", "mark", "nc-on-time", value="change")
    assert plan.refuses(ANNA, do.Restore("annas-mark")) is Why.ONLY_ONE
    plan.does(ANNA, do.Undo())
    assert plan.children("nc-on-time") == ("action-loop",), "undone: the newer mark"
    plan.does(ANNA, do.Undo())
    assert plan.children("nc-on-time")[-1] == "annas-mark", "undone: taking the older mark away"


def test_a_customers_comment_goes_with_the_line_it_is_about(plan: Plan) -> None:
    plan.shares("nc-on-time")
    plan.admits()
    plan.add(MARIJKE, "marijkes-comment", "comment", "nc-on-time", text="By when?")
    plan.does(ANNA, do.Remove("nc-on-time"))
    assert plan.refuses(MARIJKE, do.Set("marijkes-comment", "text", "When?")) is Why.UNKNOWN_RECORD
    plan.does(ANNA, do.Restore("nc-on-time"))
    plan.does(MARIJKE, do.Set("marijkes-comment", "text", "When?"))
