"""Lines that go dark: nothing arrives any more, and no packet says so. Both ends notice within fifteen seconds.

Programs and a real browser are at the far end of a network of their own when it goes dark, in the middle of what they
write; a witness beside the server is told who is here. They go on writing in the dark. When there is light again
everybody comes back, and all that was said is there once.
"""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults.network import Network, Weather, network
from tests.faults.page import Browser
from tests.faults.program import Program
from tests.faults.room import Room, ServedHere, judged, people_in, writes
from tests.faults.tally import Tally

WRITERS = 6
NOTICED_S = 15.0


@dataclass(frozen=True, slots=True)
class Darkness(Tally):
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    lines: int = 0
    """That went dark: one of a browser, the others of programs."""
    late_ends: int = 0
    """Ends that took longer than 15 s to notice."""
    page_failed: int = 0
    """The browser lost what was typed in the dark, or did not say that it had no connection."""
    slowest_program_ms: int = 0
    slowest_page_ms: int = 0
    slowest_server_ms: int = 0

    @classmethod
    def bad(cls) -> tuple[str, ...]:
        return ("lost", "doubled", "disordered", "late_ends", "page_failed")

    @classmethod
    def most(cls) -> tuple[str, ...]:
        return ("slowest_program_ms", "slowest_page_ms", "slowest_server_ms")


def run(folder: Path, seed: int) -> Darkness:
    """One darkness in the middle of a burst. Raises NoNetwork, TimeoutError where they never agree."""
    with network(seed) as between:
        served = ServedHere(folder / "data", between)
        try:
            return asyncio.run(_run(served, between, random.Random(seed)))
        finally:
            served.kill()


async def _run(served: ServedHere, between: Network, chance: random.Random) -> Darkness:
    async with people_in(served, WRITERS, lambda: between.there.dial(served.port), others=2) as room:
        *_, visitor, witness = room.people[: WRITERS + 2]
        browser = Browser(between.there.do)
        beside = Program(served.url, room.plan, witness["token"], lambda: between.here.dial(served.port))
        watching = asyncio.create_task(beside.run())
        try:
            await browser.opens(served.url, visitor, room.plan)
            return await _darkness(room, between, chance, browser, beside)
        finally:
            await beside.stop()
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            await asyncio.to_thread(browser.close)


async def _darkness(
    room: Room, between: Network, chance: random.Random, browser: Browser, beside: Program
) -> Darkness:
    now = asyncio.get_running_loop().time
    everybody = WRITERS + 2
    await beside.until(lambda: beside.here == everybody)
    writing = True
    writers = [
        asyncio.create_task(writes(p, f"writer {n}", lambda: writing)) for n, p in enumerate(room.programs)
    ]
    await asyncio.sleep(chance.uniform(0.2, 3.0))
    between.weather = Weather(dark=True)
    began = now()

    async def took(noticed: Any) -> int:
        await noticed
        return round((now() - began) * 1000)

    ends = [took(p.until(lambda p=p: not p.welcomed.is_set(), 60)) for p in room.programs]
    page = took(browser.until("offline", 60))
    server = took(beside.until(lambda: beside.here == 1, 60))
    *programs, page_ms, server_ms = await asyncio.gather(*ends, page, server)
    words = f"said in the dark {chance.randrange(10**6)}"
    asked = {"do": "add", "kind": "note", "fields": {"text": words}}
    await browser.asks(asked)
    kept = await browser.state() == "offline"
    writing = False
    between.weather = Weather()
    await asyncio.gather(*writers)
    await browser.until("saved", 60)
    final = await room.agree()
    found = judged(room.programs, final)
    said = sum(record["fields"].get("text") == words for record in final.values())
    return Darkness(
        found.acknowledged, found.lost, found.doubled, found.disordered,
        lines=len(ends) + 1,
        late_ends=sum(ms > NOTICED_S * 1000 for ms in (*programs, page_ms, server_ms)),
        page_failed=int(said != 1 or not kept),
        slowest_program_ms=max(programs), slowest_page_ms=page_ms, slowest_server_ms=server_ms,
    )  # fmt: skip
