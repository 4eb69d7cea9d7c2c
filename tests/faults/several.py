"""One of three servers dies in a burst: its people are on the others within seconds, and nothing is lost.

Three real processes on one PostgreSQL behind a balancer that knows nothing but lines. Nine people write without a pause.
One server after the other is killed and started again a while later. In the end everybody, each server and the log
agree.
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.store.store import Store
from tests.faults.balancer import Balancer, balancing
from tests.faults.program import Program
from tests.faults.room import AGAIN_S, Records, Room, judged, writes
from tests.faults.served import Served, demo
from tests.faults.tally import Tally
from tests.postgres import empty_store, running

SERVERS = 3
WRITERS = 9
KILLS = 6
"""Of one plan."""
BACK_S = 15.0
"""Within which the people of a dead server are on another, on a machine whose two cores do much else."""
FOLLOWS_S = 30.0
"""Within which a server has what the others wrote, on such a machine."""


@dataclass(frozen=True, slots=True)
class Across(Tally):
    kills: int = 0
    moved: int = 0
    """People whose server died."""
    late: int = 0
    """Of those, who were back later than BACK_S."""
    slowest_ms: int = 0
    """The last of each kill to be back, added up."""
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    unequal: int = 0
    """Servers that hold another plan in the end than the people."""
    unsound: int = 0

    @classmethod
    def bad(cls) -> tuple[str, ...]:
        return ("late", "lost", "doubled", "disordered", "unequal", "unsound")


def run(folder: Path, seed: int, kills: int = KILLS, writers: int = WRITERS) -> Across:
    """`kills` deaths in one plan, at moments and of servers that `seed` decides."""
    with running() as postgres, empty_store(postgres, f"across_{os.getpid()}_{seed}") as db:
        servers = [_served(folder, number, db) for number in range(SERVERS)]
        told = demo(servers[0].data, servers[0].url, "--db", db, "--members", str(writers))
        ours = [p for p in told["people"] if p["side"] == "ours" and p["role"] == "member"]
        for served in servers:
            served.launch()
        for served in servers:
            served.wait()
        try:
            room = Room(servers[0], told["plan"], ours)
            found = asyncio.run(_run(servers, room, random.Random(seed), kills, writers))
        finally:
            for served in servers:
                served.kill()
        return found + Across(unsound=int(not _sound(db)))


def _served(folder: Path, number: int, db: str) -> Served:
    data = folder / f"server-{number}" / "data"
    data.mkdir(parents=True)
    if number:
        first = folder / "server-0" / "data" / "seal.pem"
        if first.exists():
            shutil.copy(first, data)
    return Served(data, "--db", db)


def _sound(db: str) -> bool:
    store = Store.open(db)
    try:
        return store.call(store.verify).sound
    finally:
        store.close()


async def _run(
    servers: Sequence[Served], room: Room, chance: random.Random, kills: int, writers: int
) -> Across:
    async with balancing([served.port for served in servers]) as balancer:
        url = f"http://127.0.0.1:{balancer.port}"
        room.programs = [Program(url, room.plan, person["token"]) for person in room.people[:writers]]
        writing = True
        tasks = [asyncio.create_task(program.run()) for program in room.programs]
        tasks += [
            asyncio.create_task(writes(p, f"writer {n}", lambda: writing))
            for n, p in enumerate(room.programs)
        ]
        try:
            tally = Across()
            for _ in range(kills):
                tally += await _kill_one(servers, balancer, room.programs, chance)
            writing = False
            try:
                final = await room.agree()
                unequal = await _others(servers, room, final)
            except TimeoutError:
                await _tell(room)
                raise
            result = judged(room.programs, final)
        finally:
            writing = False
            for program in room.programs:
                await program.stop()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        return tally + Across(
            acknowledged=result.acknowledged,
            lost=result.lost,
            doubled=result.doubled,
            disordered=result.disordered,
            unequal=unequal,
        )


async def _tell(room: Room) -> None:
    """Who holds what the others do not: what there is to go on where they never agree."""
    final = await room.records()
    for number, program in enumerate(room.programs):
        missing = sorted(final.keys() - program.records.keys())
        extra = sorted(program.records.keys() - final.keys())
        other = [id_ for id_ in final.keys() & program.records.keys() if final[id_] != program.records[id_]]
        sys.stdout.write(
            f"  writer {number}: {len(program.outbox)} not answered, {program.visits} visits,"
            f" missing {missing[:3]}, extra {extra[:3]}, other {other[:3]} of {len(other)}\n"
        )
        for id_ in other[:1]:
            sys.stdout.write(f"    shown {program.records[id_]}\n    held  {final[id_]}\n")


async def _kill_one(
    servers: Sequence[Served], balancer: Balancer, programs: Sequence[Program], chance: random.Random
) -> Across:
    """In the middle of a burst; started again once its people are on the others."""
    loop = asyncio.get_running_loop()
    for program in programs:
        await program.until(program.welcomed.is_set)
    reached = sum(len(p.acked) for p in programs) + chance.randrange(20, 120)
    await programs[0].until(lambda: sum(len(p.acked) for p in programs) >= reached)
    dying = chance.choice([served for served in servers if balancer.lines[served.port]])
    moved, visits = balancer.lines[dying.port], sum(p.visits for p in programs)
    began = loop.time()
    await asyncio.to_thread(dying.kill)
    back = late = 0
    while back < moved:
        await asyncio.sleep(0.01)
        if (now := sum(p.visits for p in programs) - visits) > back:
            back, waited = now, loop.time() - began
            late += int(waited > BACK_S)
        if loop.time() - began > 6 * BACK_S:
            late += moved - back
            break
    slowest = round((loop.time() - began) * 1_000)
    # The others go on without it for a while.
    after = sum(len(p.acked) for p in programs) + 30
    await programs[0].until(lambda: sum(len(p.acked) for p in programs) >= after)
    await asyncio.to_thread(dying.start)
    return Across(kills=1, moved=moved, late=late, slowest_ms=slowest)


async def _others(servers: Sequence[Served], room: Room, final: Records) -> int:
    """How many servers hold another plan than this, once each had the time to follow the others."""
    loop = asyncio.get_running_loop()
    give_up = loop.time() + FOLLOWS_S
    differ = list(servers)
    while differ and loop.time() < give_up:
        differ = [served for served in differ if await _held(served, room) != final]
        await asyncio.sleep(AGAIN_S)
    return len(differ)


async def _held(served: Served, room: Room) -> Records:
    told = await asyncio.to_thread(served.get, f"/api/plans/{room.plan}", room.people[0]["token"])
    return {record["id"]: record for record in told["records"]}
