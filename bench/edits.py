"""Edits of many people, in one room: on a fixed schedule (`open_loop`), or as fast as they are seen (`closed_loop`)."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import itertools
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bench.crowd import MARK, Crowd, Person, compact, mark, masked
from bench.served import (
    ITEMS,
    Filled,
    Server,
    all_come_in,
    broadcasting,
    here,
    item,
    on_a_copy,
    settled,
    words,
)

IN_FLIGHT = 8
GIVE_UP_S = 15.0
numbers = itertools.count(1)
"""Of edits, never twice in one run."""


@dataclass(frozen=True)
class Run:
    """One repetition of one measure on one server. Times in ms."""

    edits: int
    seconds: float
    ack: list[float]
    last: list[float]
    missing: int
    deliveries: int
    cpu: float
    """Seconds of the server's processor."""
    rss: int
    busy: float
    """Of one, how much of its own processor the load used: above 0.8 it may itself be what is slow."""
    late: float
    """Milliseconds by which the load itself was late with an edit, at worst."""

    @property
    def cpu_per_1000(self) -> float:
        return 1e6 * self.cpu / max(1, self.deliveries)


Says = Callable[[int], tuple[Person, bytes, bytes | None]]
"""Number of an edit → who says it, its frame, the id of its acknowledgement."""


async def open_loop(server: Server, crowd: Crowd, says: Says, count: int, rate: float) -> Run:
    """Edits leave on a fixed schedule, whatever the server does; latency counts from when each was due."""
    ready = [(number, *says(number)) for number in itertools.islice(numbers, count)]
    due: dict[int, float] = {}
    late = 0.0
    crowd.deliveries, crowd.ack_ms = 0, []
    gc.collect()
    cpu, own, began = server.cpu(), time.process_time(), time.perf_counter()
    first = began + 0.2
    for place, (number, person, frame, ack) in enumerate(ready):
        at = first + place / rate
        if (wait := at - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        late = max(late, time.perf_counter() - at)
        crowd.expect(number)
        due[number] = at
        if ack is not None:
            crowd.acks[ack] = at
        person.say_bytes(frame)
    await _all_seen(crowd)
    seconds = time.perf_counter() - began
    return Run(
        edits=count, seconds=seconds, ack=crowd.ack_ms,
        last=[(crowd.last[number] - at) * 1000 for number, at in due.items() if number in crowd.last],
        missing=crowd.missing, deliveries=crowd.deliveries, cpu=server.cpu() - cpu, rss=server.rss(),
        busy=(time.process_time() - own) / seconds, late=late * 1000,
    )  # fmt: skip


async def closed_loop(server: Server, crowd: Crowd, says: Says, count: int) -> Run:
    """Eight edits are under way, each replaced when everybody has it."""
    ready = {number: says(number) for number in itertools.islice(numbers, count)}
    to_say = iter(ready.items())
    done = asyncio.Event()
    sent: dict[int, float] = {}

    def say_next(_seen: int = 0) -> None:
        number, (person, frame, ack) = next(to_say, (0, (None, b"", None)))
        if person is None:
            if len(crowd.last) - before >= count:
                done.set()
            return
        crowd.expect(number)
        sent[number] = time.perf_counter()
        if ack is not None:
            crowd.acks[ack] = sent[number]
        person.say_bytes(frame)

    crowd.deliveries, crowd.ack_ms, before = 0, [], len(crowd.last)
    crowd.all_have = say_next
    gc.collect()
    cpu, own, began = server.cpu(), time.process_time(), time.perf_counter()
    for _ in range(IN_FLIGHT):
        say_next()
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(done.wait(), 120)
    seconds = time.perf_counter() - began
    crowd.all_have = None
    spent, used = server.cpu() - cpu, time.process_time() - own
    await _all_seen(crowd)
    return Run(
        edits=len(crowd.last) - before, seconds=seconds, ack=crowd.ack_ms,
        last=[(crowd.last[number] - at) * 1000 for number, at in sent.items() if number in crowd.last],
        missing=crowd.missing, deliveries=crowd.deliveries, cpu=spent, rss=server.rss(),
        busy=used / seconds, late=0.0,
    )  # fmt: skip


async def _all_seen(crowd: Crowd) -> None:
    give_up = time.perf_counter() + GIVE_UP_S
    while crowd.waiting and time.perf_counter() < give_up:  # noqa: ASYNC110  measures, must not be woken
        await asyncio.sleep(0.05)


def an_edit(crowd: Crowd, number: int, items: int = ITEMS) -> tuple[Person, bytes, bytes]:
    """Somebody words an action anew; another one and somebody else each time."""
    person = crowd.people[number % len(crowd.people)]
    id_ = secrets.token_urlsafe(12)
    value = f"{mark(number)} {words(number % items)}"
    command = {
        "type": "command", "id": id_, "do": "set", "record": item(number % items), "field": "statement",
        "value": value,
    }  # fmt: skip
    return person, masked(compact(command)), id_.encode()


# the product and its floors, taking turns


async def product_open(
    store: Filled, people: int, page: str, count: int, rate: float
) -> tuple[Run, list[bytes]]:
    """One repetition on the product; and what one screen was sent meanwhile."""
    with on_a_copy(store) as server:
        crowd = Crowd()
        async with here(crowd):
            await all_come_in(crowd, server, list(store.people[1 : people + 1]), page)
            await settled(server)
            await open_loop(server, crowd, lambda number: an_edit(crowd, number), min(count, 100), rate)
            heard: list[bytes] = []
            witness = crowd.people[-1]
            witness.hears = heard.append
            run = await open_loop(server, crowd, lambda number: an_edit(crowd, number), count, rate)
            return run, heard


async def product_closed(store: Filled, people: int, page: str, count: int) -> Run:
    with on_a_copy(store) as server:
        crowd = Crowd()
        async with here(crowd):
            await all_come_in(crowd, server, list(store.people[1 : people + 1]), page)
            await settled(server)
            return await closed_loop(server, crowd, lambda number: an_edit(crowd, number), count)


async def broadcast_open(people: int, frames: list[bytes], rate: float) -> Run:
    """The very frames that showed the edits, said again by one person after the other to a server that only repeats."""
    with broadcasting() as server:
        crowd = Crowd()
        for _ in range(people):
            await crowd.enter(server.port, "/", {}, {"hello": 1}, b"welcome")
        async with here_quietly(crowd):
            again = list(_anew(frames))
            says = iter(again)

            def say(number: int) -> tuple[Person, bytes, None]:
                frame = MARK.sub(mark(number).encode(), next(says))
                return crowd.people[number % len(crowd.people)], masked(frame), None

            return await open_loop(server, crowd, say, len(again), rate)


class here_quietly:  # noqa: N801
    """Everybody stays without a word: what they said would go to all."""

    def __init__(self, crowd: Crowd) -> None:
        self._crowd = crowd

    async def __aenter__(self) -> None:
        return None

    async def __aexit__(self, *_about: object) -> None:
        self._crowd.leave()
        await asyncio.sleep(0.2)


def _anew(frames: Iterable[bytes]) -> Iterable[bytes]:
    """Frames that showed something for the first time."""
    shown: set[bytes] = set()
    for frame in frames:
        fresh = set(MARK.findall(frame)) - shown
        if fresh and b'"ack"' not in frame[:40]:
            shown |= fresh
            yield frame
