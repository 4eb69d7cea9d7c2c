"""SIGKILL in the middle of a burst, again and again: nothing acknowledged is lost, nothing is done twice.

Eight programs write without a pause. At a random moment the server is killed, started again on the same file, and
the programs come back with what was not acknowledged. In the end everybody, and the log read from disk, agree.
"""

from __future__ import annotations

import asyncio
import random
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults.program import Program
from tests.faults.served import Served, demo
from tests.faults.tally import Tally

WRITERS = 8


KILLS = 10
"""In one plan, before a new one begins."""


@dataclass(frozen=True, slots=True)
class Kills(Tally):
    kills: int = 0
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    unequal: int = 0

    @classmethod
    def bad(cls) -> tuple[str, ...]:
        return ("lost", "doubled", "unequal")


def run(folder: Path, seed: int, kills: int = KILLS) -> Kills:
    """`kills` kills in one plan, at moments that `seed` decides."""
    served = Served(folder / "data")
    told = demo(served.data, served.url)
    try:
        return asyncio.run(_run(served, told, random.Random(seed), kills))
    finally:
        served.kill()


async def _run(served: Served, told: dict[str, Any], chance: random.Random, kills: int) -> Kills:
    ours = [p for p in told["people"] if p["side"] == "ours" and p["role"] == "member"][:WRITERS]
    programs = [Program(served.url, told["plan"], person["token"]) for person in ours]
    await asyncio.to_thread(served.start)
    tasks = [asyncio.create_task(program.run()) for program in programs]
    writing = asyncio.Event()
    writing.set()
    tasks += [asyncio.create_task(_write(program, n, writing)) for n, program in enumerate(programs)]
    for _ in range(kills):
        reached = sum(len(p.acked) for p in programs) + chance.randrange(1, 120)
        await programs[0].until(lambda at=reached: sum(len(p.acked) for p in programs) >= at)
        await asyncio.to_thread(served.kill)
        await asyncio.to_thread(served.start)
    writing.clear()
    for program in programs:
        await program.until(lambda p=program: not p.outbox)
    plan = await asyncio.to_thread(served.get, f"/api/plans/{told['plan']}", ours[0]["token"])
    final = {record["id"]: record for record in plan["records"]}
    for program in programs:
        await program.until(lambda p=program: p.records == final)
    tally = _judged(programs, plan["records"], kills)
    for program in programs:
        await program.stop()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return tally


async def _write(program: Program, n: int, writing: asyncio.Event) -> None:
    count = 0
    while writing.is_set():
        if len(program.outbox) < 6:
            count += 1
            words = {"text": f"line {count} of writer {n}"}
            await program.ask({"id": secrets.token_urlsafe(12), "do": "add", "kind": "note", "fields": words})
        await asyncio.sleep(0.002)


def _judged(programs: list[Program], records: list[dict[str, Any]], kills: int) -> Kills:
    stored = [record["id"] for record in records]
    acked = [id_ for program in programs for id_ in program.acked]
    texts = [record["fields"].get("text") for record in records if record["kind"] == "note"]
    return Kills(
        kills=kills,
        acknowledged=len(acked),
        lost=len(set(acked) - set(stored)),
        doubled=len(texts) - len(set(texts)),
        unequal=sum(set(p.records) != set(stored) for p in programs),
    )
