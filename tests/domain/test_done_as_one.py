"""Several things done as one: all of them or none, and taken back as one."""

from __future__ import annotations

from app.domain import commands as do
from app.domain.refusals import Why
from tests.worlds import ANNA, BEN, RUTH, Plan


def two_lines() -> Plan:
    plan = Plan()
    plan.add(ANNA, "late-deliveries", "note", text="Late deliveries")
    plan.add(BEN, "deliveries-late", "note", text="Deliveries are late")
    return plan


MERGED = do.All(
    (
        do.Add("late-cluster", "cluster", fields={"title": "Deliveries"}),
        do.Set("late-deliveries", "cluster", "late-cluster"),
        do.Set("deliveries-late", "merged", "late-deliveries"),
    )
)


def test_each_is_done_on_the_plan_as_those_before_it_leave_it() -> None:
    plan = two_lines()
    plan.does(RUTH, MERGED)
    assert plan.state.records["late-deliveries"].fields["cluster"] == "late-cluster"
    assert plan.state.records["deliveries-late"].fields["merged"] == "late-deliveries"


def test_it_is_taken_back_whole() -> None:
    plan = two_lines()
    before = plan.state.records
    plan.does(RUTH, MERGED)
    plan.does(RUTH, do.Undo())
    assert {id_: each.fields for id_, each in plan.state.records.items()} == {
        id_: each.fields for id_, each in before.items()
    }


def test_one_that_is_refused_refuses_all() -> None:
    plan = two_lines()
    wrong = do.All((*MERGED.commands, do.Set("nobody-knows-this", "parked", True)))
    assert plan.refuses(RUTH, wrong) is Why.UNKNOWN_RECORD


def test_only_what_can_be_taken_back_is_done_as_one() -> None:
    plan = two_lines()
    assert plan.refuses(RUTH, do.All((do.SetRoom("curtain", True),))) is Why.UNKNOWN_COMMAND
    assert plan.refuses(RUTH, do.All((do.All(()),))) is Why.UNKNOWN_COMMAND
    assert plan.refuses(RUTH, do.All((do.Undo(),) * 2_001)) is Why.TOO_MANY


def test_a_member_may_do_no_more_together_than_one_by_one() -> None:
    plan = two_lines()
    plan.add(RUTH, "the-goal-itself", "goal", statement="Grow")
    wanted = do.All((do.Set("late-deliveries", "parked", True), do.Share("the-goal-itself")))
    assert plan.refuses(ANNA, wanted) is Why.NOT_ALLOWED
