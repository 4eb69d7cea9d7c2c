"""A program on the socket, of another make than the server: keeps all that it heard."""

from __future__ import annotations

import asyncio
import contextlib
import json
import zlib
from collections.abc import Awaitable, Callable
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from tests.live.protocol import conforms

JSON = [Subprotocol("stratroom.json.1")]
HTML = [Subprotocol("stratroom.html.1")]


class Client:
    """A program with a socket: keeps all that it heard."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.heard: list[dict[str, Any]] = []
        self.packed: list[int] = []
        """Bytes of each message that came packed."""

    async def say(self, **message: Any) -> None:
        conforms("client", message)
        await self.socket.send(json.dumps(message))

    async def hello(self, **more: Any) -> None:
        protocol = str(self.socket.subprotocol)
        page = "json" if "json" in protocol else "phone"
        await self.say(type="hello", protocol=protocol, page=page, **more)
        await self.hears(lambda m: m["type"] == "frame")

    async def hears(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The first message, heard before or coming now, that is wanted."""
        for message in self.heard:
            if wanted(message):
                return message
        async with asyncio.timeout(5):
            while True:
                message = json.loads(self.unpacked(await self.socket.recv()))
                conforms("server", message)
                self.heard.append(message)
                if wanted(message):
                    return message

    def unpacked(self, said: str | bytes) -> str | bytes:
        """A message as it was before it was packed; that it was is remembered."""
        if isinstance(said, str):
            return said
        self.packed.append(len(said))
        return zlib.decompress(said)

    async def is_closed_with(self) -> int:
        async with asyncio.timeout(5):
            with contextlib.suppress(ConnectionClosed):
                async for said in self.socket:
                    self.heard.append(json.loads(said))
        return self.socket.close_code or 0

    def words(self) -> dict[str, str]:
        """The plan as this program has it."""
        held: dict[str, str] = {}
        for frame in (m for m in self.heard if m["type"] == "frame"):
            held |= {record["id"]: record["fields"]["text"] for record in frame["records"]}
            for id_ in frame["gone"]:
                held.pop(id_, None)
        return held


Dial = Callable[..., Awaitable[Client]]


def ack(id_: str) -> Callable[[dict[str, Any]], bool]:
    return lambda m: m["type"] == "ack" and m["id"] == id_


def refusal(id_: str) -> Callable[[dict[str, Any]], bool]:
    return lambda m: m["type"] == "refused" and m["id"] == id_
