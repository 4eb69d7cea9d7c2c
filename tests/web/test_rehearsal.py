"""A rehearsal: simulated people take part in a throw-away copy by what their phones offer; the plan stays as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from app.domain import commands as do
from app.domain.state import PlanState
from app.web.rehearsal import offered
from tests.serving import Served
from tests.web.conftest import Office, eventually


@pytest.fixture
def rehearsed(server: Served, office: Office) -> Iterator[Office]:
    """A rehearsal of a plan with two people and a bit of a tree, at a pace that nobody could follow."""
    anna = office.adds("Anna Bos", "Service", signs_as="key-account-manager")
    office.adds("Marijke Visser", "Procurement", side="theirs")
    goal = {"statement": "Grow by a tenth", "sales": 1_000_000, "margin": "12", "date": "2027-12-31"}
    office.asks(do.Add("the-goal-1", "goal", fields=goal))
    office.asks(do.Add("factor-one", "csf", "the-goal-1", fields={"statement": "Preferred supplier"}))
    measured = {"statement": "> 95 % on time", "target": "95", "date": "2027-06-30"}
    office.asks(do.Add("condition-1", "nc", "factor-one", fields=measured))
    office.asks(do.Add("constraint-one", "constraint", fields={"statement": "Night service"}))
    owned = {"statement": "Call", "accountable": anna, "responsible": anna, "due": "2027-02-12"}
    owned["constraint"] = "constraint-one"
    office.asks(do.Add("action-one-1", "action", "condition-1", fields=owned))
    server.site.rehearsals.pace = 0.01
    went = office.post("rehearse")
    found = re.search(r"/p/([^/]+)/console", str(went.url))
    assert found, went.text
    copy = Office(server, office.client, found[1])
    yield copy
    server.do(server.site.rehearsals.stop(copy.plan))


def wait(copy: Office, holds: str, within: float = 30.0) -> PlanState:
    checks = {
        "in": lambda: sum(p.came for p in copy.state.people.values() if p.role == "member") >= 10,
        "written": lambda: sum(1 for _ in copy.state.every("note")) >= 8,
        "built": lambda: sum(1 for _ in copy.state.every("constraint")) >= 3,
        "customers": lambda: sum(p.came for p in copy.state.people.values() if p.role == "customer") >= 3,
        "marked": lambda: any(r.side == "theirs" for r in copy.state.every("mark")),
    }
    eventually(checks[holds], within)
    return copy.state


def test_fourteen_people_come_in_write_build_and_mark_on_a_copy(office: Office, rehearsed: Office) -> None:
    before = office.state
    state = wait(rehearsed, "in")
    assert state.run.rehearsal == office.plan
    players = [p for p in state.people.values() if p.role in ("member", "customer")]
    assert len(players) == 14
    names = rehearsed.get("roster").text
    assert "Anna Bos" not in names, "nobody is made to say what they never said"
    assert any(p.signs_as == "key-account-manager" for p in players)
    rehearsed.asks(do.GoToStep("aims"))
    wait(rehearsed, "written")
    rehearsed.asks(do.GoToStep("refine"))
    wait(rehearsed, "built")
    rehearsed.asks(do.GoToStep("share"))
    [goal] = rehearsed.state.of_kind("goal")
    rehearsed.asks(do.Share(goal.id))
    assert not any(p.came for p in rehearsed.state.people.values() if p.role == "customer")
    rehearsed.lets_customers_in()
    wait(rehearsed, "customers")
    rehearsed.asks(do.GoToStep("review"))
    wait(rehearsed, "marked")
    assert office.state is before, "the plan that is meant was not touched"


def test_every_screen_says_that_it_is_a_rehearsal_and_those_of_the_plan_do_not(
    office: Office, rehearsed: Office
) -> None:
    for path in ("", "/console", "/board"):
        assert 'data-testid="rehearsal"' in rehearsed.client.get(f"/p/{rehearsed.plan}{path}").text
        assert 'data-testid="rehearsal"' not in office.client.get(f"/p/{office.plan}{path}").text
    assert "Rehearsal: Noordzee Leven" in rehearsed.get("roster").text
    assert office.get("rehearsal").status_code == 404


def test_it_stops_goes_on_and_is_thrown_away(server: Served, office: Office, rehearsed: Office) -> None:
    wait(rehearsed, "in")
    rehearsed.post("rehearsal/stop")
    assert "wait. Nothing here counts" in rehearsed.get("rehearsal").text
    rehearsed.asks(do.GoToStep("aims"))
    seq = rehearsed.state.seq
    assert not server.site.rehearsals.plays(rehearsed.plan)
    rehearsed.post("rehearsal/go-on")
    wait(rehearsed, "written")
    assert rehearsed.state.seq > seq
    gone = rehearsed.post("rehearsal/end")
    assert gone.url.path == f"/p/{office.plan}/preparing"
    assert rehearsed.get("console").status_code == 404
    assert office.get("console").status_code == 200


def test_what_is_signed_in_a_rehearsal_is_never_sealed(server: Served, rehearsed: Office) -> None:
    wait(rehearsed, "in")
    rehearsed.asks(do.Freeze())
    ours = [p.id for p in rehearsed.state.people.values() if p.signs_as is not None and p.side == "ours"]
    eventually(lambda: {s.person for s in rehearsed.state.signoff.signatures} >= set(ours))
    eventually(lambda: not server.site.rooms.busy(rehearsed.plan))
    assert rehearsed.state.signoff.sealed == ()
    assert rehearsed.client.get(f"/api/plans/{rehearsed.plan}/documents").json() == []


def test_forms_and_buttons_are_read_as_they_stand_on_the_page() -> None:
    page = offered.read("""
      <form data-command='{"do":"add","kind":"comment","parent":"x"}'><textarea name="fields.text" required></textarea>
        <select name="fields.kind"><option value="">-</option><option value="a">A</option></select>
        <input type="radio" name="fields.n" value="1" data-type="integer">
        <input type="radio" name="fields.n" value="2"></form>
      <button data-do='{"do":"add","kind":"mark","parent":"x","fields":{"value":"agree"}}'>Agree</button>
      <button data-do='{"do":"remove","record":"x"}' data-confirm="Sure?">Remove</button>
      <form data-compose data-step="write"><textarea></textarea></form>""")
    [form] = page.forms
    assert {name: control.options for name, control in form.controls.items()} == {
        "fields.text": [], "fields.kind": ["a"], "fields.n": ["1", "2"],
    }  # fmt: skip
    assert [command["kind"] for command in page.buttons] == ["mark"]
    assert page.compose is not None
    assert (page.compose.step, page.compose.nameless) == ("write", "")
