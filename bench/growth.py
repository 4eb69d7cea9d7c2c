"""A plan grows: to 2,000 records, to 200,000 entries in its log. What an edit costs, and how soon it is up again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.crowd import Crowd, batches
from bench.edits import Run, an_edit, open_loop
from bench.served import (
    ACTIONS,
    BRANCH,
    CONDITIONS,
    Filled,
    Server,
    all_come_in,
    call,
    comes_in,
    filled,
    here,
    item,
    on_a_copy,
    serving,
    settled,
    words,
)

SMALL, LARGE = 100, 2_000
"""Records, of all kinds."""
PHONES = 50
RATE = 10.0


async def measured(folder: Path, seconds: float, events: int, say: Callable[[str], None]) -> None:
    """CPU of an edit in plans of 100 and 2,000 records with phones, a board and a console; start from a long log."""
    for name, records in (("small", SMALL), ("large", LARGE)):
        place = folder / name
        place.mkdir()
        store = await asyncio.to_thread(filled, place, PHONES + 10, of=records)
        run = await _room(store, records, seconds)
        say(
            f"{records:6} records, {PHONES} phones, a board and a console: "
            f"{1000 * run.cpu / run.edits:6.2f} ms CPU an edit, "
            f"last screen p50 {sorted(run.last)[len(run.last) // 2]:.1f} ms, {run.missing} lost"
        )
    await _long(store, events, say)


async def _room(store: Filled, records: int, seconds: float) -> Run:
    with on_a_copy(store) as server:
        crowd, screens = Crowd(), Crowd()
        async with here(crowd), here(screens):
            await all_come_in(crowd, server, list(store.people[1 : PHONES + 1]), "phone")
            for page in ("board", "console"):
                await comes_in(screens, server, store.lead, page)
            await settled(server)
            items = actions(records)
            await open_loop(server, crowd, lambda number: an_edit(crowd, number, items), 50, RATE)
            return await open_loop(
                server, crowd, lambda number: an_edit(crowd, number, items), int(RATE * seconds), RATE
            )


def actions(records: int) -> int:
    """How many of so many records are actions."""
    return max(1, records // BRANCH) * CONDITIONS * ACTIONS


async def _long(store: Filled, events: int, say: Callable[[str], None]) -> None:
    """Give the plan a long log, stop the server, and start it again."""
    items = actions(LARGE)
    with serving(store, store.data) as server:
        began = time.perf_counter()
        await asyncio.to_thread(_write, server, store, events, items)
        say(
            f"{events:,} edits written in {time.perf_counter() - began:.0f} s, {server.rss() / 2**20:.0f} MiB"
        )
    began = time.perf_counter()
    with serving(store, store.data) as server:
        up = time.perf_counter() - began
        opened = time.perf_counter()
        plan = await asyncio.to_thread(call, server, store.lead["token"], f"/api/plans/{store.plan}")
        say(
            f"started again in {up:.2f} s; the plan of {len(plan['records'])} records and a log of {events:,} "
            f"is there {time.perf_counter() - opened:.2f} s later, {server.rss() / 2**20:.0f} MiB"
        )


def _write(server: Server, store: Filled, events: int, items: int) -> None:
    """By several people in turn: each may say fifty things a second in the long run."""
    from concurrent.futures import ThreadPoolExecutor

    def one(job: tuple[int, list[int]]) -> None:
        turn, numbers = job
        who = store.people[1 + turn % (len(store.people) - 1)]
        edits: list[dict[str, Any]] = [
            {
                "type": "command", "id": f"long-{number:08d}", "do": "set", "record": item(number % items),
                "field": "statement", "value": f"{number} {words(number % items)}",
            }
            for number in numbers
        ]  # fmt: skip
        while True:
            try:
                answers = call(server, who["token"], f"/api/plans/{store.plan}/commands", edits)
            except OSError:  # too fast: 429
                time.sleep(0.5)
                continue
            if all(each["type"] == "ack" for each in answers):
                return

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(one, enumerate(batches(range(events), 100))))
