"""Back to a moment: by new events, undone as one, and nothing that people said or that stays inside is touched."""

from __future__ import annotations

import contextlib
from dataclasses import replace

from app.domain import commands as do
from app.domain.back import STANDS, record_back, tree_back
from app.domain.refusals import Refused
from app.domain.state import PlanState
from tests.worlds import ANNA, RUTH, Plan


def built(plan: Plan) -> PlanState:
    goal = plan.add(RUTH, "the-only-goal", "goal", statement="Grow", sales=100)
    for factor in ("factor-a", "factor-b"):
        plan.add(RUTH, factor, "csf", goal, statement=factor)
        for n in (1, 2):
            plan.add(RUTH, f"{factor}-{n}", "nc", factor, statement=f"{factor} {n}", target="90")
    plan.add(ANNA, "action-one", "action", "factor-a-1", statement="Call", accountable="anna-the-member")
    return plan.state


def stands(state: PlanState) -> list[tuple[object, ...]]:
    """The tree as people see it."""
    return [
        (r.id, r.parent, sorted((k, v) for k, v in r.fields.items() if v))
        for r in state.walk(None)
        if r.kind in STANDS
    ]


def test_the_whole_tree_goes_back_and_one_undo_takes_that_back(plan: Plan) -> None:
    then = built(plan)
    plan.does(RUTH, do.Set("the-only-goal", "statement", "Shrink"))
    plan.does(RUTH, do.Set("the-only-goal", "sales", 50))
    plan.does(RUTH, do.Remove("factor-a"))
    plan.does(RUTH, do.Move("factor-b-2", "factor-b", None))
    plan.does(RUTH, do.Set("factor-b-1", "target", None))
    plan.add(ANNA, "factor-c", "csf", "the-only-goal", statement="Another")
    plan.add(ANNA, "factor-c-1", "nc", "factor-c", statement="Under another")
    plan.add(ANNA, "a-note-of-annas", "note", text="What she thinks")
    later = stands(plan.state)
    plan.does(RUTH, do.All(tree_back(plan.state, RUTH, then)))
    assert stands(plan.state) == stands(then)
    assert "a-note-of-annas" in plan.state.records
    assert tree_back(plan.state, RUTH, then) == (), "there is nothing left to do"
    plan.does(RUTH, do.Undo())
    assert stands(plan.state) == later


def test_a_line_that_moved_under_what_came_later_is_saved_before_that_goes(plan: Plan) -> None:
    then = built(plan)
    plan.add(RUTH, "factor-c", "csf", "the-only-goal", statement="Another")
    plan.does(RUTH, do.Move("factor-a-1", "factor-c", None))
    plan.does(RUTH, do.Remove("factor-c"))
    plan.does(RUTH, do.All(tree_back(plan.state, RUTH, then)))
    assert stands(plan.state) == stands(then)


def test_what_is_kept_inside_now_stays_inside(plan: Plan) -> None:
    built(plan)
    plan.shares("the-only-goal", "factor-a")
    then = plan.state
    plan.does(RUTH, do.Withhold("factor-a"))
    plan.does(RUTH, do.Set("factor-a", "statement", "Reworded"))
    plan.does(RUTH, do.All(tree_back(plan.state, RUTH, then)))
    assert plan.statement("factor-a") == "factor-a"
    assert not plan.state.records["factor-a"].shared


def test_one_line_goes_back_with_its_fields_and_its_place_and_nothing_else_does(plan: Plan) -> None:
    then = built(plan)
    plan.does(RUTH, do.Set("factor-a-1", "target", "50"))
    plan.does(RUTH, do.Move("factor-a-1", "factor-b", None))
    plan.does(RUTH, do.Set("factor-a", "statement", "Reworded"))
    plan.does(RUTH, do.All(record_back(plan.state, RUTH, then, "factor-a-1")))
    record = plan.state.records["factor-a-1"]
    assert (record.parent, record.fields["target"]) == ("factor-a", "90")
    assert plan.state.under("factor-a") == then.under("factor-a")
    assert plan.statement("factor-a") == "Reworded"


def test_a_removed_line_comes_back_with_its_branch_and_undo_sends_it_off_again(plan: Plan) -> None:
    then = built(plan)
    plan.does(RUTH, do.Remove("factor-a"))
    plan.does(RUTH, do.All(record_back(plan.state, RUTH, then, "factor-a-1")))
    assert {"factor-a", "factor-a-1", "action-one"} <= plan.state.records.keys()
    plan.does(RUTH, do.Undo())
    assert "factor-a" not in plan.state.records


def test_what_others_hung_under_it_since_keeps_it_from_being_sent_off_again(plan: Plan) -> None:
    then = built(plan)
    plan.does(RUTH, do.Remove("factor-a"))
    plan.does(RUTH, do.All(record_back(plan.state, RUTH, then, "factor-a")))
    plan.add(ANNA, "action-two", "action", "factor-a-1", statement="Annas own")
    with contextlib.suppress(Refused):  # or something older of hers is undone
        plan.does(RUTH, do.Undo())
    assert "action-two" in plan.state.records


def test_somebody_who_left_the_list_is_not_named_again(plan: Plan) -> None:
    then = built(plan)
    plan.does(RUTH, do.Set("action-one", "accountable", None))
    anna = plan.state.people["anna-the-member"]
    plan.does(RUTH, do.SetPerson(replace(anna, signs_as=None)))
    plan.does(RUTH, do.DropPerson("anna-the-member"))
    plan.does(RUTH, do.Set("action-one", "statement", "Write"))
    plan.does(RUTH, do.All(tree_back(plan.state, RUTH, then)))
    assert plan.statement("action-one") == "Call"
    assert "accountable" not in plan.state.records["action-one"].fields
