"""Boards at whichever server: a code is good at all of them, and customers wait for every screen."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import msgspec
import pytest

from app.cli.demo.fill import Demo
from app.store.presence import Told
from app.web import boards
from app.web.elsewhere import Board, Said
from tests.serving import Served
from tests.several.conftest import Seat, Servers, Sits, own_account
from tests.signing import LEADER, Room, until


def offered(machine: httpx.Client, served: Served) -> str:
    found = re.search(r'data-testid="board-code">([^<]+)<', machine.get(f"{served.url}/board").text)
    assert found
    return html.unescape(found[1])


@pytest.fixture
def machine() -> Iterator[httpx.Client]:
    with httpx.Client(follow_redirects=True, timeout=60) as client:
        yield client


def test_a_machine_shows_one_code_whichever_server_it_asks_and_any_of_them_takes_it(
    servers: Servers, rooms: tuple[Room, Room], demo: Demo, machine: httpx.Client
) -> None:
    one, two = servers
    code = offered(machine, one)
    assert offered(machine, two) == code
    assert machine.get(f"{two.url}/board/state").json() == {}
    typed = {"code": code.lower(), "label": "Left wall"}
    assert rooms[1].who(LEADER).post(f"/p/{demo.plan}/boards", data=typed).status_code == 303
    assert machine.get(f"{one.url}/board/state").json() == {"go": "/board"}
    assert machine.get(f"{one.url}/board").url.path == f"/p/{demo.plan}/board"
    assert rooms[0].who(LEADER).post(f"/p/{demo.plan}/boards", data=typed).status_code == 404, "good once"


@dataclass
class Screens:
    servers: Servers
    plan: str

    def unturned(self, at: int) -> tuple[str, ...]:
        served = self.servers[at]
        return served.do(boards.unturned(served.site.rooms, self.plan))


@pytest.fixture
def screens(servers: Servers, demo: Demo) -> Screens:
    return Screens(servers, demo.plan)


def turns(board: Seat) -> None:
    board.says(type="watch", fragments=["shows-shared"])


@own_account
def test_customers_wait_for_a_board_at_the_other_server(
    servers: Servers, rooms: tuple[Room, Room], sits: Sits, screens: Screens
) -> None:
    """Opened by her who leads: no list of accepted boards holds it."""
    board = sits(servers[1], LEADER, "board")
    until(lambda: screens.unturned(0))
    assert rooms[0].does(LEADER, do="room", name="board", value="shared")["type"] == "ack"
    refused = rooms[0].does(LEADER, do="room", name="admitted", value=True)
    assert refused["type"] == "refused"
    turns(board)
    until(lambda: not screens.unturned(0))
    assert rooms[0].does(LEADER, do="room", name="admitted", value=True)["type"] == "ack"


@own_account
def test_a_board_whose_line_to_the_other_server_dropped_is_waited_for(
    servers: Servers, sits: Sits, screens: Screens
) -> None:
    board = sits(servers[1], LEADER, "board")
    until(lambda: screens.unturned(0))
    board.socket.socket.close()
    until(lambda: not servers[1].site.hub.connections(screens.plan))
    elsewhere = servers[0].site.rooms.elsewhere
    assert elsewhere is not None
    until(lambda: (screens.unturned(0), not elsewhere.boards(screens.plan))[1])
    assert screens.unturned(0), "it is not connected, and what stands on it nobody knows"
    back = sits(servers[0], LEADER, "board")
    turns(back)
    servers[0].do(_room(servers[0], screens.plan, "board", "shared"))
    until(lambda: not screens.unturned(0) and not screens.unturned(1))


async def _room(served: Served, plan: str, name: str, value: str) -> None:
    from app.domain import commands as do

    await served.identity.ask(await served.site.rooms.get(plan), do.SetRoom(name, value))


@own_account
def test_boards_of_a_server_that_died_are_waited_for(servers: Servers, sits: Sits, screens: Screens) -> None:
    sits(servers[0], "Bram Visser")
    elsewhere = servers[0].site.rooms.elsewhere
    assert elsewhere is not None
    said = Said(boards=(elsewhere_board("a-session"),))

    async def dies() -> None:
        elsewhere._heard[screens.plan] = {"a-server": said}
        elsewhere._take_in(screens.plan, [])

    servers[0].do(dies())
    assert screens.unturned(0) == ("",)


@own_account
def test_boards_of_a_server_that_fell_silent_and_died_later_are_waited_for(
    servers: Servers, sits: Sits, screens: Screens
) -> None:
    sits(servers[0], "Bram Visser")
    elsewhere, lost = servers[0].site.rooms.elsewhere, servers[0].site.hub.lost
    assert elsewhere is not None
    body = msgspec.json.encode(Said(boards=(elsewhere_board("a-session"),))).decode()

    async def waited_for(lives: bool) -> bool:
        elsewhere._take_in(screens.plan, [Told(screens.plan, "a-server", lives, body)])
        return "a-session" in lost.of(screens.plan, 0)

    silent, lives, died = (servers[0].do(waited_for(lives)) for lives in (False, True, False))
    assert (silent, lives, died) == (True, False, True)


def elsewhere_board(session: str) -> Board:
    return Board(session, "somebody", turned=True)
