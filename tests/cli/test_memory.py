"""What a guessed password costs the room: nothing that stays."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

GUESSES = """
import asyncio
from app.cli.memory import give_back_large_pieces
from app.web.identity.passwords import matches

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4

async def guesses():
    await asyncio.gather(*(matches("a guess", None) for _ in range(8)))

give_back_large_pieces()
before = resident()
asyncio.run(guesses())
print(resident() - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="it is glibc that would keep it")
def test_the_memory_of_a_passwords_check_goes_back() -> None:
    told = subprocess.run([sys.executable, "-c", GUESSES], check=True, capture_output=True, text=True)

    assert int(told.stdout) < 10_000, "kilobytes; a check takes 19 MiB in each of two threads"
