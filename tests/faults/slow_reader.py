"""Phones that never read: the others are shown every edit as soon as ever, and the server's memory stays as it was.

One person writes long lines; fifty phones read, and note when each line is on the last of them. In every other block
ten more are in who read nothing at all. Delays are measured in blocks taken in turn, because no machine is ever as quiet
as it was a minute ago.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import re
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults.crowd import Phone, room_for
from tests.faults.deaf import deaf
from tests.faults.program import Program
from tests.faults.room import Room, people_in
from tests.faults.served import Served
from tests.faults.tally import Tally

READERS, DEAF = 50, 10
BLOCKS = 6
EDITS = 150
"""In a block."""
EVERY_S = 0.05
LONG = 450
"""Characters of a line: whoever reads nothing is behind within a block."""
MARKER = re.compile(rb"~([0-9]+)~x")
BOUND = 8 * 2**20
"""Bytes that ten who do not read may cost: what waits for each is bounded (64 KiB, and a frame beyond)."""


@dataclass(frozen=True, slots=True)
class Slow(Tally):
    rounds_measured: int = 0
    edits: int = 0
    unseen: int = 0
    """Edits that were not on all screens in time."""
    over_bound: int = 0
    """Rounds after which the server had grown by more than the bound."""
    p99_alone_us: int = 0
    p99_beside_deaf_us: int = 0
    """Both are sums over rounds: divide by their number."""
    p50_alone_us: int = 0
    p50_beside_deaf_us: int = 0
    cpu_alone_ms: int = 0
    cpu_beside_deaf_ms: int = 0
    """Sums of what the server used of the processor in all blocks without and with those who do not read."""
    grown_kib: int = 0
    """Sum over rounds of what the server grew by while there were some who did not read."""

    @classmethod
    def bad(cls) -> tuple[str, ...]:
        return ("unseen", "over_bound")


def run(folder: Path, seed: int) -> Slow:
    """Blocks with and without those who do not read, in turn."""
    room_for(READERS + DEAF)
    served = Served(folder / "data", environment={})
    return asyncio.run(_run(served, random.Random(seed)))


async def _run(served: Served, chance: random.Random) -> Slow:
    async with people_in(served, 1, others=READERS + DEAF) as room:
        (writer,) = room.programs
        readers = [Phone(served.url, room.plan, p["token"], chance) for p in room.people[1 : READERS + 1]]
        screens = Screens(readers)
        for phone in readers:
            phone.start()
        await screens.until(lambda: all(phone.loaded_at for phone in readers))
        record = next(id_ for id_, each in (await room.records()).items() if each["kind"] == "action")
        # What a server does once after its start is done, and code and templates are warm.
        await _block(writer, record, screens)
        await asyncio.sleep(5)
        delays: dict[bool, list[float]] = {False: [], True: []}
        used = {False: 0.0, True: 0.0}
        grown = 0
        for n in range(BLOCKS):
            beside = n % 2 == 1
            async with contextlib.AsyncExitStack() as block:
                before = _rss(served)
                if beside:
                    await _come_in(block, room)
                began = served.cpu
                delays[beside] += await _block(writer, record, screens)
                used[beside] += served.cpu - began
                if beside:
                    grown = max(grown, _rss(served) - before)
        for phone in readers:
            phone.stop()
        alone, beside_deaf = sorted(delays[False]), sorted(delays[True])
        seen = len(alone) + len(beside_deaf)
        return Slow(
            rounds_measured=1,
            edits=BLOCKS * EDITS,
            unseen=BLOCKS * EDITS - seen,
            over_bound=int(grown > BOUND),
            p99_alone_us=_at(alone, 0.99),
            p99_beside_deaf_us=_at(beside_deaf, 0.99),
            p50_alone_us=_at(alone, 0.5),
            p50_beside_deaf_us=_at(beside_deaf, 0.5),
            cpu_alone_ms=round(used[False] * 1000),
            cpu_beside_deaf_ms=round(used[True] * 1000),
            grown_kib=max(0, grown) // 1024,
        )


async def _come_in(block: contextlib.AsyncExitStack, room: Room) -> None:
    for person in room.people[READERS + 1 :][:DEAF]:
        await block.enter_async_context(deaf(room.served.url, room.plan, person["token"]))


class Screens:
    """When each line was on the last screen. Lines are numbered; a newer one counts for those before it."""

    def __init__(self, phones: list[Phone]) -> None:
        self.seen_at: list[float] = []
        """By number of the line."""
        self._newest = [-1] * len(phones)
        for n, phone in enumerate(phones):
            phone.heard = lambda text, n=n: self._look(n, text)  # type: ignore[misc]

    def _look(self, phone: int, text: bytes) -> None:
        shown = [int(number) for number in MARKER.findall(text)]
        if shown and max(shown) > self._newest[phone]:
            self._newest[phone] = max(shown)
            everywhere = min(self._newest) + 1
            self.seen_at += [time.perf_counter()] * (everywhere - len(self.seen_at))

    async def until(self, true: Any, patience: float = 30.0) -> None:
        async with asyncio.timeout(patience):
            while not true():  # noqa: ASYNC110  measures, must not be woken
                await asyncio.sleep(0.02)


async def _block(writer: Program, record: str, screens: Screens) -> list[float]:
    """Seconds from when each line was due until it was on the last screen."""
    first = len(screens.seen_at)
    due = []
    began = time.perf_counter()
    for n in range(EDITS):
        due.append(began + n * EVERY_S)
        if (wait := due[-1] - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        words = f"~{first + n}~" + "x" * LONG
        await writer.ask(
            {
                "id": secrets.token_urlsafe(12),
                "do": "set",
                "record": record,
                "field": "statement",
                "value": words,
            }
        )
    with contextlib.suppress(TimeoutError):
        await screens.until(lambda: len(screens.seen_at) == first + EDITS, 10)
    return [at - wanted for at, wanted in zip(screens.seen_at[first:], due, strict=False)]


def _at(ranked: list[float], share: float) -> int:
    """Microseconds."""
    return round(ranked[min(len(ranked) - 1, int(len(ranked) * share))] * 1e6) if ranked else 0


def _rss(served: Served) -> int:
    return int(Path(f"/proc/{served.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
