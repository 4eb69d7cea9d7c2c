"""The history over HTTP: who changed what, the plan as it was, the bin; ours alone, and what was silent stays so."""

from __future__ import annotations

import re

import httpx
import pytest

from app.domain import commands as do
from app.domain.people import Actor, Person, Role, Side
from app.domain.state import PlanState
from app.session.live_plan import Done
from app.store import people
from app.web.identity.devices import Start
from tests.serving import Served
from tests.web.conftest import Browser, Office


@pytest.fixture
def told(server: Served, plan: str) -> dict[str, str]:
    """Anna, Ben and Marijke, with what they did; a seat's token by person."""
    return server.do(_story(server, plan))


async def _story(server: Served, plan: str) -> dict[str, str]:
    room = await server.identity.rooms.get(plan)
    seats: dict[str, str] = {}

    async def does(
        who: str | None, command: do.Command, side: Side = Side.OURS, role: Role = Role.SYSTEM
    ) -> None:
        answer = await room.live.submit(Actor(who, side, role, room.live.now()), None, command)
        assert isinstance(answer, Done), answer

    for id_, name, side, role in (
        ("anna-the-member", "Anna", Side.OURS, Role.MEMBER),
        ("ben-the-member", "Ben", Side.OURS, Role.MEMBER),
        ("marijke-of-theirs", "Marijke", Side.THEIRS, Role.CUSTOMER),
    ):
        await server.identity.store.write(
            lambda rows, id_=id_, name=name: people.add(rows, id_, plan=plan, name=name, at=room.live.now())
        )
        await does(None, do.SetPerson(Person(id_, side, role, "Service", joined=True)))
        token, _device = await server.identity.devices.start(Start("person", plan, id_))
        seats[id_] = token
    await server.identity.rooms.names_changed(plan)
    for who, command in (
        ("anna-the-member", do.Add("goal-of-theirs", "goal", fields={"statement": "Sales of 4.2 M"})),
        (
            "anna-the-member",
            do.Add("factor-one", "csf", "goal-of-theirs", fields={"statement": "Listed first"}),
        ),
        ("ben-the-member", do.Set("factor-one", "statement", "Listed as preferred")),
        ("ben-the-member", do.Remove("factor-one")),
    ):
        await does(who, command, role=Role.MEMBER)
    await does(None, do.GoToStep("aims"))
    silent = {"text": "They will move to Utrecht", "step": "aims"}
    await does("anna-the-member", do.Add("annas-silent-note", "note", fields=silent), role=Role.MEMBER)
    await does(None, do.SetRoom("board", "shared"))
    return seats


def seat(browser: Browser, plan: str, token: str) -> httpx.Client:
    client = browser()
    client.cookies.set(f"seat_{plan}", token)
    return client


def test_it_says_who_changed_what(browser: Browser, plan: str, told: dict[str, str]) -> None:
    ben = seat(browser, plan, told["ben-the-member"])
    page = ben.get(f"/p/{plan}/history").text
    assert (
        page.index("Put into the bin") < page.index("Words: Listed as preferred") < page.index("Listed first")
    )
    assert "Anna" in page
    assert "Began “The customer’s aims”" in page
    of_anna = ben.get(f"/p/{plan}/history?person=anna-the-member").text
    assert "Put into the bin" not in of_anna
    assert "Sales of 4.2 M" in of_anna
    of_factor = ben.get(f"/p/{plan}/history?record=factor-one").text
    assert "Sales of 4.2 M" not in of_factor


def test_what_is_written_silently_is_told_to_nobody_else(
    browser: Browser, plan: str, told: dict[str, str]
) -> None:
    assert "Utrecht" in seat(browser, plan, told["anna-the-member"]).get(f"/p/{plan}/history").text
    assert "Utrecht" not in seat(browser, plan, told["ben-the-member"]).get(f"/p/{plan}/history").text


