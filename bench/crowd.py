"""Many people in one process: sockets that look for marks in what arrives, and do nothing else with it.

A real client would spend its time decoding; here the server is measured, so a delivery costs the load one search in
what was read. A mark is `~M` and eight hexadecimal digits: the words of an edit hold one, and so does everything that
shows them. One process carries some 100,000 reads a second; `Crowd.busy` says how near a run came to that.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import struct
import time
from collections.abc import Callable, Iterable
from typing import Any, cast

TEXT, BINARY, PING, PONG = 0x1, 0x2, 0x9, 0xA
MARK = re.compile(rb"~M([0-9a-f]{8})")
PING_S = 4.0
SAYS_PING = b'{"type":"ping"}'


def mark(number: int) -> str:
    return f"~M{number:08x}"


class Person(asyncio.Protocol):
    """One connection. Its frames are walked by their heads; what is in them is searched as it lies in what was read."""

    def __init__(self, crowd: Crowd, place: int, request: bytes, hello: bytes, ready: bytes) -> None:
        self.crowd = crowd
        self.place = place
        self.bytes = 0
        """Received, with heads."""
        self.entered: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        """When it was told what it waited for."""
        self.hears: Callable[[bytes], None] | None = None
        """Told every payload; costs more than a search."""
        self.left = False
        self._request = request
        self._hello = hello
        self._ready = ready
        self._early = b""
        self._pings = Pings()
        self._rest = b""
        """An unfinished frame where frames are unpacked; else the end of the read before, for a mark on the seam."""

    # what comes

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        self.bytes += len(data)
        if self.entered.done() and self.hears is None:
            self._look(data, now)
        else:
            self._enter(data, now)

    def connection_lost(self, exc: Exception | None) -> None:
        self.left = True
        if not self.entered.done():
            self.entered.set_exception(ConnectionError("the server hung up before it let somebody in"))

    def _look(self, data: bytes, now: float) -> None:
        """The fast way: nothing is unpacked; frames are walked by their heads, for the pings among them."""
        for payload in self._pings.among(data):
            self.transport.write(masked(payload, PONG))
        whole = self._rest + data if self._rest else data
        self._search(whole, now)
        # A mark may lie on the seam of two reads; one seen twice counts once.
        self._rest = b"" if data.endswith(b"}") else whole[-200:]

    def _search(self, data: bytes, now: float) -> None:
        crowd = self.crowd
        for found in MARK.findall(data):
            crowd.seen(int(found, 16), self.place, now)
        if crowd.acks and b'"ack"' in data:
            crowd.acknowledged(data, now)

    def _enter(self, data: bytes, now: float) -> None:
        if self._request:
            self._early += data
            head, end, rest = self._early.partition(b"\r\n\r\n")
            if not end:
                return
            if b" 101 " not in head.partition(b"\r\n")[0]:
                self.entered.set_exception(ConnectionError(head.partition(b"\r\n")[0].decode()))
                self._request = b""
                return
            self._request, data = b"", rest
            self.transport.write(self._hello)
        self._rest += data
        while (found := first_frame(self._rest)) is not None:
            opcode, payload, self._rest = found
            if opcode == PING:
                self.transport.write(masked(payload, PONG))
            if self.hears is not None:
                self.hears(payload)
            if not self.entered.done():
                if opcode == BINARY or self._ready in payload:
                    self.entered.set_result(now)
            else:
                self._search(payload, now)
        # From the next read on, the rest of an unfinished frame comes the fast way.
        self._pings = Pings(self._rest)

    # what goes

    def say(self, message: dict[str, Any]) -> None:
        self.transport.write(masked(compact(message)))

    def say_bytes(self, framed: bytes) -> None:
        """Somebody who was dropped says nothing: the edit counts as lost."""
        if not self.transport.is_closing():
            self.transport.write(framed)


class Pings:
    """The protocol's pings in a stream of frames. One may ride behind a frame in the same read: who does not answer it is
    cut off after fourteen seconds, and every edit from then on counts as lost.
    """

    def __init__(self, rest: bytes = b"") -> None:
        self._head = rest
        """The beginning of a frame whose head, or whose ping, is not all there."""
        self._within = 0
        """Bytes of a frame that are still to come."""

    def among(self, data: bytes) -> list[bytes]:
        """Payloads of the pings that end in this read."""
        if self._head:
            data = self._head + data
        at, pings = self._within, []
        while at + 2 <= len(data):
            size, begins = data[at + 1] & 0x7F, at + 2
            if size > 125:
                begins += 2 if size == 126 else 8
                if begins > len(data):
                    break
                size = int.from_bytes(data[at + 2 : begins], "big")
            if data[at] & 0x0F == PING:
                if begins + size > len(data):
                    break
                pings.append(data[begins : begins + size])
            at = begins + size
        self._within, self._head = max(0, at - len(data)), data[at:]
        return pings


class Crowd:
    """All people of one run, and when each of them saw what."""

    def __init__(self) -> None:
        self.people: list[Person] = []
        self.deliveries = 0
        self.last: dict[int, float] = {}
        """Number of an edit that is on all screens → when it came to the last one."""
        self.acks: dict[bytes, float] = {}
        """Id of a command → when it was due; gone once it is acknowledged."""
        self.ack_ms: list[float] = []
        self.all_have: Callable[[int], None] | None = None
        self._wanting: dict[int, tuple[bytearray, list[int]]] = {}

    async def enter(
        self, port: int, path: str, headers: dict[str, str], hello: dict[str, Any], ready: bytes
    ) -> Person:
        """Raises ConnectionError where somebody is not let in, TimeoutError after a minute."""
        place = len(self.people)
        person = Person(self, place, request_of(path, headers), masked(compact(hello)), ready)
        self.people.append(person)
        await asyncio.get_running_loop().create_connection(lambda: person, "127.0.0.1", port)
        await asyncio.wait_for(person.entered, 60)
        return person

    def expect(self, number: int) -> None:
        """From now on this edit is awaited by everybody who is here."""
        self._wanting[number] = (bytearray(len(self.people)), [len(self.people)])

    def seen(self, number: int, place: int, now: float) -> None:
        wanting = self._wanting.get(number)
        if wanting is None or wanting[0][place]:
            return
        wanting[0][place] = 1
        wanting[1][0] -= 1
        self.deliveries += 1
        if not wanting[1][0]:
            del self._wanting[number]
            self.last[number] = now
            if self.all_have is not None:
                self.all_have(number)

    def acknowledged(self, data: bytes, now: float) -> None:
        for found in re.findall(rb'"ack","id":"([^"]+)"|"id":"([^"]+)","type":"ack"', data):
            due = self.acks.pop(found[0] or found[1], None)
            if due is not None:
                self.ack_ms.append((now - due) * 1000)

    @property
    def waiting(self) -> bool:
        return bool(self._wanting or self.acks)

    @property
    def missing(self) -> int:
        """Edits that somebody never saw, so far."""
        return len(self._wanting)

    async def pings(self) -> None:
        """What keeps everybody here: pages say it every five seconds. Runs until cancelled."""
        says = masked(SAYS_PING)
        while True:
            round_ = list(self.people)
            for person in round_:
                if not person.left and person.entered.done():
                    person.say_bytes(says)
                await asyncio.sleep(PING_S / len(round_))
            if not round_:
                await asyncio.sleep(0.1)

    def leave(self) -> None:
        for person in self.people:
            if hasattr(person, "transport"):
                person.transport.abort()


def compact(message: dict[str, Any]) -> bytes:
    return json.dumps(message, separators=(",", ":")).encode()


def request_of(path: str, headers: dict[str, str]) -> bytes:
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "Upgrade: websocket", "Connection: Upgrade"]
    lines += [f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


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


def batches(many: Iterable[Any], size: int) -> list[list[Any]]:
    whole = list(many)
    return [whole[at : at + size] for at in range(0, len(whole), size)]
