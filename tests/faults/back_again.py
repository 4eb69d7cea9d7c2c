"""A thousand phones are back within five seconds after a restart, each at a moment of its own, and hold the plan again.

Once the server is asked to stop and says when to come back, and once it is killed and says nothing. While it is down
nobody can be let in; the time counts from its first answer on /healthz. Times are measured, and mean little on a machine
that does other work; that everybody comes back, and that nobody is sent what they hold already, has to be so anywhere.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.faults.crowd import Phone, room_for
from tests.faults.served import Served, demo
from tests.faults.tally import Tally

PHONES = int(os.environ.get("STRATROOM_PHONES", "1000"))
WITHIN_S = 5.0
PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Back(Tally):
    phones: int = 0
    restarts: int = 0
    missing: int = 0
    """Phones that did not come back."""
    late_restarts: int = 0
    """Restarts after which it took longer than five seconds until the last was back."""
    resent: int = 0
    """Fragments that somebody held and was sent again."""
    slowest_after_stop_ms: int = 0
    slowest_after_kill_ms: int = 0
    slowest_first_ms: int = 0
    """Until all were in who came at once, for the first time, with nothing in hand."""
    slowest_start_ms: int = 0
    """Of a server, until its first answer."""
    start_cpu_ms: int = 0
    """Processor that a server used until its first answer, at most: what its start takes on a core of its own."""
    server_cpu_ms: int = 0
    """Processor that the server used from its first answer until everybody was back, at most."""
    most_in_100_ms: int = 0
    """Calls in the busiest tenth of a second after a restart."""

    @classmethod
    def bad(cls) -> tuple[str, ...]:
        return ("missing", "resent")

    @classmethod
    def most(cls) -> tuple[str, ...]:
        return (
            "phones",
            "slowest_after_stop_ms",
            "slowest_after_kill_ms",
            "slowest_first_ms",
            "slowest_start_ms",
            "start_cpu_ms",
            "server_cpu_ms",
            "most_in_100_ms",
        )


def run(folder: Path, seed: int, phones: int = PHONES) -> Back:
    """Everybody in, a stop, everybody back, a kill, everybody back."""
    room_for(phones)
    served = Served(folder / "data", environment={})
    try:
        return asyncio.run(_run(served, random.Random(seed), phones))
    finally:
        served.kill()


async def _run(served: Served, chance: random.Random, count: int) -> Back:
    told = await asyncio.to_thread(demo, served.data, served.url, "--members", str(count))
    ours = [person for person in told["people"] if person["side"] == "ours"][-count:]
    await asyncio.to_thread(served.start)
    phones = [Phone(served.url, told["plan"], person["token"], chance) for person in ours]
    began = time.monotonic()
    for phone in phones:
        phone.start()
    first = await _all_in(phones, began)
    tally = Back(phones=len(phones), missing=_missing(phones), slowest_first_ms=first)
    tally += await _restart(served, phones, killed=False)
    tally += await _restart(served, phones, killed=True)
    for phone in phones:
        phone.stop()
    await asyncio.sleep(0)
    return tally


async def _restart(served: Served, phones: list[Phone], *, killed: bool) -> Back:
    # Presence and what else is on its way has come.
    await asyncio.sleep(1)
    for phone in phones:
        phone.held.fragments = 0
    await asyncio.to_thread(served.kill if killed else served.stop)
    launched = time.monotonic()
    await asyncio.to_thread(served.start)
    answers, used = time.monotonic(), served.cpu
    took = await _all_in(phones, answers)
    calls = Counter(int((at - answers) * 10) for phone in phones for at in phone.tried_at if at > answers)
    return Back(
        restarts=1,
        missing=_missing(phones),
        late_restarts=int(took > WITHIN_S * 1000),
        resent=sum(phone.held.fragments for phone in phones),
        slowest_after_stop_ms=0 if killed else took,
        slowest_after_kill_ms=took if killed else 0,
        slowest_start_ms=round((answers - launched) * 1000),
        start_cpu_ms=round(used * 1000),
        server_cpu_ms=round((served.cpu - used) * 1000),
        most_in_100_ms=max(calls.values(), default=0),
    )


async def _all_in(phones: list[Phone], since: float) -> int:
    """Milliseconds from `since` until the last one held the plan; at most PATIENCE_S."""
    while _missing(phones) and time.monotonic() < since + PATIENCE_S:  # noqa: ASYNC110  a thousand would wake us
        await asyncio.sleep(0.05)
    return round((max((phone.loaded_at or time.monotonic()) for phone in phones) - since) * 1000)


def _missing(phones: list[Phone]) -> int:
    return sum(phone.loaded_at is None for phone in phones)
