"""SIGKILL, again and again, in the middle of a day: at any moment, and on entering a system call that writes or answers.

Four people do all that a day brings, without a pause. The server is killed, started again on the same file (and killed
while it starts), and they come back with what was not acknowledged. In the end everybody, the server and the log read
from disk agree: nothing acknowledged is lost, nothing is there twice, and everybody's order is kept.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from tests.faults.day import Days, Plot, live

KILLS = 30
"""In one plan, before a new one begins."""


def run(folder: Path, seed: int, kills: int = KILLS) -> Days:
    """`kills` deaths in one plan, at moments that `seed` decides; about half of them at system calls."""
    chance = random.Random(seed ^ 0x9E3779B9)
    faults = [chance.choice(("kill", "die")) for _ in range(kills)]
    tally, found = live(folder, seed, Plot(people=4, commands=10 * kills, faults=faults, led=False))
    for each in found[:10]:
        sys.stdout.write(f"  {each.code}: {each.words}\n")
    return tally
