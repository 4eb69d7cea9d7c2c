"""A list pasted into the plan: shown as it was read, taken as a whole or not at all, and taken back as one."""

from __future__ import annotations

import re

from app.domain import commands as do
from app.domain.state import PlanState
from tests.web.conftest import Office

LIST = """Preferred supplier in every country
  > 95 % on time by June 2027
    Weekly call with their service desk @Anna Bos 12 February 2027
Decisions with us at the table
"""


def takes(office: Office, text: str, kind: str = "tree", **more: str) -> str:
    return office.post("paste", text=text, kind=kind, take="1", **more).text


def kinds(state: PlanState) -> list[str]:
    return [record.kind for record in state.walk(None) if record.kind != "account"]


def test_last_years_plan_becomes_a_tree_with_what_was_read_in_its_lines(office: Office) -> None:
    anna = office.adds("Anna Bos", "Service")
    shown = office.post("paste", text=LIST, kind="tree").text
    assert "Anna Bos" in shown
    assert re.search(r"by 12.Feb", shown)
    assert "Put 4 lines into the plan" in shown
    assert kinds(office.state) == [], "nothing is taken yet"
    assert "4 lines are in the plan now" in takes(office, LIST)
    assert kinds(office.state) == ["csf", "nc", "action", "csf"]
    [action] = office.state.every("action")
    assert (action.text("statement"), action.fields["accountable"]) == (
        "Weekly call with their service desk",
        anna,
    )
    [condition] = office.state.every("nc")
    assert (condition.fields["target"], condition.fields["date"]) == ("95", "2027-06-30")


def test_all_of_it_is_taken_back_as_one(office: Office) -> None:
    takes(office, LIST)
    answer = office.client.post(
        f"/api/plans/{office.plan}/commands", json={"type": "command", "id": "undo-it-1", "do": "undo"}
    )
    assert answer.json()["type"] == "ack"
    assert kinds(office.state) == []


def test_the_same_list_again_adds_only_what_is_new(office: Office) -> None:
    takes(office, LIST)
    shown = office.post("paste", text=LIST + "  Answered within 2 days\n", kind="tree").text
    assert shown.count('data-state="known"') == 4
    assert "Put 1 line into the plan" in shown


def test_one_wrong_line_keeps_all_of_them_out_and_what_was_pasted_stays(office: Office) -> None:
    text = "Fine\n" + "x" * 501
    page = takes(office, text, "constraint")
    assert "1 character too many" in page
    assert 'data-testid="take"' not in page
    assert "x" * 501 in page
    assert kinds(office.state) == []


def test_conditions_need_to_know_where_they_belong(office: Office) -> None:
    office.asks(do.Add("factor-1", "csf", fields={"statement": "Preferred"}))
    assert "Choose the success factor" in takes(office, "> 95 % on time", "nc")
    takes(office, "> 95 % on time\n< 2 % back", "nc", under="factor-1")
    assert len(office.state.under("factor-1")) == 2


def test_notes_and_promises_are_taken_too(office: Office) -> None:
    takes(office, "One\nTwo", "promise")
    takes(office, "A note", "note")
    assert sorted(kinds(office.state)) == ["note", "promise", "promise"]
    assert re.search("promises", office.get("paste").text)
