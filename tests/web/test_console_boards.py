"""Customers are let in only when no board may show more than is shared."""

from __future__ import annotations

import httpx
import pytest

from app.domain import commands as do
from app.domain.people import Edition, Role, Side
from app.live.connection import Connection
from app.live.ports import Audience, Seat, Surface
from app.web import boards
from app.web.identity.devices import Start
from tests.serving import Served


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


async def _accepted(server: Served, plan: str) -> None:
    await server.identity.devices.start(Start("board", plan, label="Left wall"))


async def _turn(server: Served, plan: str) -> None:
    room = await server.identity.rooms.get(plan)
    await server.identity.ask(room, do.SetRoom("board", "shared"))
