"""A bare broadcast: whatever one connection says goes to all. The floor that sockets and the kernel set."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import sys
from typing import cast

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
everybody: set[Bare] = set()


class Bare(asyncio.Protocol):
    def __init__(self) -> None:
        self._buffer = b""
        self._open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._open:
            self._shake_hands()
        while self._open and (payload := self._next()) is not None:
            ready = framed(payload)
            for one in everybody:
                one.transport.write(ready)

    def connection_lost(self, exc: Exception | None) -> None:
        everybody.discard(self)

    def _shake_hands(self) -> None:
        head, end, rest = self._buffer.partition(b"\r\n\r\n")
        if not end:
            return
        key = next(
            line.split(b": ")[1] for line in head.split(b"\r\n") if line.startswith(b"Sec-WebSocket-Key")
        )
        accept = base64.b64encode(hashlib.sha1(key + GUID, usedforsecurity=False).digest())
        self.transport.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n" + framed(b"welcome")
        )
        self._buffer, self._open = rest, True
        everybody.add(self)

    def _next(self) -> bytes | None:
        """The payload of the next whole frame, masked with zeros by our load."""
        if len(self._buffer) < 2:
            return None
        size, at = self._buffer[1] & 0x7F, 2
        if size > 125:
            width = 2 if size == 126 else 8
            size, at = int.from_bytes(self._buffer[2 : 2 + width], "big"), 2 + width
        at += 4
        if len(self._buffer) < at + size:
            return None
        payload, self._buffer = self._buffer[at : at + size], self._buffer[at + size :]
        return payload


def framed(payload: bytes) -> bytes:
    size = len(payload)
    if size < 126:
        head = bytes((0x81, size))
    elif size < 65_536:
        head = b"\x81\x7e" + size.to_bytes(2, "big")
    else:
        head = b"\x81\x7f" + size.to_bytes(8, "big")
    return head + payload


async def main(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Bare, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    import uvloop

    uvloop.run(main(int(sys.argv[1])))
