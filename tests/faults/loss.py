"""A third of all packets lost, the others late, some twice and out of order: nothing that was said is lost or done twice.

Real packets between two network namespaces. Lines break under it, and are found broken; programs come back with what was
not acknowledged. In the end the weather clears, and everybody holds what the server has.
"""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass
from pathlib import Path

from tests.faults.network import Network, Weather, network
from tests.faults.room import ServedHere, judged, people_in, writes
from tests.faults.tally import Tally

WRITERS = 8
LOSS = 0.30
SECONDS = 40.0
"""Of bad weather in a round."""


@dataclass(frozen=True, slots=True)
class Lossy(Tally):
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    packets: int = 0
    packets_lost: int = 0
    visits: int = 0
    """How often somebody came in, the first time among them."""

    @classmethod
    def bad(cls) -> tuple[str, ...]:
        return ("lost", "doubled", "disordered")


def run(folder: Path, seed: int, seconds: float = SECONDS, writers: int = WRITERS) -> Lossy:
    """`seconds` of bad weather, and a clear sky behind it. Raises NoNetwork, TimeoutError where they never agree."""
    with network(seed) as between:
        served = ServedHere(folder / "data", between)
        try:
            return asyncio.run(_run(served, between, random.Random(seed), seconds, writers))
        finally:
            served.kill()


async def _run(
    served: ServedHere, between: Network, chance: random.Random, seconds: float, writers: int
) -> Lossy:
    loop = asyncio.get_running_loop()
    async with people_in(served, writers, lambda: between.there.dial(served.port)) as room:
        for program in room.programs:
            await program.until(program.welcomed.is_set)
        between.weather = Weather(loss=LOSS, delay=chance.choice((0.0, 0.02, 0.1)), twice=0.05)
        end = loop.time() + seconds
        await asyncio.gather(
            *(writes(p, f"writer {n}", lambda: loop.time() < end) for n, p in enumerate(room.programs))
        )
        between.weather = Weather()
        final = await room.agree()
        found = judged(room.programs, final)
        return Lossy(
            found.acknowledged, found.lost, found.doubled, found.disordered,
            packets=between.carried + between.dropped, packets_lost=between.dropped,
            visits=sum(program.visits for program in room.programs),
        )  # fmt: skip
