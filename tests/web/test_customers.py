"""The customer after lunch: a calm page before, the shared edition after, and nothing of ours at any time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from app.domain import commands as do
from app.domain.people import Edition, Role
from app.live.ports import Audience, Surface
from app.session.live_plan import Committed
from app.store.changes import Deaf
from app.web.rooms import Room
from tests.serving import Served
from tests.web.conftest import Browser, Office, Sits

SECRET = "Undercut their incumbent by March"
GUEST = {"name": "Marijke Smit", "function": "Noordzee Leven", "consent": "1"}


@pytest.fixture
def office(office: Office) -> Office:
    """With people and a goal that no customer may read."""
    office.adds("Bram Visser", "Netherlands")
    office.asks(do.Add("goal-of-the-year", "goal", fields={"statement": SECRET}))
    return office


def test_before_the_time_there_is_a_calm_page_and_nothing_else(office: Office, browser: Browser) -> None:
    phone = browser()
    phone.get("/join")
    page = phone.post("/join", data={"code": office.code("customer")})
    assert "We start at 13:30" in page.text
    for internal in (SECRET, "Bram Visser", "Netherlands", "Eva Gruber"):
        assert internal not in page.text
    asks = f"{office.way('customer')}/soon"
    assert phone.get(asks).json() == {}
    early = phone.post(office.way("customer"), data=GUEST)
    assert "We start at 13:30" in early.text, "a hurried form is no way in"
    office.lets_customers_in()
    assert phone.get(asks).json() == {"go": office.way("customer")}


def test_a_customer_comes_in_with_name_organisation_and_consent(
    office: Office, browser: Browser, sits: Sits
) -> None:
    office.lets_customers_in()
    phone = browser()
    page = phone.get(office.way("customer")).text
    assert "Who are you?" in page
    assert "Bram Visser" not in page
    refused = phone.post(office.way("customer"), data={k: v for k, v in GUEST.items() if k != "consent"})
    assert "Tick the box first" in refused.text
    phone.post(office.way("customer"), data=GUEST)
    live = sits(phone)
    assert live.welcome is not None
    assert live.welcome["you"]["side"] == "theirs"
    assert live.welcome["you"]["edition"] == "shared"
    first_page = phone.get(f"/p/{office.plan}").text
    assert SECRET not in first_page
    assert "Bram Visser" not in first_page


def test_a_customer_who_is_expected_picks_their_name_and_sees_no_name_of_ours(
    office: Office, browser: Browser
) -> None:
    pieter = office.adds("Pieter Post", "Noordzee Leven", side="theirs")
    office.lets_customers_in()
    phone = browser()
    page = phone.get(office.way("customer")).text
    assert "Pieter Post" in page
    assert "Visser" not in page
    phone.post(office.way("customer"), data={"person": pieter, "consent": "1"})
    assert office.state.people[pieter].joined


def test_no_customer_takes_a_name_of_ours(office: Office, browser: Browser) -> None:
    office.lets_customers_in()
    taken = browser().post(
        office.way("customer"), data={"person": office.person("Bram Visser"), "consent": "1"}
    )
    assert taken.status_code == 409
    own = browser()
    own.post(office.way("customer"), data={**GUEST, "name": "Bram Visser"})
    assert [p.side for p in office.state.people.values() if p.joined and p.role == "customer"] == ["theirs"]


def test_a_customer_who_signs_waits_for_the_nod(office: Office, browser: Browser) -> None:
    pieter = office.adds("Pieter Post", "Noordzee Leven", side="theirs", signs_as="customer")
    office.lets_customers_in()
    phone = browser()
    waits = phone.post(office.way("customer"), data={"person": pieter, "consent": "1"})
    assert waits.url.path.endswith("/wait")
    [device] = office.waiting()
    office.post(f"door/{device}/in")
    assert phone.get(f"/p/{office.plan}").url.path == f"/p/{office.plan}"


def test_when_the_board_goes_back_to_internal_customers_are_out_and_wait(
    office: Office, browser: Browser, sits: Sits
) -> None:
    office.lets_customers_in()
    phone = browser()
    phone.post(office.way("customer"), data=GUEST)
    live = sits(phone)
    office.asks(do.SetRoom("board", "internal"))
    assert live.closed_with(within=1.0) == 4403
    waiting = phone.get(f"/p/{office.plan}")
    assert "We start at 13:30" in waiting.text
    assert sits(phone).welcome is None
    office.lets_customers_in()
    assert sits(phone).welcome is not None


def test_customers_reach_none_of_our_pages(office: Office, browser: Browser, sits: Sits) -> None:
    office.lets_customers_in()
    phone = browser()
    phone.post(office.way("customer"), data=GUEST)
    for path in ("roster", "check", "door", "boards", "settings", "console", "board", "door/list"):
        assert phone.get(f"/p/{office.plan}/{path}").status_code == 403, path
    for path in ("qr/join.svg", "qr/customer.svg", "qr/wifi.svg", "qr/trial.svg"):
        assert phone.get(f"/p/{office.plan}/{path}").status_code in (403, 404), path
    assert phone.post(f"/p/{office.plan}/inside", data={"on": "1"}).status_code == 403
    for surface in ("board", "console"):
        assert sits(phone, surface).welcome is None


def test_our_phones_show_the_shared_edition_too_until_a_deliberate_press(
    office: Office, browser: Browser, sits: Sits
) -> None:
    phone = browser()
    phone.post(office.way("join"), data={"person": office.person("Bram Visser")})

    def edition() -> str:
        welcome = sits(phone).welcome
        assert welcome is not None
        return str(welcome["you"]["edition"])

    assert edition() == "internal"
    office.lets_customers_in()
    assert edition() == "shared"
    assert SECRET not in phone.get(f"/p/{office.plan}").text
    phone.post(f"/p/{office.plan}/inside", data={"on": "1"})
    assert edition() == "internal"
    phone.post(f"/p/{office.plan}/inside", data={"on": "0"})
    assert edition() == "shared"
    phone.post(f"/p/{office.plan}/inside", data={"on": "1"})
    office.asks(do.SetRoom("admitted", False))
    office.asks(do.SetRoom("admitted", True))
    assert edition() == "shared", "each time customers come in, it has to be pressed anew"


@pytest.fixture
def pressed(office: Office, browser: Browser) -> tuple[str, str]:
    """Plan and device that show the inside while customers are there."""
    phone = browser()
    phone.post(office.way("join"), data={"person": office.person("Bram Visser")})
    office.lets_customers_in()
    phone.post(f"/p/{office.plan}/inside", data={"on": "1"})
    [shown] = shows_inside(office)
    return shown


def shows_inside(office: Office) -> list[tuple[str, str]]:
    return [pair for pair in office.server.identity.inside if pair[0] == office.plan]


def test_what_was_pressed_ends_where_customers_go_and_come_at_once(
    office: Office, server: Served, pressed: tuple[str, str]
) -> None:
    """As one group: so another server follows it."""

    async def both() -> int:
        room = await server.site.rooms.get(office.plan)
        group: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        async def listens(_room: Room, committed: Committed) -> None:
            group.set_result(len(committed.happened))

        server.site.rooms.listeners.append(listens)
        asks = (server.identity.ask(room, do.SetRoom("admitted", on)) for on in (False, True))
        await asyncio.gather(*asks)
        told = await group
        server.site.rooms.listeners.remove(listens)
        return told

    assert server.do(both()) == 2
    assert office.state.run.admitted
    assert not shows_inside(office)


def test_what_was_pressed_ends_with_the_open_plan(
    office: Office, server: Served, pressed: tuple[str, str]
) -> None:
    plan, device = pressed
    before = office.state.seq
    server.do(server.site.rooms.forget(plan))
    # Closed, it hears of nobody who is let in.
    office.asks(do.SetRoom("curtain", True))
    assert not shows_inside(office)
    server.do(server.identity.pressed_elsewhere(f"{plan} {device} {before - 1}"))
    assert not shows_inside(office), "pressed before it was opened here"
    server.do(server.identity.pressed_elsewhere(f"{plan} {device} {office.state.seq}"))
    assert shows_inside(office) == [pressed]


def test_what_was_pressed_ends_where_words_may_have_been_lost(
    office: Office, server: Served, pressed: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def silence(_watched: object) -> AsyncIterator[Deaf]:
        yield Deaf()

    elsewhere = server.site.rooms.elsewhere
    assert elsewhere is not None
    monkeypatch.setattr(server.site.store, "changes", silence)
    monkeypatch.setattr(elsewhere, "_look", nothing)
    server.do(elsewhere.hear())
    assert not shows_inside(office)


async def nothing(*, missed: bool) -> None:
    """A store in a file has nobody else to look for."""


def test_the_shared_edition_calls_us_by_our_organisation(office: Office, server: Served) -> None:
    scene = server.do(server.site.rooms.get(office.plan)).scene
    company, bram = server.site.hub.ports.company, office.person("Bram Visser")
    theirs = Audience(Edition.SHARED, Role.CUSTOMER, Surface.PHONE, "en")
    ours = Audience(Edition.INTERNAL, Role.MEMBER, Surface.PHONE, "en")
    assert company.name_for(ours, scene, bram) == "Bram Visser"
    assert company.name_for(theirs, scene, bram) == "Meridian"
    assert company.sees_roll(ours, scene)
    assert not company.sees_roll(theirs, scene)
    assert company.counts(ours, scene, bram)
    assert not company.counts(theirs, scene, bram)
    assert not company.visible(theirs, scene, "goal-of-the-year")
