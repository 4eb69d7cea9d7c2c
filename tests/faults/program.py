"""A program of somebody in the room: speaks stratroom.json.1, keeps what is not acknowledged, comes back by itself.

What docs/protocol.md asks of a client, in as few lines as that takes: it is also the example that others can read. A line
that says nothing is found dead within twelve seconds, and who has lost theirs comes back at a moment of their own.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import socket
from collections.abc import Awaitable, Callable
from typing import Any

import websockets
from websockets.asyncio.client import ClientConnection

PING_S = 5.0
DEAD_S = 12.0
"""Of silence. Both are what `welcome` says of the pace."""
FIRST_RETRY_S, LAST_RETRY_S = 0.05, 3.0

Dial = Callable[[], Awaitable[socket.socket]]
"""Makes a connection to the server, where that is not done in the ordinary way. Raises OSError."""


class Program:
    def __init__(self, url: str, plan: str, token: str, dial: Dial | None = None) -> None:
        self.url = url.replace("http", "ws", 1) + f"/live/{plan}"
        self.headers = {"Authorization": f"Bearer {token}"}
        self.records: dict[str, dict[str, Any]] = {}
        self.order: dict[str, list[str]] = {}
        self.outbox: dict[str, dict[str, Any]] = {}
        """Command id → command, in the order of asking."""
        self.acked: list[str] = []
        self.refused: dict[str, str] = {}
        self.bytes: list[str] = []
        """Everything the server ever said, where `keep` was asked for."""
        self.keep = False
        self.seen: Callable[[dict[str, Any]], None] = lambda record: None
        """Told of each record as it is shown."""
        self.welcomed = asyncio.Event()
        self.here = 0
        """How many people there are, as it was told last."""
        self.byes = 0
        """How often the server said that it goes."""
        self.visits = 0
        """How often it was welcomed."""
        self._dial = dial
        self._socket: ClientConnection | None = None
        self._turn = asyncio.Lock()
        """Who says something waits for who began before: what is sent again comes before what is new."""
        self._heard = 0.0
        self._tries = 0
        self._retry_after: float | None = None
        self._stopped = False
        self._news = asyncio.Event()

    async def run(self) -> None:
        """Stay connected until `stop`."""
        while not self._stopped:
            with contextlib.suppress(OSError, websockets.WebSocketException, TimeoutError):
                await self._visit()
            self._socket = None
            self.welcomed.clear()
            if not self._stopped:
                await asyncio.sleep(self._patience())

    def _patience(self) -> float:
        """Seconds until the next try: as the server asked, or growing, and never the same for all."""
        asked, self._retry_after = self._retry_after, None
        wait = asked or min(FIRST_RETRY_S * 2**self._tries, LAST_RETRY_S) * random.uniform(0.5, 1)
        self._tries = min(self._tries + 1, 16)
        return wait

    async def stop(self) -> None:
        self._stopped = True
        if self._socket is not None:
            await self._socket.close()

    async def ask(self, command: dict[str, Any]) -> None:
        """Keep the command until it is answered, and send it if there is a connection."""
        self.outbox[command["id"]] = {"type": "command", **command}
        await self.say(self.outbox[command["id"]])

    async def _send(self, commands: list[dict[str, Any]], socket: ClientConnection) -> None:
        async with self._turn:
            for command in commands:
                await socket.send(json.dumps(command))

    async def say(self, message: dict[str, Any]) -> None:
        """Send once, as it is, whatever becomes of it."""
        if self._socket is not None and self.welcomed.is_set():
            with contextlib.suppress(websockets.WebSocketException):
                await self._send([message], self._socket)

    async def until(self, true: Any, patience: float = 30.0) -> None:
        """Wait until `true()` holds; every message from the server is a reason to look again."""
        async with asyncio.timeout(patience):
            while not true():
                self._news.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), 0.5)

    async def _visit(self) -> None:
        line = await self._dial() if self._dial is not None else None
        async with websockets.connect(
            self.url,
            subprotocols=[websockets.Subprotocol("stratroom.json.1")],
            additional_headers=self.headers,
            max_size=2**24,
            compression=None,
            ping_interval=None,
            close_timeout=2,
            sock=line,
        ) as socket:
            hello = {"type": "hello", "protocol": "stratroom.json.1", "page": "json"}
            await socket.send(json.dumps(hello))
            self._socket = socket
            watching = asyncio.create_task(self._watch(socket))
            try:
                async for raw in socket:
                    await self._hear(str(raw))
            finally:
                watching.cancel()

    async def _watch(self, socket: ClientConnection) -> None:
        """Ask whether the server is still there; cut a line that says nothing."""
        now = asyncio.get_running_loop().time
        self._heard = now()
        while now() - self._heard < DEAD_S:
            ask = asyncio.create_task(self._ask(socket))
            # On a line that takes nothing a question is never sent at all.
            await asyncio.wait([ask], timeout=1)
            await asyncio.sleep(min(PING_S, max(0.0, self._heard + DEAD_S - now())))
            ask.cancel()
        socket.transport.abort()

    async def _ask(self, socket: ClientConnection) -> None:
        with contextlib.suppress(websockets.WebSocketException):
            await socket.send('{"type":"ping"}')

    async def _hear(self, raw: str) -> None:
        if self.keep:
            self.bytes.append(raw)
        self._heard = asyncio.get_running_loop().time()
        said = json.loads(raw)
        match said["type"]:
            case "welcome":
                self.visits += 1
                self._tries = 0
                self.records, self.order = {}, {}
                self.welcomed.set()
                assert self._socket is not None
                await self._send(list(self.outbox.values()), self._socket)
            case "frame":
                self._show(said)
            case "ack":
                if self.outbox.pop(said["id"], None) is not None:
                    self.acked.append(said["id"])
            case "presence":
                self.here = said["here"]
            case "bye":
                self.byes += 1
                self._retry_after = said["retry_after_ms"] / 1000
            case "refused" if not said.get("again"):
                self.outbox.pop(said["id"], None)
                self.refused[said["id"]] = said["code"]
        self._news.set()

    def _show(self, frame: dict[str, Any]) -> None:
        for record in frame["records"]:
            self.records[record["id"]] = record
            self.seen(record)
        for gone in frame["gone"]:
            self.records.pop(gone, None)
            self.order.pop(gone, None)
        self.order.update(frame["order"])
