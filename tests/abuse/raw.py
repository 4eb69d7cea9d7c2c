"""HTTP and WebSocket by hand, over a plain stream: what a proper client refuses to send has to be sent here.

Nothing is checked on the way out and little on the way in. A frame is masked with zeros, so that its payload stands on
the wire as it was made.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

PATIENCE = 120.0
"""Seconds for an answer: a machine that proves other things beside this is slow, a stuck server is silent."""
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


class HungUp(Exception):
    """The server closed the line; `code` is the WebSocket's close code, or 1006 without one."""

    def __init__(self, code: int = 1006) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for a request; status 0 where the line was closed without one."""

    status: int
    head: bytes
    body: bytes

    @property
    def all(self) -> bytes:
        return self.head + b"\r\n" + self.body

    def header(self, name: str) -> str:
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.strip().lower() == name.encode():
                return value.strip().decode("latin-1")
        return ""

    def cookies(self) -> dict[str, str]:
        found = {}
        for line in self.head.split(b"\r\n"):
            key, _, value = line.partition(b":")
            if key.strip().lower() == b"set-cookie":
                name, _, rest = value.decode("latin-1").strip().partition("=")
                found[name] = rest.partition(";")[0]
        return found


def request(
    method: str, target: str, headers: Mapping[str, str], body: bytes = b"", host: str = "127.0.0.1"
) -> bytes:
    """A request's bytes, whatever its parts hold."""
    lines = [f"{method} {target} HTTP/1.1"]
    told = {name.lower() for name in headers}
    if "host" not in told:
        lines.append(f"Host: {host}")
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body and not {"content-length", "transfer-encoding"} & told:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("utf-8", "surrogatepass") + b"\r\n\r\n" + body


async def exchange(port: int, sent: bytes, *, patience: float = PATIENCE) -> Answer:
    """Send bytes on a line of their own and read what comes until it is whole, the line ends or patience does."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**24)
    try:
        writer.write(sent)
        async with asyncio.timeout(patience):
            return await _answer(reader, sent.startswith(b"HEAD "))
    except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError):
        return Answer(0, b"", b"")
    finally:
        _drop(writer)


class Browser:
    """One connection that is kept open, for requests that are whole."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, sent: bytes) -> Answer:
        """The answer; on a new line where the server ended the old one."""
        for _again in range(2):
            kept = self._line is not None
            reader, writer = self._line or await asyncio.open_connection("127.0.0.1", self.port, limit=2**24)
            self._line = reader, writer
            try:
                writer.write(sent)
                async with asyncio.timeout(PATIENCE):
                    answer = await _answer(reader, sent.startswith(b"HEAD "))
            except (ConnectionError, asyncio.IncompleteReadError):
                self.close()
                if kept:
                    continue
                return Answer(0, b"", b"")
            if answer.header("connection").lower() == "close":
                self.close()
            return answer
        return Answer(0, b"", b"")

    def close(self) -> None:
        if self._line is not None:
            _drop(self._line[1])
            self._line = None


def _drop(writer: asyncio.StreamWriter) -> None:
    """At once, whatever is still under way."""
    writer.transport.abort()


async def _answer(reader: asyncio.StreamReader, bodiless: bool = False) -> Answer:
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    told = Answer(status, head[:-4], b"")
    if bodiless or status in (204, 304):
        body = b""
    elif length := told.header("content-length"):
        body = await reader.readexactly(int(length))
    elif "chunked" in told.header("transfer-encoding").lower():
        body = await _chunks(reader)
    else:
        body = await reader.read()
    return Answer(status, told.head, body)


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    whole = bytearray()
    while size := int(await reader.readline(), 16):
        whole += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return bytes(whole)


def frame(payload: bytes, opcode: int = TEXT, *, first: int | None = None, masked: bool = True) -> bytes:
    """A WebSocket frame; `first` is its first byte as it is, for frames that no standard knows."""
    start = 0x80 | opcode if first is None else first
    mask = 0x80 if masked else 0
    if len(payload) < 126:
        size = bytes([mask | len(payload)])
    elif len(payload) < 65_536:
        size = bytes([mask | 126]) + struct.pack(">H", len(payload))
    else:
        size = bytes([mask | 127]) + struct.pack(">Q", len(payload))
    return bytes([start]) + size + (b"\0\0\0\0" if masked else b"") + payload


@dataclass(slots=True)
class Socket:
    """A WebSocket that is open."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    heard: list[bytes] = field(default_factory=list)
    """Every text message, oldest first; whoever has read them empties the list."""

    def send(self, *frames: bytes) -> None:
        self.writer.write(b"".join(frames))

    async def hear(self) -> bytes:
        """The next text message. Raises HungUp; TimeoutError where there is nothing for long."""
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    opcode, payload = await self._frame()
                    if opcode == TEXT:
                        self.heard.append(payload)
                        return payload
                    if opcode == PING:
                        self.send(frame(payload, PONG))
                    if opcode == CLOSE:
                        raise HungUp(int.from_bytes(payload[:2], "big") if payload else 1005)
        except (ConnectionError, asyncio.IncompleteReadError):
            raise HungUp from None

    async def _frame(self) -> tuple[int, bytes]:
        first, second = await self.reader.readexactly(2)
        size = second & 0x7F
        if size == 126:
            size = int.from_bytes(await self.reader.readexactly(2), "big")
        elif size == 127:
            size = int.from_bytes(await self.reader.readexactly(8), "big")
        return first & 0x0F, await self.reader.readexactly(size)

    async def drained(self) -> None:
        try:
            await self.writer.drain()
        except ConnectionError:
            raise HungUp from None

    def close(self) -> None:
        _drop(self.writer)


async def upgrade(port: int, path: str, protocol: str, headers: Mapping[str, str]) -> Socket | Answer:
    """Open a WebSocket, or what was answered instead."""
    asked = {
        "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
        **({"Sec-WebSocket-Protocol": protocol} if protocol else {}), **headers,
    }  # fmt: skip
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**24)
    writer.write(request("GET", path, asked, host=f"127.0.0.1:{port}"))
    try:
        async with asyncio.timeout(PATIENCE):
            head = await reader.readuntil(b"\r\n\r\n")
    except (ConnectionError, asyncio.IncompleteReadError):
        _drop(writer)
        return Answer(0, b"", b"")
    if b" 101 " in head.split(b"\r\n", 1)[0]:
        return Socket(reader, writer)
    _drop(writer)
    return Answer(int(head.split(b" ", 2)[1]), head, b"")
