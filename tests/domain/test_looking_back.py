"""A promise of last year goes on as an action: placed once, remembered, and taken back as one."""

from __future__ import annotations

from app.domain import commands as do
from app.domain.refusals import Why
from tests.worlds import ANNA, BEN, RUTH, Plan


def test_a_promise_goes_on_as_an_action_of_who_answered_for_it(plan: Plan) -> None:
    plan.add(RUTH, "promise-report", "promise", statement="Weekly report", accountable=ANNA.person)
    plan.does(BEN, do.Place("promise-report", "nc-response", "action", "action-report"))
    action, promise = plan.state.records["action-report"], plan.state.records["promise-report"]
    assert (action.text("statement"), action.fields["accountable"]) == ("Weekly report", ANNA.person)
    assert (promise.fields["became"], promise.fields["outcome"]) == ("action-report", "goes-on")
    assert (
        plan.refuses(BEN, do.Place("promise-report", "nc-response", "action", "once-more")) is Why.WRONG_TYPE
    )

    plan.does(BEN, do.Undo())
    promise = plan.state.records["promise-report"]
    assert "action-report" not in plan.state.records
    assert "became" not in promise.fields
    assert "outcome" not in promise.fields


def test_a_promise_goes_on_as_nothing_but_an_action(plan: Plan) -> None:
    plan.add(RUTH, "promise-report", "promise", statement="Weekly report")
    assert plan.refuses(BEN, do.Place("promise-report", "the-goal", "csf", "a-factor")) is Why.UNKNOWN_KIND
