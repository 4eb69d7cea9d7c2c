"""Random histories: small days with all faults mixed, held against what was promised (`judge`).

A few people, some dozens of commands, one to five faults; people repeat themselves and say things out of order.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from tests.faults.day import Days, Plot, live

FAULTS = ("kill", "kill", "kill", "die", "die", "die", "stop", "refuse", "refuse", "slow", "drop")


def run(folder: Path, seed: int) -> Days:
    """One history."""
    tally, found = live(folder, seed, plot(seed))
    for each in found[:10]:
        sys.stdout.write(f"  {each.code}: {each.words}\n")
    return tally


def plot(seed: int) -> Plot:
    """What the day of this seed holds."""
    chance = random.Random(seed ^ 0x9E3779B9)
    return Plot(
        people=chance.randrange(3, 6),
        commands=chance.randrange(30, 100),
        faults=[chance.choice(FAULTS) for _ in range(chance.randrange(1, 6))],
        unruly=chance.random() < 0.7,
        led=chance.random() < 0.5,
    )
