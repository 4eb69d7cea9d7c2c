"""Adding records and changing their fields: what is kept, and what is refused by name."""

from __future__ import annotations

import pytest

from app.domain import commands as do
from app.domain import events as ev
from app.domain.decide import tree
from app.domain.decide.tree import MOST_RECORDS
from app.domain.refusals import Why
from tests.worlds import ANNA, RUTH, SERVER, Plan, new_plan


def test_a_new_record_comes_last_unless_its_writer_says_where(plan: Plan) -> None:
    plan.add(ANNA, "nc-last-one", "nc", "csf-preferred")
    plan.add(ANNA, "nc-first-one", "nc", "csf-preferred", after=None)
    plan.add(ANNA, "nc-second-one", "nc", "csf-preferred", after="nc-first-one")
    plan.add(ANNA, "nc-behind-nobody", "nc", "csf-preferred", after="nc-that-went-away")
    assert plan.children("csf-preferred") == (
        "nc-first-one", "nc-second-one", "nc-on-time", "nc-response", "nc-last-one", "nc-behind-nobody",
    )  # fmt: skip


def test_a_record_remembers_who_added_it_and_when(plan: Plan) -> None:
    plan.add(ANNA, "csf-annas", "csf", "the-goal", statement="Asked before a tender")
    record = plan.state.records["csf-annas"]
    assert (record.person, record.side, record.shared) == (ANNA.person, ANNA.side, False)
    assert record.latest is not None
    assert (record.latest.person, record.latest.seq, record.latest.at) == (
        ANNA.person, plan.state.seq, plan.log[-1][1].at,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (do.Add("a-record-1", "wish", "the-goal"), Why.UNKNOWN_KIND),
        (do.Add("short", "csf", "the-goal"), Why.BAD_ID),
        (do.Add("with spaces in it", "csf", "the-goal"), Why.BAD_ID),
        (do.Add("x" * 65, "csf", "the-goal"), Why.BAD_ID),
        (do.Add("csf-earning", "csf", "the-goal"), Why.ID_TAKEN),
        (do.Add("a-record-1", "nc", "csf-that-never-was"), Why.LOST_PARENT),
        (do.Add("a-record-1", "nc", None), Why.WRONG_PARENT),
        (do.Add("a-record-1", "nc", "the-goal"), Why.WRONG_PARENT),
        (do.Add("a-record-1", "goal", "the-goal"), Why.WRONG_PARENT),
        (do.Add("a-record-1", "account"), Why.ONLY_ONE),
        (do.Add("a-record-1", "csf", "the-goal", fields={"colour": "red"}), Why.UNKNOWN_FIELD),
        (do.Add("a-record-1", "csf", "the-goal", fields={"statement": 7}), Why.WRONG_TYPE),
        (do.Add("a-record-1", "csf", "the-goal", fields={"statement": "x" * 501}), Why.TOO_LONG),
        (do.Add("a-record-1", "action", "nc-on-time", fields={"accountable": "nobody-we-know"}), Why.UNKNOWN_PERSON),
        (do.Add("a-record-1", "action", "nc-on-time", fields={"constraint": "no-such-thing"}), Why.UNKNOWN_RECORD),
        (do.Add("a-record-1", "action", "nc-on-time", fields={"constraint": "the-goal"}), Why.WRONG_TYPE),
        (do.Add("a-record-1", "mark", "the-goal"), Why.EMPTY),
    ],
    ids=lambda value: value.value if isinstance(value, Why) else "",
)  # fmt: skip
def test_what_cannot_be_added_is_refused_by_name(plan: Plan, command: do.Add, why: Why) -> None:
    assert plan.refuses(ANNA, command) is why


def test_an_id_stays_taken_by_what_lies_in_the_bin(plan: Plan) -> None:
    """Else restoring the branch would bring a second record of the same id."""
    plan.does(ANNA, do.Remove("csf-preferred"))
    for id_ in ("csf-preferred", "nc-on-time", "action-loop"):
        assert plan.refuses(ANNA, do.Add(id_, "csf", "the-goal")) is Why.ID_TAKEN


def test_a_plan_does_not_grow_for_ever(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "MOST_RECORDS", len(plan.state.records))
    assert MOST_RECORDS >= 1_000
    assert plan.refuses(ANNA, do.Add("one-too-many", "csf", "the-goal")) is Why.TOO_MANY
    plan.does(ANNA, do.Remove("csf-preferred"))
    assert plan.refuses(ANNA, do.Add("one-too-many", "csf", "the-goal")) is Why.TOO_MANY, (
        "the bin is the plan's too"
    )
    plan.does(ANNA, do.Undo())
    assert "csf-preferred" in plan.state.records, "what is in it may come back"


