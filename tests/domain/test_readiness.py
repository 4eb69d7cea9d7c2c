"""The readiness questions: one's own for ever, told as counts, and never so that somebody could be picked out."""

from __future__ import annotations

import pytest

from app.domain import commands as do
from app.domain.people import Actor, Person, Role, Side
from app.domain.readiness import QUESTIONS, STEP, spread
from app.domain.refusals import Why
from tests.worlds import ANNA, BEN, MARIJKE, NOON, RUTH, Plan

FIRST = QUESTIONS[0]


def answers(plan: Plan, who: Actor, value: int, id_: str = "") -> None:
    fields = {"step": STEP, "scores": {FIRST: value}}
    plan.does(who, do.Add(id_ or f"answers-of-{who.person}", "readiness", fields=fields))


def joins(plan: Plan, name: str, function: str) -> Actor:
    id_ = f"member-{name}"
    plan.does(RUTH, do.SetPerson(Person(id_, Side.OURS, Role.MEMBER, function)))
    return Actor(id_, Side.OURS, Role.MEMBER, NOON)


def test_answers_are_nobody_elses_not_even_the_facilitators(plan: Plan) -> None:
    answers(plan, ANNA, 2)
    assert "answers-of-anna-the-member" in plan.seen_by(ANNA)
    for who in (RUTH, BEN, MARIJKE):
        assert "answers-of-anna-the-member" not in plan.seen_by(who)


def test_a_second_time_changes_the_first(plan: Plan) -> None:
    answers(plan, ANNA, 2)
    answers(plan, ANNA, 0, "answers-again")
    assert [r.fields["scores"] for r in plan.state.of_kind("readiness")] == [(FIRST, 0)]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"scores": {FIRST: 2}}, Why.UNKNOWN_STEP),
        ({"step": "write", "scores": {FIRST: 2}}, Why.UNKNOWN_STEP),
        ({"step": STEP, "scores": {FIRST: 3}}, Why.WRONG_TYPE),
        ({"step": STEP, "scores": {"something-else": 1}}, Why.UNKNOWN_FIELD),
        ({"step": STEP}, Why.EMPTY),
    ],
)
def test_what_is_no_answer_is_refused(plan: Plan, fields: dict[str, object], why: Why) -> None:
    assert plan.refuses(ANNA, do.Add("some-answers", "readiness", fields=fields)) is why


def test_customers_are_not_asked(plan: Plan) -> None:
    plan.admits()
    fields = {"step": STEP, "scores": {FIRST: 2}}
    assert plan.refuses(MARIJKE, do.Add("some-answers", "readiness", fields=fields)) is Why.NOT_ALLOWED


def test_with_three_answers_nothing_is_told_with_four_the_counts_are(plan: Plan) -> None:
    others = [joins(plan, name, "Finance") for name in ("cees", "dora")]
    for who, value in zip((ANNA, BEN, others[0]), (2, 0, 1), strict=True):
        answers(plan, who, value)
    assert (spread(plan.state).answered, spread(plan.state).questions) == (3, ())
    answers(plan, others[1], 0)
    first = spread(plan.state).questions[0].all
    assert (first.yes, first.partly, first.no, first.divided) == (1, 1, 2, True)


def test_groups_under_three_go_together_and_never_leave_one_to_be_found_by_subtraction(plan: Plan) -> None:
    finance = [joins(plan, f"finance-{n}", "Finance") for n in range(3)]
    sales = [joins(plan, f"sales-{n}", "Sales abroad") for n in range(4)]
    for who in (*finance, *sales):
        answers(plan, who, 2)
    assert spread(plan.state).functions == ("Sales abroad", "Finance")
    answers(plan, ANNA, 0)
    told = spread(plan.state)
    assert told.functions == ("Sales abroad", "")
    assert [counts.said for counts in told.questions[0].by_function] == [4, 4]
