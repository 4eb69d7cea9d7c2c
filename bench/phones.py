"""Many phones in one process: sockets that look for a marker in what arrives, and do nothing else with it.

A real client would spend its time decoding; here the server is measured, so a delivery costs the load one search in
a few hundred bytes.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import struct
import time
from typing import Any, cast

TEXT, PING, PONG = 0x1, 0x9, 0xA


class Phone(asyncio.Protocol):
    """One connection. `seen` gets (marker, time) for every marker that it is waiting for."""

    def __init__(self, room: Room, path: str, headers: dict[str, str], hello: dict[str, Any]) -> None:
        self.room = room
        self.path = path
        self.headers = headers
        self.hello = hello
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.closed = False
        self._greeted = False
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [f"GET {self.path} HTTP/1.1", "Host: 127.0.0.1", "Upgrade: websocket", "Connection: Upgrade"]
        lines += [f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        self.transport.write(("\r\n".join(lines) + "\r\n\r\n").encode())

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        self._buffer += data
        if not self._greeted:
            _head, end, rest = self._buffer.partition(b"\r\n\r\n")
            if not end:
                return
            self._greeted, self._buffer = True, rest
            self.say(self.hello)
        while (found := first_frame(self._buffer)) is not None:
            opcode, payload, self._buffer = found
            if opcode == PING:
                self.transport.write(masked(payload, PONG))
            elif opcode == TEXT:
                self._hear(payload, now)

    def _hear(self, payload: bytes, now: float) -> None:
        if not self.ready.done() and self.room.welcome in payload:
            self.ready.set_result(None)
        self.room.look(self, payload, now)
        if self is self.room.witness:
            self.room.heard.append(payload)

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = True
        if not self.ready.done():
            self.ready.set_exception(ConnectionError("the server hung up before the welcome"))

    def say(self, message: dict[str, Any]) -> None:
        self.say_bytes(json.dumps(message, separators=(",", ":")).encode())

    def say_bytes(self, payload: bytes) -> None:
        self.transport.write(masked(payload))


def first_frame(buffer: bytes) -> tuple[int, bytes, bytes] | None:
    """Opcode and payload of the first frame that a server sent, and the rest; None until it is whole."""
    if len(buffer) < 2:
        return None
    size, at = buffer[1] & 0x7F, 2
    if size > 125:
        width = 2 if size == 126 else 8
        size, at = int.from_bytes(buffer[2 : 2 + width], "big"), 2 + width
    whole = at + size
    return (buffer[0] & 0x0F, buffer[at:whole], buffer[whole:]) if len(buffer) >= whole else None


def masked(payload: bytes, opcode: int = TEXT) -> bytes:
    """A client's frame with a mask of zeros: allowed, and free."""
    first, size = 0x80 | opcode, len(payload)
    if size < 126:
        head = struct.pack("!BB", first, 0x80 | size)
    elif size < 65_536:
        head = struct.pack("!BBH", first, 0x80 | 126, size)
    else:
        head = struct.pack("!BBQ", first, 0x80 | 127, size)
    return head + b"\0\0\0\0" + payload


class Room:
    """All phones of one run, and when each of them saw what."""

    def __init__(self, welcome: bytes) -> None:
        self.welcome = welcome
        self.phones: list[Phone] = []
        self.waiting: dict[bytes, set[Phone]] = {}
        self.last: dict[bytes, float] = {}
        self.acks: dict[bytes, float] = {}
        self.deliveries = 0
        self.witness: Phone | None = None
        """The phone whose frames are kept, all of them, in `heard`."""
        self.heard: list[bytes] = []

    async def enter(self, port: int, path: str, headers: dict[str, str], hello: dict[str, Any]) -> Phone:
        loop = asyncio.get_running_loop()
        _transport, phone = await loop.create_connection(
            lambda: Phone(self, path, headers, hello), "127.0.0.1", port
        )
        await asyncio.wait_for(phone.ready, 60)
        self.phones.append(phone)
        return phone

    def expect(self, marker: bytes) -> None:
        self.waiting[marker] = set(self.phones)

    def look(self, phone: Phone, data: bytes, now: float) -> None:
        for marker in [m for m in self.waiting if m in data]:
            left = self.waiting[marker]
            if phone in left:
                left.discard(phone)
                self.deliveries += 1
                if not left:
                    self.last[marker] = now
                    del self.waiting[marker]
        for id_ in [i for i in self.acks if self.acks[i] < 0 and i in data]:
            self.acks[id_] = now

    def close(self) -> None:
        for phone in self.phones:
            phone.transport.abort()
