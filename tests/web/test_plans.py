"""The facilitator's home: plans and how far they are, copies, other accounts, and the end of a plan."""

from __future__ import annotations

import re

import httpx
import pytest

from app.domain import commands as do
from tests.serving import Served
from tests.web.conftest import PASSWORD, Browser, Office, Sits, add_account, eventually


@pytest.fixture
def ruth(server: Served, browser: Browser, login: str) -> httpx.Client:
    """Another facilitator."""
    add_account(server, f"ruth-{login}", "Ruth Maas")
    client = browser()
    client.post("/login", data={"login": f"ruth-{login}", "password": PASSWORD})
    return client


def test_a_new_plan_has_its_account_its_day_and_its_facilitator(office: Office) -> None:
    state = office.state
    assert state.account is not None
    assert state.account.text("name") == "Noordzee Leven"
    assert state.account.text("organisation") == "Meridian"
    assert state.run.format is not None
    assert state.run.date == "2027-01-14"
    assert [p.role for p in state.people.values()] == ["facilitator"]
    assert "STRAT for NAT day, 14" in office.client.get("/").text


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"currency": "XXY"}, {"time_zone": "Mars/North"}, {"format": "no"}, {"date": "soon"}],
)
def test_what_cannot_be_read_makes_no_plan(eva: httpx.Client, wrong: dict[str, str]) -> None:
    given = {
        "name": "Havenstad", "organisation": "Meridian", "currency": "EUR", "time_zone": "Europe/Amsterdam",
        "format": "try-out", "date": "2027-02-01",
    }  # fmt: skip
    answer = eva.post("/plans", data={**given, **wrong})
    assert answer.status_code == 422
    [field] = wrong
    assert f'id="{field}-wrong"' in answer.text, "it is said beside the field"
    assert answer.text.count('class="wrong"') == 1
    assert "Havenstad" in answer.text or field == "name", "what was typed stays"
    assert "No plan yet" in eva.get("/").text


def test_currencies_and_time_zones_are_chosen_by_name(eva: httpx.Client) -> None:
    form = eva.get("/new", headers={"accept-language": "nl"}).text
    assert re.search(r'<option value="CHF"[^>]*>Zwitserse frank \(CHF\)<', form)
    assert re.search(r'<option value="Europe/Brussels"[^>]*>Brussel<', form)


def test_settings_say_beside_the_field_what_is_wrong(office: Office) -> None:
    given = {"name": "Noordzee", "organisation": "M" * 121, "time_zone": "Mars/North"}
    answer = office.post("settings/account", **given)
    assert answer.status_code == 422
    for field in ("organisation", "time_zone"):
        assert f'id="{field}-wrong"' in answer.text
    assert 'id="name-wrong"' not in answer.text
    assert "M" * 121 in answer.text
    office.post("settings/account", name="Noordzee", organisation="", time_zone="Asia/Kolkata")
    account = office.state.account
    assert account
    assert account.text("time_zone") == "Asia/Kolkata"


def test_the_home_says_how_far_a_plan_is(office: Office) -> None:
    assert "draft" in office.client.get("/").text
    office.asks(do.GoToStep())
    eventually(lambda: "step 1 of 19" in office.client.get("/").text)
    office.asks(do.SetRoom("curtain", True))
    assert "step 1 of 19" in office.client.get("/").text


def test_strangers_to_a_plan_do_not_learn_that_it_exists(office: Office, ruth: httpx.Client) -> None:
    for path in ("roster", "settings", "check", "door", "boards"):
        there = ruth.get(f"/p/{office.plan}/{path}")
        nowhere = ruth.get(f"/p/no-such-plan-00/{path}")
        assert there.status_code == nowhere.status_code == 404, path
    assert "Noordzee" not in ruth.get("/").text
    assert ruth.post(f"/plans/{office.plan}/copy", data={"title": "Mine"}).status_code == 404
    assert ruth.post(f"/plans/{office.plan}/archive").status_code == 404


