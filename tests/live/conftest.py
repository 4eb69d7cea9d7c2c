"""Rooms full of pages that are not there: channels that tests can fill, stop and read."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from app.live.channel import HIGH_WATER, LOW_WATER
from app.live.connection import Connection
from app.live.frames import Ready
from app.live.page import Page
from app.live.ports import Seat, Surface, Turned
from app.live.room import Room
from app.live.wire import Hello
from tests.live.client import JSON, Client, Dial
from tests.live.protocol import conforms
from tests.live.toy import PLAN, Lines, Toy, role_of, side_of


class Wire:
    """A channel whose other end reads, or does not."""

    def __init__(self) -> None:
        self.drained: Callable[[], None] | None = None
        self.reads = True
        self.said: list[Ready] = []
        self.waiting = 0
        self.closed: int | None = None
        self.cut = False

    def write(self, ready: Ready) -> None:
        self.said.append(ready)
        if not self.reads:
            self.waiting += len(ready.framed)

    def offer(self, ready: Ready) -> bool:
        if self.waiting > HIGH_WATER:
            return False
        self.write(ready)
        return True

    def backlog(self) -> int:
        return self.waiting

    def heard(self) -> None:
        return None

    def close(self, code: int) -> None:
        self.closed = code

    def abort(self) -> None:
        self.cut = True

    def over(self) -> bool:
        return self.cut or self.closed is not None

    def forget(self) -> None:
        self.drained = None

    def reads_again(self) -> None:
        self.reads, self.waiting = True, 0
        assert LOW_WATER < HIGH_WATER
        if self.drained is not None:
            self.drained()

    @property
    def messages(self) -> list[dict[str, Any]]:
        said = [json.loads(ready.text) for ready in self.said]
        for message in said:
            conforms("server", message)
        return said

    def frames(self, scope: str = "all") -> list[dict[str, Any]]:
        return [m for m in self.messages if m["type"] == "frame" and m["scope"] == scope]


class Screen:
    """What somebody sees: all frames applied, as a page would."""

    def __init__(self, wire: Wire, connection: Connection) -> None:
        self.wire = wire
        self.connection = connection

    @property
    def shown(self) -> dict[str, str]:
        held: dict[str, str] = {}
        for frame in self.wire.frames():
            for id_, _, body in frame.get("put", []):
                held[id_] = body
            for id_ in frame["gone"]:
                held.pop(id_, None)
        return held

    @property
    def top(self) -> list[str]:
        orders = [frame["order"]["top"] for frame in self.wire.frames() if "top" in frame["order"]]
        return orders[-1] if orders else []

    def shows(self, page: Page) -> bool:
        return self.shown == {id_: f.body.decode() for id_, f in page.entries.items()} and self.top == list(
            page.order["top"]
        )


class House:
    """A toy plan, and people who come in."""

    def __init__(self, toy: Toy) -> None:
        self.toy = toy

    async def enters(
        self, person: str, surface: Surface = Surface.PHONE, hello: Hello | None = None
    ) -> Screen:
        hub = self.toy.hub
        hello = hello or Hello("stratroom.html.1", surface)
        seat = Seat(
            PLAN, person, f"session-of-{person}", side_of(person), role_of(person), surface, hello.lang
        )
        room = await hub.room(PLAN)
        audience = self.toy.gate.audience(seat, room.state)
        assert not isinstance(audience, Turned)
        wire = Wire()
        connection = Connection(seat, wire, audience)
        hub.enter(room, connection, hello)
        return Screen(wire, connection)

    def page(self, screen: Screen) -> Page:
        return self.toy.screens.page(screen.connection.audience, self.toy.lines, None)

    @property
    def room(self) -> Room[Lines]:
        return self.toy.hub._rooms[PLAN]

    async def settled(self) -> None:
        """Everything that was to be shown or told is."""
        while PLAN in self.toy.hub._rooms and self.room.busy:  # noqa: ASYNC110
            await asyncio.sleep(0.001)


@pytest.fixture
async def toy() -> Toy:
    return Toy({f"line-{n:03}": f"line {n}" for n in range(20)})


@pytest.fixture
async def house(toy: Toy):
    yield House(toy)
    toy.hub.close_all()


@pytest.fixture
async def dial():
    """Open sockets, and hang up on all of them at the end."""
    async with contextlib.AsyncExitStack() as calls:

        async def call(url: str, protocol: list[Subprotocol] | None = JSON, **more: Any) -> Client:
            connecting = connect(url, subprotocols=protocol, compression=None, close_timeout=0.2, **more)
            return Client(await calls.enter_async_context(connecting))

        yield call


@pytest.fixture
def joins(dial: Dial):
    """Come in as a person: connected, welcomed, the first frame received."""

    async def join(url: str, person: str, protocol: list[Subprotocol] = JSON, **more: Any) -> Client:
        client = await dial(f"{url}?{person}", protocol)
        await client.hello(**more)
        return client

    return join
