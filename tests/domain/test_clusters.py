"""Lines that say the same: put together, merged, taken into the plan, and all of that taken back whole."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain import ballots
from app.domain import commands as do
from app.domain.agenda import StepSpec
from app.domain.refusals import Why
from tests.worlds import ANNA, BEN, DAY, RUTH, Plan, opened

LINES = ("Nobody answers at night", "No one picks up at night", "Parts come late")


@pytest.fixture
def plan() -> Plan:
    """Three lines, written in silence and revealed; now the room sorts them."""
    write = StepSpec("ask", "silent-writing", {"en": "Ask"}, gate="propose", reveal="on-reveal")
    sort = StepSpec("sort", "cluster", {"en": "Sort"}, gate="edit", options={"from": "ask"})
    vote = StepSpec("dots", "vote", {"en": "Vote"}, options={"method": "dots", "from": "ask"})
    plan = opened(replace(DAY, steps=(*DAY.steps, write, sort, vote)))
    plan.goes_to("ask")
    for number, (text, who) in enumerate(zip(LINES, (ANNA, BEN, ANNA), strict=True)):
        plan.add(who, f"the-line-{number}", "note", text=text, step="ask")
    plan.does(RUTH, do.Reveal("ask"))
    plan.goes_to("sort")
    return plan


def together(*lines: str, id_: str = "the-cluster") -> do.All:
    fields = {"title": "Nights", "step": "ask"}
    return do.All((do.Add(id_, "cluster", fields=fields), *(do.Set(line, "cluster", id_) for line in lines)))


def voted_on(plan: Plan) -> tuple[str, ...]:
    step = plan.state.run.find("dots")
    assert step
    return tuple(each.id for each in ballots.things(plan.state, step))


def test_lines_are_put_together_in_one_go_and_taken_apart_in_one(plan: Plan) -> None:
    plan.does(BEN, together("the-line-0", "the-line-1"))
    assert set(voted_on(plan)) == {"the-cluster", "the-line-2"}
    before = plan.state.records["the-line-2"]
    plan.does(BEN, do.Undo())
    assert "the-cluster" not in plan.state.records
    assert set(voted_on(plan)) == {"the-line-0", "the-line-1", "the-line-2"}
    assert plan.state.records["the-line-2"] is before


def test_a_cluster_that_goes_leaves_its_lines(plan: Plan) -> None:
    plan.does(BEN, together("the-line-0", "the-line-1"))
    plan.does(BEN, do.Remove("the-cluster"))
    assert set(voted_on(plan)) == {"the-line-0", "the-line-1", "the-line-2"}


def test_a_merge_keeps_its_sources_and_is_taken_back_whole(plan: Plan) -> None:
    plan.does(
        RUTH,
        do.All((do.Set("the-line-0", "merged", "the-line-2"), do.Set("the-line-1", "merged", "the-line-2"))),
    )
    assert voted_on(plan) == ("the-line-2",)
    assert [plan.state.records[f"the-line-{n}"].text("text") for n in range(3)] == list(LINES)
    assert plan.refuses(RUTH, do.Set("the-line-2", "merged", "the-line-0")) is Why.CYCLE
    assert plan.refuses(RUTH, do.Set("the-line-2", "merged", "the-line-2")) is Why.CYCLE
    plan.does(RUTH, do.Undo())
    assert not any(record.fields.get("merged") for record in plan.state.every("note"))


def test_a_cluster_becomes_part_of_the_plan(plan: Plan) -> None:
    plan.does(RUTH, together("the-line-0", "the-line-1"))
    plan.does(RUTH, do.Place("the-cluster", None, "constraint", "the-new-constraint"))
    assert plan.statement("the-new-constraint") == "Nights"
    assert plan.state.records["the-cluster"].fields["placed"] == "the-new-constraint"
    assert plan.refuses(RUTH, do.Place("the-cluster", None, "aim", "another-one-of-it")) is Why.WRONG_TYPE
    plan.does(RUTH, do.Undo())
    assert "placed" not in plan.state.records["the-cluster"].fields


def test_who_may_propose_only_sorts_nothing(plan: Plan) -> None:
    plan.does(RUTH, do.SetRoom("gate", "propose"))
    assert plan.refuses(ANNA, together("the-line-0", "the-line-2")) is Why.PROPOSE_ONLY
    assert plan.refuses(ANNA, do.Set("the-line-1", "merged", "the-line-2")) is Why.PROPOSE_ONLY
    plan.does(RUTH, together("the-line-0", "the-line-2"))
