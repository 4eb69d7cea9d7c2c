"""Beside every step: thoughts that are parked with somebody who looks after them, and comments that are answered."""

from __future__ import annotations

from app.domain import commands as do
from app.domain.refusals import Why
from tests.worlds import ANNA, BEN, BOARD, MARIJKE, RUTH, Plan, customers, insiders


def test_a_thought_is_parked_in_a_step_that_is_only_read(day: Plan) -> None:
    day.goes_to("listen")
    thought = {"text": "Who pays for the night shift?", "parked": True}
    assert day.refuses(ANNA, do.Add("not-parked-line", "note", fields={"text": "Now!"})) is Why.READ_ONLY
    day.add(ANNA, "a-parked-thought", "note", **thought)
    assert "a-parked-thought" in insiders(day.state)
    assert "a-parked-thought" not in customers(day.state)
    assert day.refuses(BOARD, do.Add("the-boards-own", "note", fields=thought)) is Why.NOT_ALLOWED
    assert day.refuses(MARIJKE, do.Add("of-the-customer", "note", fields=thought)) is Why.NOT_ALLOWED


def test_somebody_looks_after_it_until_it_has_a_place(day: Plan) -> None:
    day.goes_to("listen")
    day.add(ANNA, "a-parked-thought", "note", text="Who pays for the night shift?", parked=True)
    assert day.refuses(BEN, do.Set("a-parked-thought", "accountable", "ben-the-member")) is Why.READ_ONLY
    day.does(RUTH, do.Set("a-parked-thought", "accountable", "ben-the-member"))
    day.does(RUTH, do.Place("a-parked-thought", None, "question", "question-of-it"))
    assert day.statement("question-of-it") == "Who pays for the night shift?"


def test_a_comment_is_answered_and_an_answer_is_not(day: Plan) -> None:
    day.goes_to("build")
    day.add(ANNA, "annas-comment", "comment", "csf-preferred", text="Says who?")
    day.add(BEN, "bens-answer-to-it", "comment", "annas-comment", text="Their buyer did.")
    third = do.Add("an-answer-to-that", "comment", "bens-answer-to-it", fields={"text": "When?"})
    assert day.refuses(ANNA, third) is Why.WRONG_PARENT
    day.does(ANNA, do.Remove("annas-comment"))
    assert "bens-answer-to-it" not in day.state.records
