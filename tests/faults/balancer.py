"""What stands before several servers: takes lines in turn to whichever server answers, and knows nothing else."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence

CHUNK = 65_536

_End = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Balancer:
    def __init__(self, ports: Sequence[int]) -> None:
        self._ports = list(ports)
        self.lines: dict[int, int] = dict.fromkeys(ports, 0)
        """How many lines each server has now."""
        self.port = 0

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for port in self._in_turn():
            self.lines[port] += 1
            try:
                to_reader, to_writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                self.lines[port] -= 1
                continue
            try:
                await self._both_ways((reader, writer), (to_reader, to_writer))
            finally:
                self.lines[port] -= 1
            return
        writer.transport.abort()

    async def _both_ways(self, one: _End, other: _End) -> None:
        """A line that breaks at one end breaks at the other."""
        tasks = [asyncio.ensure_future(way) for way in (_carry(one[0], other[1]), _carry(other[0], one[1]))]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for _reader, writer in (one, other):
                writer.transport.abort()

    def _in_turn(self) -> list[int]:
        """The one with the fewest lines first."""
        return sorted(self._ports, key=lambda port: self.lines[port])


@contextlib.asynccontextmanager
async def balancing(ports: Sequence[int]) -> AsyncIterator[Balancer]:
    """A balancer on a port of its own."""
    balancer = Balancer(ports)
    async with await asyncio.start_server(balancer.take, "127.0.0.1", 0) as server:
        balancer.port = server.sockets[0].getsockname()[1]
        yield balancer


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()
