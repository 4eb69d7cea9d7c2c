"""The WebSocket end of a page, up to its seat: handshake, who it is, hello (docs/protocol.md).

One ASGI application for `/live/{plan}`; web mounts it behind its check of origins. A caller is accepted before it is
judged, because a browser learns nothing from a refused handshake, while a close code tells it whether to try again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import replace
from typing import Any, Generic

from app.live.channel import AsgiChannel, Channel, RawChannel, Send
from app.live.connection import Connection, hang_up
from app.live.hub import Hub
from app.live.ports import Code, S, Seat, Surface, Turned
from app.live.protocol import EXTENSION
from app.live.visit import Gone, ShownOut, Visit, hear
from app.live.wire import PROTOCOLS, BadCommand, Hello

HELLO_S = 10.0
"""Time for the first message."""
PARTING_S = 5.0
"""Time for a caller who is shown out to read why."""

log = logging.getLogger("stratroom.live")

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


class LiveSocket(Generic[S]):
    """The ASGI application behind `/live/{plan}`."""

    def __init__(self, hub: Hub[S]) -> None:
        self._hub = hub

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        protocol = next((offered for offered in scope.get("subprotocols", ()) if offered in PROTOCOLS), None)
        await send({"type": "websocket.accept", "subprotocol": protocol})
        channel = _channel(scope, send)
        try:
            visit = await self._take_in(scope, protocol, channel, receive)
        except Gone:
            channel.abort()
        except ShownOut as out:
            hang_up(channel, out.code)
            await _see_off(receive)
        else:
            await visit.run(receive)

    async def _take_in(
        self, scope: Scope, protocol: str | None, channel: Channel, receive: Receive
    ) -> Visit[S]:
        """Everything between the handshake and the welcome. Raises Gone, ShownOut."""
        if protocol is None:
            raise ShownOut(Code.BAD_PROTOCOL)
        plan = str(scope["path_params"]["plan"])
        seat = await self._hub.ports.gate.admit(scope, plan)
        if isinstance(seat, Turned):
            raise ShownOut(seat.code)
        hello = await _hello(receive, protocol)
        seat = replace(seat, surface=hello.page, language=hello.lang or seat.language)
        return await self._seat(plan, seat, hello, channel)

    async def _seat(self, plan: str, seat: Seat, hello: Hello, channel: Channel) -> Visit[S]:
        try:
            room = await self._hub.room(plan)
        except LookupError:
            raise ShownOut(Code.NO_SUCH_PLAN) from None
        except Exception:
            log.exception("plan %s could not be opened", plan)
            raise ShownOut(Code.RESTART) from None
        audience = self._hub.ports.gate.audience(seat, room.state)
        if isinstance(audience, Turned):
            raise ShownOut(audience.code)
        connection = Connection(seat, channel, audience)
        self._hub.enter(room, connection, hello)
        return Visit(self._hub, room, connection)


def _channel(scope: Scope, send: Send) -> Channel:
    line = scope.get("extensions", {}).get(EXTENSION)
    return AsgiChannel(send) if line is None else RawChannel(line, send)


async def _hello(receive: Receive, protocol: str) -> Hello:
    try:
        async with asyncio.timeout(HELLO_S):
            hello = await hear(receive)
    except TimeoutError:
        raise ShownOut(Code.NO_PROGRESS) from None
    except BadCommand:  # nobody is there yet who could be answered by its id
        raise ShownOut(Code.BAD_PROTOCOL) from None
    if not isinstance(hello, Hello) or hello.protocol != protocol:
        raise ShownOut(Code.BAD_PROTOCOL)
    if (hello.page is Surface.JSON) != (protocol == "stratroom.json.1"):
        raise ShownOut(Code.BAD_PROTOCOL)
    return hello


async def _see_off(receive: Receive) -> None:
    try:
        async with asyncio.timeout(PARTING_S):
            while (await receive())["type"] != "websocket.disconnect":
                pass
    except TimeoutError:
        return
