"""A journal in memory that honours the contract of `app.session.journal`, and can be told to fail as disks do.

What it promises is what `tests/store/test_journal_contract.py` holds the real ones to.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from enum import Enum, auto
from typing import TypeVar

from app.session.journal import AlreadyDone, Behind, Entry, NotSaved, OutcomeUnknown, Snapshot, Stored

T = TypeVar("T")
PATIENCE_S = 20.0
"""What a busy machine may need for what takes milliseconds."""


class Fault(Enum):
    """What befalls one append."""

    NONE = auto()
    DISK_FULL = auto()
    LOST = auto()
    """The connection broke before the commit: nobody knows, and nothing was written."""
    WRITTEN = auto()
    """The connection broke after the commit: nobody knows, and all was written."""


class MemoryJournal:
    """The log of one plan, with room for its snapshot."""

    def __init__(self, plan: str = "the-plan") -> None:
        self.plan = plan
        self.entries: list[Entry] = []
        self.groups: list[int] = []
        """Sizes of the groups that were written."""
        self.kept: Snapshot | None = None
        self.faults: list[Fault] = []
        """What befalls the next appends, in order."""
        self.unreadable = 0
        """How many of the next reads fail."""
        self.before_append: Callable[[], None] | None = None
        """Happens once, before the next append: another process is faster."""

    def append(self, plan: str, after: int, entries: Sequence[Entry]) -> int:
        self._only(plan)
        if self.before_append is not None:
            happen, self.before_append = self.before_append, None
            happen()
        fault = self.faults.pop(0) if self.faults else Fault.NONE
        if fault is Fault.DISK_FULL:
            raise NotSaved("disk-full")
        if fault is Fault.LOST:
            raise OutcomeUnknown
        self._write(after, entries)
        if fault is Fault.WRITTEN:
            raise OutcomeUnknown
        return len(self.entries)

    def _write(self, after: int, entries: Sequence[Entry]) -> None:
        if len(self.entries) > after:
            raise Behind(len(self.entries))
        if len(self.entries) < after:
            raise NotSaved("damaged")
        keys = {(entry.person or "", entry.command) for entry in entries if entry.command is not None}
        if known := self.done(self.plan, keys):
            raise AlreadyDone(known)
        self.entries.extend(entries)
        self.groups.append(len(entries))

    def read(self, plan: str, after: int = 0, limit: int = 1_000_000) -> Sequence[Stored]:
        self._only(plan)
        if self.unreadable:
            self.unreadable -= 1
            raise NotSaved("unavailable")
        found = self.entries[after : after + limit]
        return [Stored(seq, entry) for seq, entry in enumerate(found, after + 1)]

    def last(self, plan: str) -> int:
        self._only(plan)
        return len(self.entries)

    def done(self, plan: str, commands: Collection[tuple[str, str]]) -> frozenset[tuple[str, str]]:
        self._only(plan)
        known = {(entry.person or "", entry.command) for entry in self.entries if entry.command is not None}
        return frozenset(commands) & known

    def snapshot(self, plan: str) -> Snapshot | None:
        self._only(plan)
        return self.kept

    def keep_snapshot(self, plan: str, snapshot: Snapshot) -> None:
        self._only(plan)
        if snapshot.seq > len(self.entries):
            raise ValueError("a snapshot ahead of the log")
        self.kept = snapshot

    def _only(self, plan: str) -> None:
        if plan != self.plan:
            raise KeyError(plan)


class Desk:
    """The one writer: what it is given is done in order, and not while it is held."""

    def __init__(self) -> None:
        self._free = asyncio.Event()
        self._free.set()
        self._turn = asyncio.Lock()
        self.waiting = 0

    def hold(self) -> None:
        self._free.clear()

    def let_go(self) -> None:
        self._free.set()

    def run(self, work: Callable[[], T]) -> Awaitable[T]:
        return self._run(work)

    async def _run(self, work: Callable[[], T]) -> T:
        self.waiting += 1
        try:
            async with self._turn:
                await self._free.wait()
                return work()
        finally:
            self.waiting -= 1


async def until(condition: Callable[[], object]) -> None:
    """Let others go on until `condition` holds."""
    loop = asyncio.get_running_loop()
    give_up = loop.time() + PATIENCE_S
    while not condition():
        assert loop.time() < give_up, "it never came about"
        await asyncio.sleep(0)
