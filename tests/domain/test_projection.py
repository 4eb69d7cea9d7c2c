"""What a viewer is shown: hidden records leave no gap, and what did not change is the same object."""

from __future__ import annotations

import pytest

from app.domain import commands as do
from app.domain.people import Edition
from app.domain.projection import letters, project
from app.domain.secrecy import Viewer
from tests.worlds import ANNA, MARIJKE, RUTH, Plan, customers, insiders


def numbered(plan: Plan, edition: Edition) -> dict[str, str]:
    nodes = project(plan.state, Viewer(edition)).nodes.values()
    return {node.id: node.number for node in nodes if node.number}


def test_ours_are_numbered_by_letters_and_theirs_by_numbers(plan: Plan) -> None:
    plan.shares("the-goal", "csf-preferred", "csf-earning", "nc-on-time", "nc-response", "action-loop")
    assert numbered(plan, Edition.INTERNAL) == {
        "csf-preferred": "A", "nc-on-time": "A1", "action-loop": "A1.1", "nc-response": "A2", "csf-earning": "B",
    }  # fmt: skip
    assert numbered(plan, Edition.SHARED) == {
        "csf-preferred": "1", "nc-on-time": "1.1", "action-loop": "1.1.1", "nc-response": "1.2", "csf-earning": "2",
    }  # fmt: skip


def test_letters_go_on_after_z() -> None:
    assert [letters(place) for place in (1, 26, 27, 52, 53, 703)] == ["A", "Z", "AA", "AZ", "BA", "AAA"]


def test_a_factor_beside_the_goal_is_numbered_after_those_under_it(plan: Plan) -> None:
    plan.does(ANNA, do.Move("csf-preferred", None, last=True))
    assert numbered(plan, Edition.INTERNAL)["csf-earning"] == "A"
    assert numbered(plan, Edition.INTERNAL)["csf-preferred"] == "B"


def test_numbers_show_no_gap_where_something_is_hidden(plan: Plan) -> None:
    """A customer who sees 1 and 3 knows of 2."""
    plan.shares("the-goal", "csf-earning", "csf-preferred", "nc-response")
    assert numbered(plan, Edition.SHARED) == {"csf-preferred": "1", "nc-response": "1.1", "csf-earning": "2"}
    plan.does(RUTH, do.Withhold("csf-preferred"))
    plan.does(RUTH, do.Withhold("nc-response"))
    assert numbered(plan, Edition.SHARED) == {"csf-earning": "1"}


def test_what_is_shared_under_a_hidden_record_hangs_under_the_nearest_shared_one(plan: Plan) -> None:
    plan.shares("the-goal", "csf-earning", "action-loop")
    seen = customers(plan.state)
    assert seen.nodes["action-loop"].parent == "the-goal"
    assert seen.nodes["the-goal"].children == ("action-loop", "csf-earning"), "in the order of the plan"
    assert numbered(plan, Edition.SHARED) == {"action-loop": "1", "csf-earning": "2"}
    plan.shares("nc-on-time")
    assert customers(plan.state).nodes["action-loop"].parent == "nc-on-time"


def test_what_is_shared_under_nothing_shared_stands_at_the_top(plan: Plan) -> None:
    plan.shares("action-loop")
    seen = customers(plan.state)
    assert seen.nodes["action-loop"].parent is None
    assert seen.top == ("the-account", "action-loop")


def test_a_customer_reads_the_wording_in_place_of_the_statement(plan: Plan) -> None:
    plan.shares("csf-earning")
    assert customers(plan.state).nodes["csf-earning"].statement == "Every contract earns its cost"
    plan.does(ANNA, do.Set("csf-earning", "wording", "Contracts that last"))
    node = customers(plan.state).nodes["csf-earning"]
    assert (node.statement, "wording" in node.fields) == ("Contracts that last", False)
    ours = insiders(plan.state).nodes["csf-earning"]
    assert (ours.statement, ours.text("wording")) == ("Every contract earns its cost", "Contracts that last")
    plan.does(ANNA, do.Set("csf-earning", "wording", "  "))
    assert customers(plan.state).nodes["csf-earning"].statement == "Every contract earns its cost"


