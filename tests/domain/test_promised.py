"""Owners' words: they hold for the owner and the date for which they were given, and load is counted from them."""

from __future__ import annotations

from app.domain import commands as do
from app.domain.promised import Standing, Word, loads, milestones, standing
from app.domain.refusals import Why
from tests.worlds import ANNA, BEN, RUTH, Plan


def of_action(plan: Plan, id_: str = "action-loop") -> Standing:
    action = plan.state.records[id_]
    words = (
        Word(each.text("said_by") or each.person or "", each.text("value"), each.text("due"))
        for each in plan.state.of_kind("acceptance", id_)
    )
    return standing(action.text("accountable"), action.text("due"), words)


def test_a_yes_lapses_with_another_date_or_another_owner_and_comes_back_with_them(plan: Plan) -> None:
    assert of_action(plan) is Standing.NOBODY
    for name, value in {"accountable": ANNA.person, "due": "2027-02-12"}.items():
        plan.does(RUTH, do.Set("action-loop", name, value))
    assert of_action(plan) is Standing.ASKED
    assert plan.refuses(BEN, _yes("not-his-to-say")) is Why.NOT_YOURS
    plan.does(ANNA, _yes("her-word"))
    assert of_action(plan) is Standing.ACCEPTED
    plan.does(RUTH, do.Set("action-loop", "due", "2027-03-01"))
    assert of_action(plan) is Standing.LAPSED
    plan.does(RUTH, do.Set("action-loop", "due", "2027-02-12"))
    assert of_action(plan) is Standing.ACCEPTED
    plan.does(RUTH, do.Set("action-loop", "accountable", BEN.person))
    assert of_action(plan) is Standing.ASKED


def test_a_no_has_a_reason_and_what_the_owner_said_is_not_written_over(plan: Plan) -> None:
    plan.does(RUTH, do.Set("action-loop", "accountable", ANNA.person))
    no = {"value": "declined"}
    assert plan.refuses(ANNA, do.Add("her-first-no", "acceptance", "action-loop", fields=no)) is Why.NO_REASON
    plan.does(ANNA, do.Add("her-first-no", "acceptance", "action-loop", fields={**no, "reason": "No people"}))
    assert of_action(plan) is Standing.DECLINED
    noted = {"value": "accepted", "said_by": ANNA.person}
    assert (
        plan.refuses(RUTH, do.Add("written-down", "acceptance", "action-loop", fields=noted)) is Why.NOT_YOURS
    )


def test_load_is_counted_by_thirty_days_and_too_much_is_marked() -> None:
    def action(who: str, due: str | None, status: str = "open") -> dict[str, str | None]:
        return {"accountable": who, "due": due, "status": status}

    found = loads(
        [
            action("anna", "2027-01-01"), action("anna", "2027-02-13"), action("anna", "2027-02-14"),
            action("anna", "2028-01-01"), action("anna", None), action("anna", "2027-02-01", "done"),
            action("ben", "2027-04-14"), action("", "2027-02-01"),
        ],
        "2027-01-14",
    )  # fmt: skip
    assert [(each.person, each.spans, each.many) for each in found] == [
        ("anna", (2, 1, 0, 1, 1), True),
        ("ben", (0, 0, 1, 0, 0), False),
        ("", (1, 0, 0, 0, 0), False),
    ]


def test_stages_are_set_after_thirty_sixty_and_ninety_days_and_at_quarters_ends() -> None:
    days = ("2027-02-13", "2027-03-15", "2027-04-14")
    assert milestones("2027-01-14", "2027-12-31") == (*days, "2027-06-30", "2027-09-30", "2027-12-31")
    assert milestones("2027-01-14", "2027-03-01") == days


def _yes(id_: str) -> do.Add:
    return do.Add(id_, "acceptance", "action-loop", fields={"value": "accepted", "due": "2027-02-12"})
