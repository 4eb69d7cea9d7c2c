"""SIGTERM in the middle of a burst: what is in hand is answered, everybody is told when to come back, and it ends soon.

The log is read while no server runs: all that stands in it was acknowledged before the end. One of those who write never
reads; a stop does not wait for them. Then the next server starts, and the burst goes on where it was.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from tests.faults.deaf import deaf
from tests.faults.room import Room, judged, people_in, writes
from tests.faults.served import Served
from tests.faults.tally import Tally

WRITERS = 12
STOPS = 6
SECONDS_TO_STOP = 10.0
"""On a machine that does other work; on one that does not it takes less than one."""


@dataclass(frozen=True, slots=True)
class Drained(Tally):
    stops: int = 0
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    unanswered: int = 0
    """Commands that were durable when the server had stopped, and not acknowledged."""
    unsaid: int = 0
    """People who were not told when to come back."""
    unclean: int = 0
    """Stops that ended with another code than 0."""
    slow: int = 0
    """Stops that took longer than ten seconds."""
    slowest_ms: int = 0

    @classmethod
    def bad(cls) -> tuple[str, ...]:
        return ("lost", "doubled", "disordered", "unanswered", "unsaid", "unclean", "slow")

    @classmethod
    def most(cls) -> tuple[str, ...]:
        return ("slowest_ms",)


def run(folder: Path, seed: int, stops: int = STOPS) -> Drained:
    """`stops` stops in one plan. Raises TimeoutError where people do not agree in the end."""
    return asyncio.run(_run(Served(folder / "data", environment={}), random.Random(seed), stops))


async def _run(served: Served, chance: random.Random, stops: int) -> Drained:
    async with people_in(served, WRITERS, others=1) as room:
        writing = True
        writers = [
            asyncio.create_task(writes(p, f"writer {n}", lambda: writing))
            for n, p in enumerate(room.programs)
        ]
        tally = Drained()
        for _ in range(stops):
            for program in room.programs:
                await program.until(program.welcomed.is_set)
            async with deaf(served.url, room.plan, room.people[WRITERS]["token"], "json"):
                reached = _acked(room) + chance.randrange(20, 300)
                await room.programs[0].until(lambda at=reached: _acked(room) >= at)
                tally += await _stop(served, room)
            await asyncio.to_thread(served.start)
        writing = False
        await asyncio.gather(*writers)
        found = judged(room.programs, await room.agree())
        return tally + Drained(
            acknowledged=found.acknowledged,
            lost=found.lost,
            doubled=found.doubled,
            disordered=found.disordered,
        )


async def _stop(served: Served, room: Room) -> Drained:
    byes = sum(program.byes for program in room.programs)
    began = time.monotonic()
    await asyncio.to_thread(served.stop)
    took = time.monotonic() - began
    for program in room.programs:
        await program.until(lambda p=program: not p.welcomed.is_set())
    durable = await asyncio.to_thread(_durable, served.data)
    return Drained(
        stops=1,
        unanswered=sum(len(durable & program.outbox.keys()) for program in room.programs),
        unsaid=byes + len(room.programs) - sum(program.byes for program in room.programs),
        unclean=int(served.ended_with != 0),
        slow=int(took > SECONDS_TO_STOP),
        slowest_ms=round(took * 1000),
    )


def _acked(room: Room) -> int:
    return sum(len(program.acked) for program in room.programs)


def _durable(data: Path) -> set[str]:
    """The commands in the log, which nobody has open."""
    log = sqlite3.connect(f"file:{data / 'stratroom.db'}?mode=ro", uri=True)
    try:
        return {
            str(command) for (command,) in log.execute("SELECT command FROM entry WHERE command IS NOT NULL")
        }
    finally:
        log.close()
