"""Coming in: late, all at once for the first time, all at once again after the server stopped."""

from __future__ import annotations

import asyncio
import statistics
import time
from dataclasses import dataclass
from typing import Any

from bench.crowd import Crowd
from bench.served import JSON, PHONE, Filled, Server, comes_in, here, on_a_copy, settled

AT_ONCE = 64
"""Connections that are being made at the same time: a network makes them one after another, too."""


@dataclass(frozen=True)
class Late:
    ms: float
    """Median, from the TCP connection to the last byte of the plan."""
    sent: int
    """Bytes on the wire until then, heads included."""
    plain: int
    """The same unpacked."""


@dataclass(frozen=True)
class Crowded:
    seconds: float
    cpu: float
    each_kb: float
    """Memory of the server per connection."""
    rss: int


async def late_comer(store: Filled, times: int) -> Late:
    """Somebody who is signed in loads the plan while nothing else happens."""
    with on_a_copy(store) as server:
        await settled(server)
        took, sent = [], 0
        for each in range(times + 3):
            crowd = Crowd()
            began = time.perf_counter()
            person = await comes_in(crowd, server, store.people[1 + each % 10], JSON)
            if each >= 3:  # the first are drawn for
                took.append((person.entered.result() - began) * 1000)
            sent = person.bytes
            crowd.leave()
        crowd = Crowd()
        plain = (await comes_in(crowd, server, store.people[1], JSON, packed=False)).bytes
        crowd.leave()
    return Late(statistics.median(took), sent, plain)


async def first_joins(store: Filled, people: int, page: str = PHONE) -> Crowded:
    """So many open the plan at once on a server that has just started, none of whom it knows yet."""
    with on_a_copy(store) as server:
        await settled(server)
        rss, cpu = server.rss(), server.cpu()
        crowd = Crowd()
        began = time.perf_counter()
        await _at_once(store, crowd, server, people, page)
        seconds = time.perf_counter() - began
        spent = server.cpu() - cpu
        async with here(crowd):
            await asyncio.sleep(2)
            return Crowded(seconds, spent, (server.rss() - rss) / people / 1024, server.rss())


async def back(store: Filled, people: int, page: str = JSON) -> Crowded:
    """So many who were here are cut off and back at once; the plan and who they are is known."""
    with on_a_copy(store) as server:
        await settled(server)
        rss = server.rss()
        crowd = Crowd()
        await _at_once(store, crowd, server, people, page)
        async with here(crowd):
            await asyncio.sleep(2)
            each_kb = (server.rss() - rss) / people / 1024
        await asyncio.sleep(1)
        crowd = Crowd()
        cpu, began = server.cpu(), time.perf_counter()
        await _at_once(store, crowd, server, people, page)
        seconds = time.perf_counter() - began
        spent = server.cpu() - cpu
        async with here(crowd):
            await asyncio.sleep(1)
            return Crowded(seconds, spent, each_kb, server.rss())


async def _at_once(store: Filled, crowd: Crowd, server: Server, people: int, page: str) -> None:
    waiting = asyncio.Semaphore(AT_ONCE)

    async def one(who: dict[str, Any]) -> None:
        async with waiting:
            await comes_in(crowd, server, who, page)

    await asyncio.gather(*(one(each) for each in store.people[1 : people + 1]))
