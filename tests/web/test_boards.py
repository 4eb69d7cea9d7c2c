"""Any machine becomes a board by a code that a facilitator accepts, and stays it."""

from __future__ import annotations

import html
import re

import httpx
import pytest
from sqlmodel import func, select

from app.domain import commands as do
from app.store.tables import Invitation, SessionRow, WaitingBoard
from app.web.identity import boards
from tests.web.conftest import Browser, Office, Sits


def offered(machine: httpx.Client) -> str:
    """The code that it shows."""
    found = re.search(r'data-testid="board-code">([^<]+)<', machine.get("/board").text)
    assert found
    return html.unescape(found[1])


def test_a_machine_becomes_the_board_and_stays_it_after_a_reload(
    office: Office, browser: Browser, sits: Sits
) -> None:
    machine = browser()
    code = offered(machine)
    assert offered(machine) == code, "a reload shows the same code"
    assert machine.get("/board/state").json() == {}
    assert office.post("boards", code="AAA AAA").status_code == 404
    assert office.post("boards", code=code.lower(), label="Left wall").status_code == 200
    assert machine.get("/board/state").json() == {"go": "/board"}
    assert machine.get("/board").url.path == f"/p/{office.plan}/board"
    live = sits(machine, "board")
    assert live.welcome is not None
    assert live.welcome["you"]["role"] == "board"
    assert office.post("boards", code=code).status_code == 404, "a code is good once"
    assert "Left wall" in office.get("settings").text


def test_a_board_is_nothing_but_a_board(office: Office, browser: Browser, sits: Sits) -> None:
    machine = browser()
    office.post("boards", code=offered(machine))
    machine.get("/board")
    for surface in ("phone", "console", "json"):
        assert sits(machine, surface).welcome is None, surface
    assert machine.get(f"/p/{office.plan}/roster").status_code == 403
    assert machine.get(f"/p/{office.plan}/qr/join.svg").status_code == 200


def test_boards_turn_to_the_shared_edition(office: Office, browser: Browser, sits: Sits) -> None:
    machine = browser()
    office.post("boards", code=offered(machine))
    machine.get("/board")

    def edition(client: httpx.Client) -> str:
        welcome = sits(client, "board").welcome
        assert welcome is not None
        return str(welcome["you"]["edition"])

    assert edition(machine) == edition(office.client) == "internal"
    office.asks(do.SetRoom("board", "shared"))
    assert edition(machine) == edition(office.client) == "shared"


def test_a_board_that_went_home_is_signed_out(office: Office, browser: Browser, sits: Sits) -> None:
    machine = browser()
    office.post("boards", code=offered(machine))
    machine.get("/board")
    live = sits(machine, "board")
    [device] = re.findall(r"/settings/devices/([^/]+)/revoke", office.get("settings").text)
    office.post(f"settings/devices/{device}/revoke")
    assert live.closed_with(within=1.0) == 4401
    assert "To make this screen the board" in machine.get("/board").text


def test_strangers_who_ask_for_codes_leave_nothing_in_the_store(
    office: Office, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rows() -> tuple[int, int]:
        count = select(func.count())
        return office.server.do(
            office.server.site.store.read(
                lambda kept: (
                    kept.exec(count.select_from(SessionRow)).one(),
                    kept.exec(count.select_from(Invitation)).one(),
                )
            )
        )

    monkeypatch.setattr(boards, "MOST", 3)
    office.server.identity.offered.clear()
    before, machine = rows(), browser()
    first = offered(machine)
    for _stranger in range(2):
        offered(browser())
    assert offered(machine) == first, "who keeps asking is not the oldest"
    for _stranger in range(2):
        offered(browser())
    assert offered(machine) == first
    assert wait(office) == 3
    assert rows() == before


def wait(office: Office) -> int:
    """How many wait to be boards: kept by the server, or where all servers find them."""
    store = office.server.site.store
    if store.several:
        return store.read_now(lambda kept: kept.exec(select(func.count()).select_from(WaitingBoard)).one())
    return len(office.server.identity.offered)
