"""A phone that comes in and never reads: its screen is off, and its network holds on to the line."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
from base64 import b64encode
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

TAKES = 2_048
"""Bytes that the system is asked to take off the server's hands."""


@contextlib.asynccontextmanager
async def deaf(url: str, plan: str, token: str, page: str = "phone") -> AsyncIterator[socket.socket]:
    """In, having said hello; nothing is read until the end of the block. `page`: phone, board, console or json."""
    protocol = "stratroom.json.1" if page == "json" else "stratroom.html.1"
    address = urlsplit(url)
    line = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, TAKES)
    line.setblocking(False)
    try:
        loop = asyncio.get_running_loop()
        await loop.sock_connect(line, (address.hostname, address.port))
        head = (
            f"GET /live/{plan} HTTP/1.1",
            f"Host: {address.netloc}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {b64encode(os.urandom(16)).decode()}",
            f"Sec-WebSocket-Protocol: {protocol}",
            f"Authorization: Bearer {token}",
        )
        await loop.sock_sendall(line, ("\r\n".join(head) + "\r\n\r\n").encode())
        await loop.sock_sendall(line, masked({"type": "hello", "protocol": protocol, "page": page}))
        yield line
    finally:
        line.close()


def masked(message: dict[str, object]) -> bytes:
    """A client's text frame with a mask of zeros (RFC 6455, 5.3). For messages under 64 KiB."""
    payload = json.dumps(message).encode()
    size = len(payload)
    head = bytes((0x81, 0x80 | size)) if size < 126 else b"\x81\xfe" + size.to_bytes(2, "big")
    return head + bytes(4) + payload