def test_a_reworded_condition_says_nothing_of_the_measure_behind_it(plan: Plan) -> None:
    plan.shares("nc-on-time")
    plan.does(
        ANNA,
        do.SetMany("nc-on-time", {"comparator": "gt", "target": "95", "metric": "on-time installations"}),
    )
    assert customers(plan.state).nodes["nc-on-time"].text("target") == "95"
    plan.does(ANNA, do.Set("nc-on-time", "wording", "We come when we said we would"))
    seen = customers(plan.state).nodes["nc-on-time"]
    assert seen.statement == "We come when we said we would"
    assert not {"comparator", "target", "unit", "metric", "counts"} & seen.fields.keys()


def test_customers_learn_who_wrote_only_of_their_own_side(plan: Plan) -> None:
    plan.shares("nc-on-time")
    plan.admits()
    plan.add(MARIJKE, "marijkes-comment", "comment", "nc-on-time", text="By when?")
    seen = customers(plan.state)
    assert (seen.nodes["nc-on-time"].person, seen.nodes["nc-on-time"].stamp) == (None, None)
    assert seen.nodes["marijkes-comment"].person == MARIJKE.person


def test_nodes_with_nothing_changed_at_or_under_them_are_the_same_objects(plan: Plan) -> None:
    before = insiders(plan.state)
    plan.does(ANNA, do.Set("nc-response", "target", "4"))
    after = project(plan.state, before.viewer, before)
    changed = {id_ for id_ in after.nodes if after.nodes[id_] is not before.nodes[id_]}
    assert changed == {"nc-response", "csf-preferred", "the-goal"}
    assert after.nodes == insiders(plan.state).nodes


def test_a_node_is_made_anew_when_its_neighbours_change(plan: Plan) -> None:
    before = insiders(plan.state)
    plan.does(ANNA, do.Move("csf-earning", "the-goal", None))
    after = project(plan.state, before.viewer, before)
    changed = {id_ for id_ in after.nodes if after.nodes[id_] is not before.nodes[id_]}
    assert changed == {"the-goal", "csf-earning", "csf-preferred", "nc-on-time", "nc-response", "action-loop"}
    assert after.nodes == insiders(plan.state).nodes


def test_factors_of_a_second_goal_are_numbered_on_whatever_moves_there(plan: Plan) -> None:
    plan.add(RUTH, "second-goal", "goal")
    for factor in ("factor-one", "factor-two"):
        plan.add(RUTH, factor, "csf", "second-goal")
    before = insiders(plan.state)
    plan.does(RUTH, do.Move("factor-two", "second-goal", after=None))
    moved = project(plan.state, Viewer(Edition.INTERNAL), before)
    assert [node.number for node in moved.walk("second-goal")] == ["C", "D"]
    plan.add(RUTH, "factor-three", "csf", "second-goal")
    more = project(plan.state, Viewer(Edition.INTERNAL), before)
    assert {id_: node.number for id_, node in more.nodes.items() if node.kind == "csf"} == {
        "csf-preferred": "A", "csf-earning": "B", "factor-two": "C", "factor-one": "D", "factor-three": "E",
    }  # fmt: skip


def test_a_projection_never_follows_anothers(plan: Plan) -> None:
    """The nodes it would take over hold what this viewer may not see."""
    with pytest.raises(ValueError, match="same viewer"):
        project(plan.state, Viewer(Edition.SHARED), insiders(plan.state))


def test_a_projection_is_walked_as_the_screens_do(plan: Plan) -> None:
    seen = insiders(plan.state)
    assert seen.goal is not None
    assert seen.account is not None
    assert [node.id for node in seen.factors] == ["csf-preferred", "csf-earning"]
    assert [node.id for node in seen.every("nc")] == ["nc-on-time", "nc-response"]
    assert [node.id for node in seen.under("csf-preferred", "action")] == []
    assert seen.get(None) is None
    assert "csf-preferred" in seen
