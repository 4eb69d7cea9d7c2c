"""Memory that the process gives back.

glibc asks the system for a large piece of memory by itself and gives it back when it is freed, until the first one is:
from then on it keeps pieces of that size, in each thread that used one. A password's check takes 19 MiB, in two threads;
a guess in the morning would have cost the room 38 MiB for the day.
"""

from __future__ import annotations

import ctypes

LARGE = 131_072
"""Bytes from which a piece of memory goes back as soon as it is freed: with this glibc begins."""
M_MMAP_THRESHOLD = -3
"""glibc's malloc.h. Setting it also ends its learning."""


def give_back_large_pieces() -> None:
    """From now on; nothing happens where the C library is another than glibc."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_MMAP_THRESHOLD, LARGE)