def test_setting_a_field_replaces_it_and_none_empties_it(plan: Plan) -> None:
    plan.does(ANNA, do.Set("nc-on-time", "target", "95"))
    assert plan.state.records["nc-on-time"].fields["target"] == "95"
    plan.does(ANNA, do.Set("nc-on-time", "target", None))
    assert "target" not in plan.state.records["nc-on-time"].fields


def test_setting_what_it_holds_already_is_no_event(plan: Plan) -> None:
    plan.does(ANNA, do.Set("nc-on-time", "target", "95"))
    assert plan.does(RUTH, do.Set("nc-on-time", "target", "95")) == ()


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (do.Set("nc-nowhere-to-be", "target", "95"), Why.UNKNOWN_RECORD),
        (do.Set("nc-on-time", "colour", "red"), Why.UNKNOWN_FIELD),
        (do.Set("nc-on-time", "@place", "x"), Why.UNKNOWN_FIELD),
        (do.Set("nc-on-time", "target", 95), Why.WRONG_TYPE),
        (do.Set("nc-on-time", "target", "ninety-five"), Why.WRONG_TYPE),
        (do.Set("nc-on-time", "comparator", "more"), Why.WRONG_TYPE),
        (do.Set("nc-on-time", "date", "2027-02-30"), Why.WRONG_TYPE),
        (do.Set("nc-on-time", "metric", "x" * 201), Why.TOO_LONG),
        (do.Set("nc-on-time", "metric", None), Why.WRONG_TYPE),
        (do.Set("the-goal", "sales", 4.2), Why.WRONG_TYPE),
        (do.Set("the-goal", "sales", True), Why.WRONG_TYPE),
        (do.Set("the-goal", "phasing", [1] * 25), Why.TOO_MANY),
        (do.Set("the-goal", "phasing", [1, "2"]), Why.WRONG_TYPE),
        (do.Set("action-loop", "accountable", "nobody-we-know"), Why.UNKNOWN_PERSON),
        (do.Set("action-loop", "accountable", 7), Why.WRONG_TYPE),
    ],
)
def test_a_wrong_value_is_refused_by_name(plan: Plan, command: do.Set, why: Why) -> None:
    assert plan.refuses(ANNA, command) is why


def test_an_edit_of_text_applies_its_splices_in_turn(plan: Plan) -> None:
    plan.does(ANNA, do.EditText("csf-preferred", "statement", ((0, 6, "Named"), (5, 0, " first"))))
    assert plan.statement("csf-preferred") == "Named first as preferred supplier"


def test_splices_count_characters_as_people_do(plan: Plan) -> None:
    plan.does(ANNA, do.Set("csf-earning", "statement", "😀 naïve"))
    plan.does(ANNA, do.EditText("csf-earning", "statement", ((2, 5, "wise"),)))
    assert plan.statement("csf-earning") == "😀 wise"


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (do.EditText("csf-preferred", "statement", ((900, 0, "x"),)), Why.CHANGED_SINCE),
        (do.EditText("csf-preferred", "statement", ((0, 900, ""),)), Why.CHANGED_SINCE),
        (do.EditText("csf-preferred", "statement", ((-1, 0, "x"),)), Why.CHANGED_SINCE),
        (do.EditText("csf-preferred", "statement", ((0, -1, "x"),)), Why.CHANGED_SINCE),
        (do.EditText("csf-preferred", "statement", ((0, 0, "x" * 500),)), Why.TOO_LONG),
        (do.EditText("csf-preferred", "statement", ((0, 0, "\x00"),)), Why.WRONG_TYPE),
        (do.EditText("csf-preferred", "statement", ((0, 0, "\ud83d"),)), Why.WRONG_TYPE),
        (do.EditText("nc-on-time", "metric", ((0, 0, "x"),)), Why.WRONG_TYPE),
        (do.EditText("nc-on-time", "mood", ((0, 0, "x"),)), Why.UNKNOWN_FIELD),
        (do.EditText("nc-never-was", "statement", ()), Why.UNKNOWN_RECORD),
    ],
)
def test_an_edit_that_does_not_fit_is_refused_by_name(plan: Plan, command: do.EditText, why: Why) -> None:
    assert plan.refuses(ANNA, command) is why


def test_what_makes_a_new_plan_needs_no_person() -> None:
    plan = new_plan()
    assert plan.state.account is not None
    assert plan.state.account.person is None
    assert plan.state.changes == {}, "nobody's changes are nobody's to undo"
    assert plan.refuses(SERVER, do.Undo()) is Why.NOTHING_TO_UNDO
    assert isinstance(plan.log[0][0], ev.Added)
