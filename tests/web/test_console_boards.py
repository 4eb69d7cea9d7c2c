"""Customers are let in only when no board may show more than is shared."""

from __future__ import annotations

import socket

import httpx
import pytest

from app.domain import commands as do
from app.domain.people import Edition, Person, Role, Side
from app.live.connection import Connection
from app.live.ports import Audience, Refused, Seat, Surface
from app.web import boards
from app.web.desk import Desk
from app.web.identity.devices import Start
from tests.serving import Served
from tests.web.conftest import Sits, eventually


class Wire:
    """A line that takes everything at once."""

    drained = None

    def backlog(self) -> int:
        return 0


def board(plan: str, edition: Edition, *watching: str) -> Connection:
    seat = Seat(plan, "board-1", "a-session", Side.OURS, Role.BOARD, surface=Surface.BOARD)
    audience = Audience(edition, Role.BOARD, Surface.BOARD, "en")
    return Connection(seat, Wire(), audience, watching=frozenset(watching))  # type: ignore[arg-type]


@pytest.fixture
def connected(server: Served, monkeypatch: pytest.MonkeyPatch) -> list[Connection]:
    """Who is connected, for the asking."""
    here: list[Connection] = []
    monkeypatch.setattr(type(server.identity.hub), "connections", lambda hub, plan: tuple(here))
    return here


def behind(server: Served, plan: str) -> tuple[str, ...]:
    return server.do(boards.unturned(server.identity.rooms, plan))


def test_a_board_has_turned_when_it_says_so(server: Served, plan: str, connected: list[Connection]) -> None:
    assert behind(server, plan) == ()
    connected[:] = [board(plan, Edition.INTERNAL, "shows-internal")]
    assert behind(server, plan) == ("",)
    connected[:] = [board(plan, Edition.SHARED, "shows-internal")]  # sent, and not on the screen yet
    assert behind(server, plan) == ("",)
    connected[:] = [board(plan, Edition.SHARED)]  # says nothing of its screen
    assert behind(server, plan) == ("",)
    connected[:] = [board(plan, Edition.SHARED, "shows-shared")]
    assert behind(server, plan) == ()
    connected[0].behind = True
    assert behind(server, plan) == ("",)


def test_a_board_that_is_not_connected_is_named(
    eva: httpx.Client, server: Served, plan: str, connected: list[Connection]
) -> None:
    server.do(_accepted(server, plan))
    assert behind(server, plan) == ("Left wall",)
    server.do(_turn(server, plan))
    asked = {"type": "command", "id": "let-them-in-now", "do": "room", "name": "admitted", "value": True}
    answer = eva.post(f"/api/plans/{plan}/commands", json=asked).json()
    assert (answer["type"], answer["code"]) == ("refused", "board-not-shared")
    assert "“Left wall”" in answer["message"]
    told = eva.get(f"/p/{plan}/console/now").json()
    assert "“Left wall”" in told["boards"]


def test_a_leader_s_board_counts_when_its_line_drops_and_not_when_its_page_is_left(
    eva: httpx.Client, server: Served, plan: str, sits: Sits
) -> None:
    assert behind(server, plan) == ()
    sits(eva, "board").socket.socket.shutdown(socket.SHUT_RDWR)  # a lid is shut: no goodbye
    eventually(lambda: not server.identity.hub.connections(plan))
    assert behind(server, plan) == ("",)
    sits(eva, "board").socket.close(1001)  # it came back, and the page was left
    eventually(lambda: behind(server, plan) == ())


def test_a_leader_s_lost_board_is_not_waited_for_once_they_are_signed_out(
    eva: httpx.Client, server: Served, plan: str, sits: Sits
) -> None:
    live = sits(eva, "board")
    [session] = [c.seat.session for c in server.identity.hub.connections(plan)]
    live.socket.socket.shutdown(socket.SHUT_RDWR)
    eventually(lambda: not server.identity.hub.connections(plan))
    server.do(server.identity.devices.revoke(session))
    assert behind(server, plan) == ()


def test_the_roster_says_who_is_told_of_boards_not_the_handshake(server: Served, plan: str) -> None:
    """Somebody who was made a leader a moment ago meets the boards; one who leads no more is not told of them."""
    server.do(_accepted(server, plan))
    server.do(_turn(server, plan))
    room = server.do(server.identity.rooms.get(plan))
    [eva_] = room.live.state.people.values()
    jan = Person("jan-0123456", Side.OURS, Role.MEMBER, joined=True)
    server.do(server.identity.ask(room, do.SetPerson(jan)))

    def asks(person: str, role: Role) -> str:
        asked = {"id": "let-them-in-" + person, "do": "room", "name": "admitted", "value": True}
        seat = Seat(plan, person, "a-session", Side.OURS, role)
        answer = server.do(Desk(server.identity.rooms).submit(seat, asked))
        assert isinstance(answer, Refused)
        return answer.code

    assert asks(eva_.id, Role.MEMBER) == "board-not-shared"
    assert asks(jan.id, Role.FACILITATOR) == "not-allowed"


async def _accepted(server: Served, plan: str) -> None:
    await server.identity.devices.start(Start("board", plan, label="Left wall"))


async def _turn(server: Served, plan: str) -> None:
    room = await server.identity.rooms.get(plan)
    await server.identity.ask(room, do.SetRoom("board", "shared"))
