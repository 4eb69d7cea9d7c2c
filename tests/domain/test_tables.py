"""Tables: whose lines who reads before the reveal, three cards for the room and no fourth, and who sits where."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain import ballots, tables
from app.domain import commands as do
from app.domain.agenda import StepSpec
from app.domain.people import Actor, Person, Role, Side
from app.domain.refusals import Why
from tests.worlds import ANNA, BEN, DAY, RUTH, Plan, customers, insiders, opened

CARLA = Actor("carla-the-member", Side.OURS, Role.MEMBER, ANNA.now)


@pytest.fixture
def plan() -> Plan:
    """Anna and Ben sit at one table, Carla at the other; everybody writes in silence."""
    write = StepSpec(
        "ask", "silent-writing", {"en": "Ask"}, gate="propose", reveal="on-reveal", options={"tables": "csf"}
    )
    vote = StepSpec("dots", "vote", {"en": "Vote"}, options={"method": "dots", "from": "ask"})
    plan = opened(replace(DAY, steps=(*DAY.steps, write, vote)))
    plan.does(RUTH, do.SetPerson(Person("carla-the-member", Side.OURS, Role.MEMBER, "Finance")))
    plan.goes_to("ask")
    for name in ("table-north", "table-south"):
        plan.add(RUTH, name, "table", name=name, step="ask")
    seats = {
        "anna-the-member": "table-north",
        "ben-the-member": "table-north",
        "carla-the-member": "table-south",
    }
    plan.does(RUTH, do.SetRoom("seat", seats))
    return plan


def writes(plan: Plan, who: Actor, number: int) -> str:
    return plan.add(who, f"a-line-{number:02}", "note", text=f"Line {number}", step="ask")


def test_a_table_reads_its_lines_once_they_lie_open_and_nobody_else_does(plan: Plan) -> None:
    line = writes(plan, ANNA, 1)
    assert plan.state.records[line].fields["table"] == "table-north"
    assert line not in plan.seen_by(BEN)
    assert plan.refuses(CARLA, do.Set("table-north", "open", True)) is Why.NOT_ALLOWED
    plan.does(BEN, do.Set("table-north", "open", True))
    assert line in plan.seen_by(BEN)
    for other in (CARLA, RUTH):
        assert line not in plan.seen_by(other)
        assert plan.refuses(other, do.Set(line, "forwarded", True)) is Why.UNKNOWN_RECORD
    assert line not in insiders(plan.state)
    assert line not in customers(plan.state)
    plan.does(RUTH, do.SetRoom("seat", ["ben-the-member", "table-south"]))
    assert line not in plan.seen_by(BEN), "who goes to another table reads there"


def test_a_table_sends_three_cards_and_no_fourth(plan: Plan) -> None:
    lines = [writes(plan, who, number) for number, who in enumerate((ANNA, BEN, ANNA, BEN, ANNA))]
    plan.does(ANNA, do.Set("table-north", "open", True))
    for line in lines[:3]:
        plan.does(BEN, do.Set(line, "forwarded", True))
    assert plan.refuses(BEN, do.Set(lines[3], "forwarded", True)) is Why.OVER_LIMIT
    assert (
        plan.refuses(
            RUTH,
            do.Add("an-extra-card", "note", fields={"text": "!", "table": "table-north", "forwarded": True}),
        )
        is Why.OVER_LIMIT
    )
    plan.does(ANNA, do.Set(lines[0], "forwarded", False))
    plan.does(BEN, do.Set(lines[3], "forwarded", True))
    other = writes(plan, CARLA, 9)
    plan.does(CARLA, do.Set(other, "forwarded", True))
    plan.does(RUTH, do.Reveal("ask"))
    step = plan.state.run.find("dots")
    assert step
    assert {each.id for each in ballots.things(plan.state, step)} == {*lines[1:4], other}
    plan.does(RUTH, do.SetRoom("gate", "read"))
    assert plan.refuses(ANNA, do.Set(lines[1], "forwarded", False)) is Why.READ_ONLY


def test_nobody_writes_at_another_table(plan: Plan) -> None:
    line = do.Add("a-smuggled-line", "note", fields={"text": "?", "step": "ask", "table": "table-south"})
    assert plan.refuses(ANNA, line) is Why.NOT_ALLOWED
    own = writes(plan, ANNA, 1)
    assert plan.refuses(ANNA, do.Set(own, "table", "table-south")) is Why.NOT_ALLOWED


def test_late_comers_choose_a_table_and_whoever_leads_deals_the_seats(plan: Plan) -> None:
    assert plan.refuses(ANNA, do.SetRoom("seat", {"ben-the-member": "table-south"})) is Why.NOT_ALLOWED
    plan.does(ANNA, do.SetRoom("seat", "table-south"))
    assert tables.seat(plan.state, str(ANNA.person)) == "table-south"
    plan.goes_to("build")
    assert tables.seat(plan.state, str(ANNA.person)) == ""


def test_functions_are_dealt_out_and_a_country_sits_at_its_own_table() -> None:
    functions = ("Service", "Service", "Finance", "Austria", "Product", "Finance")
    people = [Person(f"person-number-{n}", Side.OURS, Role.MEMBER, f) for n, f in enumerate(functions)]
    germany, austria = tables.dealt(people, ["Germany", "Austria"])
    assert "person-number-3" in austria
    assert len(germany) == len(austria) == 3
    for table in (germany, austria):
        assert {0, 1} & {int(each[-1]) for each in table}
