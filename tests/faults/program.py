"""A program of somebody in the room: speaks stratroom.json.1, keeps what is not acknowledged, comes back by itself.

What docs/protocol.md asks of a client, in as few lines as that takes: it is also the example that others can read.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any

import websockets
from websockets.asyncio.client import ClientConnection


class Program:
    def __init__(self, url: str, plan: str, token: str) -> None:
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
        self.welcomed = asyncio.Event()
        self._socket: ClientConnection | None = None
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
                await asyncio.sleep(0.05)

    async def stop(self) -> None:
        self._stopped = True
        if self._socket is not None:
            await self._socket.close()

    async def ask(self, command: dict[str, Any]) -> None:
        """Keep the command until it is answered, and send it if there is a connection."""
        self.outbox[command["id"]] = {"type": "command", **command}
        if self._socket is not None and self.welcomed.is_set():
            with contextlib.suppress(websockets.WebSocketException):
                await self._socket.send(json.dumps(self.outbox[command["id"]]))

    async def until(self, true: Any, patience: float = 30.0) -> None:
        """Wait until `true()` holds; every message from the server is a reason to look again."""
        async with asyncio.timeout(patience):
            while not true():
                self._news.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), 0.5)

    async def _visit(self) -> None:
        async with websockets.connect(
            self.url,
            subprotocols=[websockets.Subprotocol("stratroom.json.1")],
            additional_headers=self.headers,
            max_size=2**24,
            compression=None,
        ) as socket:
            hello = {"type": "hello", "protocol": "stratroom.json.1", "page": "json"}
            await socket.send(json.dumps(hello))
            self._socket = socket
            async for raw in socket:
                await self._hear(str(raw))

    async def _hear(self, raw: str) -> None:
        if self.keep:
            self.bytes.append(raw)
        said = json.loads(raw)
        match said["type"]:
            case "welcome":
                self.records, self.order = {}, {}
                self.welcomed.set()
                assert self._socket is not None
                for command in list(self.outbox.values()):
                    await self._socket.send(json.dumps(command))
            case "frame":
                self._show(said)
            case "ack":
                if self.outbox.pop(said["id"], None) is not None:
                    self.acked.append(said["id"])
            case "refused" if not said.get("again"):
                self.outbox.pop(said["id"], None)
                self.refused[said["id"]] = said["code"]
        self._news.set()

    def _show(self, frame: dict[str, Any]) -> None:
        for record in frame["records"]:
            self.records[record["id"]] = record
        for gone in frame["gone"]:
            self.records.pop(gone, None)
            self.order.pop(gone, None)
        self.order.update(frame["order"])
