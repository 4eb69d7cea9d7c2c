"""A wire with a listener on it: what goes from the server to whoever connects here is kept, byte for byte.

Pages, files, sockets and refusals alike, and nothing is asked of the browser, which forgets bodies when a page is left.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import threading
import zlib
from collections.abc import Coroutine, Iterator
from types import TracebackType
from typing import Any, TypeVar

T = TypeVar("T")

GZIP, ZLIB = b"\x1f\x8b\x08", b"\x78\x01"
"""How a packed page begins, and a packed message."""


def opened(stream: bytes) -> bytes:
    """What one connection received, with all that came packed in it unpacked behind it.

    Raises AssertionError where a page said that it was packed and could not be opened.
    """
    found = list(_unpacked(stream))
    said = re.findall(rb"(?im)^content-encoding: *(\S+)\r$", stream)
    assert set(said) <= {b"gzip"}
    assert sum(kind == GZIP for kind, _ in found) >= len(said), "a packed page could not be opened"
    return b"\n".join((stream, *(plain for _, plain in found)))


def _unpacked(stream: bytes) -> Iterator[tuple[bytes, bytes]]:
    for kind in (GZIP, ZLIB):
        at = stream.find(kind)
        while at >= 0:
            opener = zlib.decompressobj(wbits=47)  # either form, by how it begins
            with contextlib.suppress(zlib.error):
                plain = opener.decompress(memoryview(stream)[at:])
                if opener.eof:
                    yield kind, plain
            at = stream.find(kind, at + 1)


class Tap:
    """A relay on a port of its own, on a loop of its own."""

    def __init__(self, port: int) -> None:
        self._to = port
        self.port = 0
        self.streams: list[bytearray] = []
        """What each connection received, in the order of connecting."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="tap")

    def __enter__(self) -> Tap:
        self._thread.start()
        self._server = self._do(asyncio.start_server(self._relay, "127.0.0.1", 0))
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._do(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    @property
    def received(self) -> int:
        return sum(map(len, self.streams))

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _close(self) -> None:
        self._server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        kept = bytearray()
        self.streams.append(kept)
        with contextlib.suppress(OSError):
            upstream, down = await asyncio.open_connection("127.0.0.1", self._to)
            await asyncio.gather(_carry(reader, down), _carry(upstream, writer, kept))


async def _carry(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, kept: bytearray | None = None
) -> None:
    with contextlib.suppress(OSError, asyncio.CancelledError):
        while piece := await reader.read(65_536):
            if kept is not None:
                kept += piece
            writer.write(piece)
            await writer.drain()
    with contextlib.suppress(OSError):
        writer.close()
