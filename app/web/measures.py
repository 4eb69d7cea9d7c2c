"""What this process counts and times while it works: numbers of things done, never who did them or what was in them.

Counting costs a fraction of a microsecond; making Prometheus' text of it is left to whoever asks (`metrics`).
"""

from __future__ import annotations

import asyncio
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from app.session.journal import Entry, Journal, Snapshot, Stored

SECONDS = (0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.125, 0.25, 0.5, 1.0, 2.5, 5.0)
SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
LAG_EVERY_S = 0.25


@dataclass(slots=True)
class Buckets:
    """A histogram."""

    bounds: Sequence[float]
    """Upper ends, rising; one more bucket takes what is above the last."""
    counts: list[int] = field(init=False)
    total: float = 0.0

    def __post_init__(self) -> None:
        self.counts = [0] * (len(self.bounds) + 1)

    def observe(self, value: float) -> None:
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value


@dataclass(slots=True)
class Measures:
    """One per process, made by the composition root."""

    events: int = 0
    """Entries that this process saw happen, its own and other servers'."""
    groups: Buckets = field(default_factory=lambda: Buckets(SIZES))
    """Entries written in one commit."""
    commits: Buckets = field(default_factory=lambda: Buckets(SECONDS))
    """Seconds from the store's thread taking a group until it was durable."""
    answers: Buckets = field(default_factory=lambda: Buckets(SECONDS))
    """Seconds from a command to its answer."""
    commands: Counter[str] = field(default_factory=Counter)
    """By what came of them: `ok`, or the code of the refusal."""
    requests: Counter[tuple[str, int]] = field(default_factory=Counter)
    """By method and status."""
    request_time: Buckets = field(default_factory=lambda: Buckets(SECONDS))
    lag: Buckets = field(default_factory=lambda: Buckets(SECONDS))
    """Seconds that the loop was late for an appointment."""

    async def watch_the_loop(self) -> None:
        """Until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + LAG_EVERY_S
            await asyncio.sleep(LAG_EVERY_S)
            self.lag.observe(max(0.0, loop.time() - due))


class TimedJournal:
    """A journal that times its commits. Implements `Journal`; called on the writer thread, like the one inside."""

    def __init__(self, journal: Journal, measures: Measures) -> None:
        self._journal = journal
        self._measures = measures

    def append(self, plan: str, after: int, entries: Sequence[Entry]) -> int:
        """As in `Journal`."""
        began = time.perf_counter()
        last = self._journal.append(plan, after, entries)
        self._measures.commits.observe(time.perf_counter() - began)
        self._measures.groups.observe(len(entries))
        return last

    def read(self, plan: str, after: int = 0, limit: int = 1_000_000) -> Sequence[Stored]:
        """As in `Journal`."""
        return self._journal.read(plan, after, limit)

    def last(self, plan: str) -> int:
        """As in `Journal`."""
        return self._journal.last(plan)

    def done(self, plan: str, commands: Collection[tuple[str, str]]) -> frozenset[tuple[str, str]]:
        """As in `Journal`."""
        return self._journal.done(plan, commands)

    def snapshot(self, plan: str) -> Snapshot | None:
        """As in `Journal`."""
        return self._journal.snapshot(plan)

    def keep_snapshot(self, plan: str, snapshot: Snapshot) -> None:
        """As in `Journal`."""
        self._journal.keep_snapshot(plan, snapshot)
