"""Random histories: small days with all faults mixed, held against what was promised (`judge`).

A few people, some dozens of commands, one to five faults; people repeat themselves and say things out of order. Several
are lived side by side on one server, each in a plan of its own: what befalls the server befalls all of them, at another
moment of each. Nothing else is shared, and so much starting and stopping is saved that a thousand can be lived.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from tests.faults.day import Days, Plot, live

FAULTS = ("kill", "kill", "kill", "die", "die", "die", "stop", "refuse", "refuse", "slow", "drop")

BESIDE = 12
"""Histories on one server."""


def run(folder: Path, seed: int, count: int = BESIDE) -> Days:
    """`count` histories; the faults are those of the first."""
    tally, found = live(folder, seed, *(plot(seed + n) for n in range(count)))
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
