"""One, two and three processes on one PostgreSQL: half a room, a third of a room on each."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from bench.crowd import Crowd, batches
from bench.edits import an_edit, open_loop
from bench.served import PHONE, Server, comes_in, filled, here, serving, settled
from tests.faults.cluster import Cluster


async def measured(folder: Path, people: int, edits: int, rate: float, say: Callable[[str], None]) -> None:
    """Needs a PostgreSQL to be installed; makes one of its own, durable as its defaults are."""
    cluster = await asyncio.to_thread(Cluster)
    try:
        place = folder / "several"
        place.mkdir()
        store = await asyncio.to_thread(filled, place, people, db=cluster.url)
        for processes in (1, 2, 3):
            with ExitStack() as stack:
                servers = [
                    stack.enter_context(
                        serving(store, _data(place, store.data, each), db=cluster.url, core=None)
                    )
                    for each in range(processes)
                ]
                crowd = Crowd()
                who = list(store.people[1 : people + 1])
                async with here(crowd):
                    began = time.perf_counter()
                    for batch in batches(enumerate(who), 64):
                        await asyncio.gather(
                            *(comes_in(crowd, servers[at % processes], each, PHONE) for at, each in batch)
                        )
                    joined = time.perf_counter() - began
                    for server in servers:
                        await settled(server)
                    cpu = [each.cpu() for each in servers]
                    run = await open_loop(
                        _Sum(servers),
                        crowd,
                        lambda number, crowd=crowd: an_edit(crowd, number),
                        edits,
                        rate,  # type: ignore[misc]
                    )
                    spent = [each.cpu() - before for each, before in zip(servers, cpu, strict=True)]
                ranked, acks = sorted(run.last), sorted(run.ack)
                say(
                    f"{processes} processes, {people} phones, {rate:g} edits/s, joined in {joined:.2f} s: "
                    f"ack p50 {_at(acks, 0.5):.1f} p99 {_at(acks, 0.99):.1f} ms, "
                    f"last screen p50 {_at(ranked, 0.5):.1f} p99 {_at(ranked, 0.99):.1f} ms, {run.missing} lost, "
                    f"busy {' '.join(f'{each / run.seconds:.2f}' for each in spent)} of a core, "
                    f"MiB {' '.join(f'{each.rss() / 2**20:.0f}' for each in servers)}"
                )
    finally:
        await asyncio.to_thread(cluster.close)


class _Sum(Server):
    """Several servers as one: their processors and memory together."""

    def __init__(self, servers: list[Server]) -> None:
        super().__init__(servers[0].pid, servers[0].port, servers[0].plan)
        object.__setattr__(self, "_all", servers)

    def cpu(self) -> float:
        return sum(each.cpu() for each in self._all)  # type: ignore[attr-defined]

    def rss(self) -> int:
        return sum(each.rss() for each in self._all)  # type: ignore[attr-defined]


def _data(place: Path, first: Path, number: int) -> Path:
    """A folder for each process; the key and the sealed files are shared in earnest, and not used here."""
    return first if number == 0 else place / f"data-{number}"


def _at(ranked: list[float], share: float) -> float:
    return ranked[min(len(ranked) - 1, int(len(ranked) * share))] if ranked else float("nan")