def test_access_is_granted_and_taken_back_at_once(
    office: Office, ruth: httpx.Client, login: str, sits: Sits
) -> None:
    assert office.post("settings/grant", login="nobody", level="facilitator").status_code == 422
    office.post("settings/grant", login=f"RUTH-{login}", level="facilitator")
    live = sits(ruth, "console")
    assert live.welcome is not None
    assert ruth.get(f"/p/{office.plan}/roster").status_code == 200
    assert ruth.post(f"/p/{office.plan}/settings/delete", data={"title": "Noordzee Leven"}).status_code == 403
    [user] = re.findall(r"/grant/([^/]+)/withdraw", office.get("settings").text)
    office.post(f"settings/grant/{user}/withdraw")
    assert live.closed_with(within=1.0) == 4401
    assert sits(ruth, "console").welcome is None
    assert ruth.get(f"/p/{office.plan}/roster").status_code == 404


def test_a_reader_reads_and_leads_nothing(office: Office, ruth: httpx.Client, login: str, sits: Sits) -> None:
    office.post("settings/grant", login=f"ruth-{login}", level="reader")
    phone = sits(ruth)
    assert phone.welcome is not None
    assert phone.welcome["you"]["role"] == "auditor"
    assert sits(ruth, "console").welcome is None
    assert ruth.get(f"/p/{office.plan}/roster").status_code == 403
    asked = {"type": "command", "id": "reader-adds", "do": "add", "kind": "goal", "fields": {}}
    assert phone.asks(asked)["code"] == "not-allowed"


def test_a_copy_has_the_tree_and_the_people_and_nothing_that_was_said(
    office: Office, browser: Browser
) -> None:
    bram = office.adds("Bram Visser", "Netherlands")
    browser().post(office.way("join"), data={"person": bram})
    office.asks(do.Add("goal-1234", "goal", fields={"statement": "Grow together"}))
    office.asks(do.Add("csf-12345", "csf", "goal-1234", fields={"statement": "Preferred supplier"}))
    office.asks(do.Add("nc-123456", "nc", "csf-12345", fields={"statement": "On time", "target": "95"}))
    action = {"statement": "Feedback loop", "accountable": bram, "status": "done"}
    office.asks(do.Add("act-12345", "action", "nc-123456", fields=action))
    office.asks(do.Share("goal-1234"))
    copied = office.client.post(
        f"/plans/{office.plan}/copy", data={"title": "Noordzee 2028", "date": "2028-01-13"}
    )
    other = Office(office.server, office.client, copied.url.path.split("/")[2])
    state = other.state
    assert state.account is not None
    assert state.account.text("name") == "Noordzee 2028"
    assert [r.text("statement") for r in state.walk(None) if r.kind != "account"] == [
        "Grow together", "Preferred supplier", "On time", "Feedback loop",
    ]  # fmt: skip
    [same_action] = state.every("action")
    assert state.people[str(same_action.fields["accountable"])].function == "Netherlands"
    assert "status" not in same_action.fields
    assert state.goal is not None
    assert not state.goal.shared
    assert not any(p.joined for p in state.people.values() if p.role == "member")
    assert state.run.date == "2028-01-13"


def test_a_plan_put_aside_can_be_taken_out_again(office: Office) -> None:
    office.client.post(f"/plans/{office.plan}/archive")
    home = office.client.get("/").text
    assert "1 plan put aside" in home
    assert 'data-testid="plan"' not in home
    office.client.post(f"/plans/{office.plan}/archive?out=1")
    assert 'data-testid="plan"' in office.client.get("/").text


def test_deleting_needs_the_name_and_leaves_nothing(office: Office, browser: Browser, sits: Sits) -> None:
    phone = browser()
    phone.post(office.way("join"), data={"name": "Noor Bakker"})
    live = sits(phone)
    way = office.way("join")
    assert office.post("settings/delete", title="Noordzee").status_code == 422
    assert office.post("settings/delete", title="noordzee leven").url.path == "/"
    assert live.closed_with(within=1.0) == 4404
    assert office.get("roster").status_code == 404
    assert browser().get(way).status_code == 404
    assert "Noordzee" not in office.client.get("/").text


def test_a_plan_that_is_asked_for_while_it_is_deleted_stays_deleted(
    office: Office, server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms = server.site.rooms
    forget = rooms.forget
    asked: list[str] = []

    async def forget_and_be_asked(plan: str) -> None:
        await forget(plan)
        if not asked:
            asked.append(plan)
            await rooms.get(plan)

    monkeypatch.setattr(rooms, "forget", forget_and_be_asked)
    assert office.post("settings/delete", title="Noordzee Leven").url.path == "/"
    assert asked == [office.plan]
    assert office.plan not in rooms.plans()
    assert office.get("roster").status_code == 404