def test_customers_get_none_of_it(
    eva: httpx.Client, server: Served, browser: Browser, plan: str, told: dict[str, str]
) -> None:
    marijke = seat(browser, plan, told["marijke-of-theirs"])
    for path in ("history", "history/3", "bin"):
        assert marijke.get(f"/p/{plan}/{path}").status_code == 403
    anna = seat(browser, plan, told["anna-the-member"])
    assert anna.get(f"/p/{plan}/bin").status_code == 200
    server.do(_lets_in(server, plan))
    refused = anna.get(f"/p/{plan}/history")
    assert refused.status_code == 403  # her phone shows the shared edition by now
    assert "Listed" not in refused.text
    assert eva.get(f"/p/{plan}/history").status_code == 200


async def _lets_in(server: Served, plan: str) -> None:
    room = await server.identity.rooms.get(plan)
    await server.identity.ask(room, do.SetRoom("admitted", True))


def test_the_plan_as_it_was_gives_back_what_was_lost(
    eva: httpx.Client, server: Served, plan: str, told: dict[str, str]
) -> None:
    state = server.do(_state(server, plan))
    born = next(c.seq for c in state.changes["anna-the-member"] if c.record == "factor-one")
    then = eva.get(f"/p/{plan}/history/{born}").text
    assert "Listed first" in then
    assert "removed since" in then
    eva.post(f"/p/{plan}/bin/factor-one")
    assert "worded otherwise now" in eva.get(f"/p/{plan}/history/{born}").text
    back = eva.post(f"/p/{plan}/difference/{born}/back/factor-one", data={"path": "history"})
    assert back.url.path == f"/p/{plan}/history/{born}"
    assert server.do(_state(server, plan)).records["factor-one"].text("statement") == "Listed first"
    assert eva.get(f"/p/{plan}/history/999999").status_code == 404


def test_the_bin_gives_back_what_is_in_it(
    server: Served, browser: Browser, plan: str, told: dict[str, str]
) -> None:
    anna = seat(browser, plan, told["anna-the-member"])
    assert "Listed as preferred" in anna.get(f"/p/{plan}/bin").text
    refused = anna.post(f"/p/{plan}/bin/factor-one")
    assert refused.status_code == 409  # in this step members propose only
    server.do(_opens(server, plan))
    anna.post(f"/p/{plan}/bin/factor-one")
    assert "factor-one" in server.do(_state(server, plan)).records
    assert "Nothing was removed" in anna.get(f"/p/{plan}/bin").text


async def _opens(server: Served, plan: str) -> None:
    room = await server.identity.rooms.get(plan)
    await server.identity.ask(room, do.SetRoom("gate", "edit"))


async def _state(server: Served, plan: str) -> PlanState:
    return (await server.identity.rooms.get(plan)).live.state


def test_a_plan_is_read_in_dutch_too(browser: Browser, plan: str, told: dict[str, str]) -> None:
    page = seat(browser, plan, told["ben-the-member"]).get(f"/p/{plan}/history?lang=nl")
    assert page.status_code == 200
    assert 'lang="nl"' in page.text


def test_changes_of_the_list_of_people_say_who_made_them_and_what_they_changed(
    office: Office, browser: Browser
) -> None:
    jan = office.adds("Jan de Wit", "Service")
    office.post(f"roster/{jan}", name="Jan de Wit", function="Finance", signs_as="sponsor", role="auditor")
    office.post(f"roster/{jan}", name="Jan de Wit", function="Finance")
    browser().post(office.way("join"), data={"person": jan})
    office.post(f"roster/{jan}/remove")
    told = [re.sub(r"<[^>]+>|\s+", " ", one) for one in ENTRY.findall(office.get("history").text)]
    told = [" ".join(one.split()) for one in told if "Jan" in one]
    by_eva = "Eva Gruber"
    for one, (who, what) in zip(
        told,
        [
            (by_eva, "Off the list of people: Jan de Wit"),
            ("", "Jan de Wit came in"),
            (by_eva, "Jan de Wit: Signs as: does not sign; In the room: takes part"),
            (by_eva, "Jan de Wit: Function: Finance; Signs as: Executive sponsor; In the room: only reads"),
            (by_eva, "On the list of people: Jan de Wit"),
        ],
        strict=True,
    ):
        assert one.endswith(what)
        assert (by_eva in one) is (who == by_eva)


ENTRY = re.compile(r'data-testid="entry">(.*?)</li>', re.DOTALL)
