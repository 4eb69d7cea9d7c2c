"""How bytes reach one page, and how far behind the network is with them.

Two ways, one shape. `RawChannel` writes ready-made frames to the transport of our own uvicorn protocol: no
await, no task, no framing per connection. `AsgiChannel` works on any ASGI server and in test clients, with a
small queue and one task.

A channel never decides what to send. It says how much it has not got rid of (`backlog`) and calls `drained`
when it has; what is held back until then is never queued here but made anew from the newest page.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Protocol

from app.live.frames import Ready
from app.live.traffic import TRAFFIC

HIGH_WATER = 65_536
"""Bytes waiting for the network above which nothing more is written to a connection."""
LOW_WATER = 16_384
"""Bytes waiting below which a connection that was behind is brought up to date."""
CLOSING_S = 2.0
"""How long a page may take to answer a close before the line is cut."""

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Channel(Protocol):
    drained: Callable[[], None] | None

    def write(self, ready: Ready) -> None:
        """Hand over a message; never blocks. Dropped without a word when the line is gone."""
        ...

    def offer(self, ready: Ready) -> bool:
        """The same, unless more than HIGH_WATER bytes wait already: then False."""
        ...

    def backlog(self) -> int:
        """Bytes handed over that the network has not taken yet."""
        ...

    def heard(self) -> float | None:
        """Loop time of the last byte from the other side, pongs included; None where the server can't tell."""
        ...

    def close(self, code: int) -> None:
        """Say goodbye with this code; the line is cut if the other side does not answer."""
        ...

    def abort(self) -> None:
        """Cut the line now."""
        ...

    def over(self) -> bool:
        """Whether the line is closed, after the other side answered the goodbye or for any other reason."""
        ...

    def forget(self) -> None:
        """The other side is gone: nothing is sent any more."""
        ...


class Line(Protocol):
    """What `RawChannel` needs of the server's protocol object (`app.live.protocol`)."""

    drained: Callable[[], None] | None
    stopping: Callable[[], None] | None
    heard_at: float
    transport: asyncio.Transport


class RawChannel:
    def __init__(self, line: Line, send: Send) -> None:
        self._line = line
        self._send = send
        self._closing: asyncio.Task[None] | None = None
        line.transport.set_write_buffer_limits(high=HIGH_WATER, low=LOW_WATER)

    @property
    def drained(self) -> Callable[[], None] | None:
        return self._line.drained

    @drained.setter
    def drained(self, call: Callable[[], None] | None) -> None:
        self._line.drained = call

    def stopping(self, call: Callable[[], None]) -> None:
        """Call this before the server hangs up because it stops."""
        self._line.stopping = call

    def write(self, ready: Ready) -> None:
        transport = self._line.transport
        if self._closing is None and not transport.is_closing():
            transport.write(ready.framed)
            TRAFFIC.frames += 1
            TRAFFIC.bytes += len(ready.framed)

    def offer(self, ready: Ready) -> bool:
        transport = self._line.transport
        if transport.get_write_buffer_size() > HIGH_WATER:
            TRAFFIC.held_back += 1
            return False
        if self._closing is None and not transport.is_closing():
            transport.write(ready.framed)
            TRAFFIC.frames += 1
            TRAFFIC.bytes += len(ready.framed)
        return True

    def backlog(self) -> int:
        return self._line.transport.get_write_buffer_size()

    def heard(self) -> float:
        return self._line.heard_at

    def close(self, code: int) -> None:
        if self._closing is None:
            self._closing = asyncio.ensure_future(self._say_goodbye(code))

    async def _say_goodbye(self, code: int) -> None:
        asyncio.get_running_loop().call_later(CLOSING_S, self.abort)
        with contextlib.suppress(Exception):
            await self._send({"type": "websocket.close", "code": code})

    def abort(self) -> None:
        self._line.transport.abort()

    def over(self) -> bool:
        return self._line.transport.is_closing()

    def forget(self) -> None:
        self._line.drained = self._line.stopping = None


class AsgiChannel:
    """The way through `send`, for servers and test clients that show us no transport."""

    def __init__(self, send: Send) -> None:
        self.drained: Callable[[], None] | None = None
        self._send = send
        self._waiting: deque[Ready | int] = deque()
        self._bytes = 0
        self._wake = asyncio.Event()
        self._task = asyncio.ensure_future(self._run())

    def write(self, ready: Ready) -> None:
        if self._task.done():
            return
        self._waiting.append(ready)
        self._bytes += len(ready.text)
        self._wake.set()

    def offer(self, ready: Ready) -> bool:
        if self._bytes > HIGH_WATER:
            return False
        self.write(ready)
        return True

    def backlog(self) -> int:
        return self._bytes

    def heard(self) -> None:
        return None

    def close(self, code: int) -> None:
        self._waiting.append(code)
        self._wake.set()

    def abort(self) -> None:
        self._task.cancel()

    def over(self) -> bool:
        return self._task.done()

    def forget(self) -> None:
        self._task.cancel()

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                said = self._waiting.popleft()
                if isinstance(said, int):
                    await self._quietly({"type": "websocket.close", "code": said})
                    return
                form = {"bytes": said.text} if said.binary else {"text": said.text.decode()}
                if not await self._quietly({"type": "websocket.send", **form}):
                    return
                self._bytes -= len(said.text)
            if self.drained is not None:
                self.drained()

    async def _quietly(self, said: MutableMapping[str, Any]) -> bool:
        # Servers say "the client is gone" with exceptions of their own; the reader learns of it by its own way.
        try:
            await self._send(said)
        except Exception:
            self._bytes = 0
            return False
        return True
