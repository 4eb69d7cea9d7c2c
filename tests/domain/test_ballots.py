"""A vote: what a step asks of everybody, one ballot each, and what a ballot may hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain import commands as do
from app.domain.agenda import StepSpec
from app.domain.fields import scores
from app.domain.refusals import Why
from tests.worlds import ANNA, BEN, DAY, MARIJKE, RUTH, Plan, opened


def room(method: str, **options: object) -> Plan:
    step = StepSpec(
        "vote", "vote", {"en": "Vote"}, gate="propose", reveal="on-reveal",
        options={"method": method, "kinds": ["csf"], **options},  # type: ignore[dict-item]
    )  # fmt: skip
    plan = opened(replace(DAY, steps=(*DAY.steps, step)))
    for id_ in ("factor-one", "factor-two", "factor-three"):
        plan.add(RUTH, id_, "csf", statement=id_)
    plan.goes_to("vote")
    return plan


def ballot(id_: str, scores: object, **more: object) -> do.Add:
    return do.Add(id_, "ballot", fields={"step": "vote", "scores": scores, **more})


def given(plan: Plan) -> list[dict[str, int]]:
    return [scores(each.fields["scores"]) for each in plan.state.every("ballot")]


def test_a_second_ballot_of_a_person_takes_the_place_of_the_first() -> None:
    plan = room("dots", budget=3, limit=2)
    plan.does(ANNA, ballot("annas-first", {"factor-one": 2}, reason="because"))
    plan.does(ANNA, ballot("annas-second", {"factor-two": 1}))
    plan.does(BEN, ballot("bens-ballot", ["factor-one", 1, "factor-two", 2]))
    assert given(plan) == [{"factor-two": 1}, {"factor-one": 1, "factor-two": 2}]
    assert "reason" not in plan.state.records["annas-first"].fields


def test_whoever_leads_enters_one_for_somebody_and_it_is_theirs() -> None:
    plan = room("confidence", kinds=[])
    plan.does(RUTH, ballot("for-anna", {"proposal": 3}, said_by="anna-the-member"))
    plan.does(ANNA, ballot("by-herself", {"proposal": 5}))
    assert given(plan) == [{"proposal": 5}], "her own word takes the place of what was entered for her"
    assert (
        plan.refuses(BEN, ballot("for-anna-2", {"proposal": 1}, said_by="anna-the-member")) is Why.NOT_ALLOWED
    )
    assert (
        plan.refuses(RUTH, ballot("for-anna-3", {"proposal": 1}, said_by="anna-the-member")) is Why.NOT_YOURS
    )


@pytest.mark.parametrize(
    ("method", "options", "wrong", "why"),
    [
        ("dots", {"budget": 3}, {"factor-one": 1, "factor-two": 1, "factor-three": 2}, Why.OVER_BUDGET),
        ("dots", {"budget": 5, "limit": 2}, {"factor-one": 3}, Why.OVER_LIMIT),
        ("dots", {}, {"factor-one": -1}, Why.WRONG_TYPE),
        ("dots", {}, {}, Why.EMPTY),
        ("dots", {}, {"somewhere-else": 1}, Why.UNKNOWN_RECORD),
        ("dots", {}, {"factor-one.x": 1}, Why.UNKNOWN_FIELD),
        ("rank", {"limit": 2}, {"factor-one": 1, "factor-two": 2, "factor-three": 3}, Why.OVER_LIMIT),
        ("rank", {}, {"factor-one": 1, "factor-two": 1}, Why.WRONG_TYPE),
        ("grid", {}, {"factor-one": 3}, Why.UNKNOWN_FIELD),
        ("grid", {}, {"factor-one.x": 6}, Why.WRONG_TYPE),
        ("consent", {}, {"factor-one": 0}, Why.NO_REASON),
        ("enough", {}, {"factor-one": 2}, Why.WRONG_TYPE),
        ("confidence", {"kinds": []}, {"proposal": 6}, Why.WRONG_TYPE),
    ],
)
def test_a_ballot_that_does_not_answer_what_is_asked_is_refused(
    method: str, options: dict[str, object], wrong: dict[str, int], why: Why
) -> None:
    assert room(method, **options).refuses(ANNA, ballot("annas-ballot", wrong)) is why


def test_a_vote_that_is_counted_takes_no_more() -> None:
    plan = room("dots")
    plan.does(ANNA, ballot("annas-ballot", {"factor-one": 1}))
    plan.does(RUTH, do.Reveal("vote"))
    assert plan.refuses(BEN, ballot("bens-ballot", {"factor-one": 1})) is Why.CLOSED
    assert plan.refuses(ANNA, ballot("annas-other", {"factor-two": 1})) is Why.CLOSED
    assert plan.refuses(ANNA, do.Set("annas-ballot", "scores", {"factor-two": 1})) is Why.CLOSED
    assert plan.refuses(ANNA, do.Remove("annas-ballot")) is Why.CLOSED


def test_nobody_else_sees_a_ballot_before_it_is_closed() -> None:
    plan = room("dots")
    plan.does(ANNA, ballot("annas-ballot", {"factor-one": 1}))
    assert "annas-ballot" in plan.seen_by(ANNA)
    assert "annas-ballot" not in plan.seen_by(BEN)
    assert "annas-ballot" not in plan.seen_by(RUTH)
    plan.does(RUTH, do.Reveal("vote"))
    assert "annas-ballot" in plan.seen_by(BEN)


def test_customers_do_not_vote_among_us() -> None:
    plan = room("dots")
    plan.admits()
    assert plan.refuses(MARIJKE, ballot("their-ballot", {"factor-one": 1})) is Why.NOT_ALLOWED
