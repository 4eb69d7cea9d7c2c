"""A thousand phones in one process: sockets that say what they hold, hear what they lack, and come back as pages do.

Only as much of a page as its network sees: frames become tags, which go into the next hello. What a whole audience is
sent alike is read once. The delays before coming back are those of static/live/socket.js.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import resource
import time
import zlib
from base64 import b64encode
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlsplit

from tests.faults.deaf import masked

PROTOCOL = "stratroom.html.1"
FIRST_RETRY_S, LAST_RETRY_S = 0.3, 3.0
PING_S = 5.0
TEXT, PING = 0x1, 0x9


class Held:
    """What a page holds: fragments and lists with their tags, by scope."""

    _read: dict[bytes, dict[str, Any]] = {}  # noqa: RUF012  shared by all on purpose

    def __init__(self) -> None:
        self._tags: dict[str, dict[str, str]] = {}
        self._orders: dict[str, dict[str, str]] = {}
        self.fragments = 0
        """Sent, the same one twice counting twice."""

    def take(self, frame: bytes) -> None:
        said = self._frame(frame)
        tags = self._tags.setdefault(said["scope"], {})
        orders = self._orders.setdefault(said["scope"], {})
        self.fragments += len(said["put"])
        for id_, tag in said["put"]:
            tags[id_] = tag
        for id_ in said["gone"]:
            tags.pop(id_, None)
        orders.update(said["order"])

    def hello(self) -> dict[str, object]:
        return {
            "type": "hello", "protocol": PROTOCOL, "page": "phone", "lang": "en",
            "holds": self._tags, "orders": self._orders,
        }  # fmt: skip

    @classmethod
    def _frame(cls, raw: bytes) -> dict[str, Any]:
        found = cls._read.get(raw)
        if found is None:
            said = json.loads(raw)
            order = {
                id_: f"{len(ids)}.{zlib.crc32(chr(10).join(ids).encode()):08x}"
                for id_, ids in said["order"].items()
            }
            put = [(id_, tag) for id_, tag, _html in said["put"]]
            found = {"scope": said["scope"], "put": put, "gone": said["gone"], "order": order}
            if len(cls._read) < 2_000:
                cls._read[raw] = found
        return found


class Phone:
    """One page, on the plan as long as it is not stopped."""

    def __init__(self, url: str, plan: str, token: str, chance: random.Random) -> None:
        self._address = urlsplit(url)
        self._head = (
            f"GET /live/{plan} HTTP/1.1\r\nHost: {self._address.netloc}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Protocol: {PROTOCOL}\r\nAuthorization: Bearer {token}\r\nSec-WebSocket-Key: "
        )
        self._chance = chance
        self._tries = 0
        self._stopped = False
        self._line: _Line | None = None
        self.retry_after: float | None = None
        self.held = Held()
        self.tried_at: list[float] = []
        """Monotonic times at which it called."""
        self.loaded_at: float | None = None
        """When it held the plan again, since it was last lost."""
        self.heard: Callable[[bytes], None] = lambda text: None

    def start(self) -> None:
        self._calling = asyncio.ensure_future(self._call())

    def stop(self) -> None:
        self._stopped = True
        if self._line is not None:
            self._line.transport.abort()

    def say(self, message: dict[str, object]) -> None:
        assert self._line is not None
        self._line.transport.write(masked(message))

    async def _call(self) -> None:
        if self._stopped:
            return
        self.tried_at.append(time.monotonic())
        try:
            await asyncio.get_running_loop().create_connection(
                lambda: _Line(self, self._head), self._address.hostname, self._address.port
            )
        except OSError:
            self._later()

    def lost(self) -> None:
        self.loaded_at = self._line = None
        if not self._stopped:
            self._later()

    def _later(self) -> None:
        asked, self.retry_after = self.retry_after, None
        if asked is None:
            asked = min(FIRST_RETRY_S * 2**self._tries, LAST_RETRY_S) * self._chance.uniform(0.5, 1)
            self._tries += 1
        asyncio.get_running_loop().call_later(asked, self.start)

    def came_in(self, line: _Line) -> None:
        self._line, self._tries = line, 0

    def hears(self, text: bytes) -> None:
        # Every message begins with its type.
        if text.startswith(b'{"type":"frame"'):
            self.held.take(text)
            if self.loaded_at is None and b'"scope":"all"' in text:
                self.loaded_at = time.monotonic()
        elif text.startswith(b'{"type":"bye"'):
            self.retry_after = json.loads(text)["retry_after_ms"] / 1000 or None
        self.heard(text)


class _Line(asyncio.Protocol):
    def __init__(self, phone: Phone, head: str) -> None:
        self._phone = phone
        self._head = head
        self._greeted = False
        self._buffer = bytearray()
        self._ping: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        key = b64encode(os.urandom(16)).decode()
        self.transport.write(f"{self._head}{key}\r\n\r\n".encode())

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._greeted:
            _head, end, rest = bytes(self._buffer).partition(b"\r\n\r\n")
            if not end:
                return
            self._greeted, self._buffer = True, bytearray(rest)
            self._phone.came_in(self)
            self.transport.write(masked(self._phone.held.hello()))
            self._ask()
        while (text := self._next()) is not None:
            if text:
                self._phone.hears(text)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._ping is not None:
            self._ping.cancel()
        self._phone.lost()

    def _ask(self) -> None:
        self.transport.write(masked({"type": "ping"}))
        self._ping = asyncio.get_running_loop().call_later(PING_S, self._ask)

    def _next(self) -> bytes | None:
        """The next message; empty for what is none; None until it is whole."""
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        opcode, size, at = buffer[0] & 0x0F, buffer[1] & 0x7F, 2
        if size > 125:
            at += 2 if size == 126 else 8
            size = int.from_bytes(buffer[2:at], "big")
        if len(buffer) < at + size:
            return None
        payload = bytes(buffer[at : at + size])
        del buffer[: at + size]
        if opcode == PING:
            self.transport.write(b"\x8a" + bytes((0x80 | len(payload),)) + bytes(4) + payload)
        return payload if opcode == TEXT else b""


def room_for(sockets: int) -> None:
    """Let this process open so many. Raises ValueError where it may not."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < sockets + 100:
        resource.setrlimit(resource.RLIMIT_NOFILE, (sockets + 100, hard))
