"""The journal that a session needs: one log of entries per plan, append-only, durable, chained.

The session decides; the journal only keeps. It knows nothing of what an entry means: an entry is the name
of an event, the version of its schema and a canonical JSON payload. Stores implement `Journal`; their shared
contract tests are `tests/store/test_journal_contract.py`.

Every method is synchronous and is called from the store's one writer thread, never from the event loop.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Entry:
    """One event on its way into the log."""

    event: str
    """Name of the event type, for example `Added`."""
    schema: int
    """Version of that type's schema, from 1. Old versions are upcast on reading and never rewritten."""
    payload: bytes
    """Canonical JSON, UTF-8."""
    at: int
    """When it was accepted: milliseconds since 1970-01-01 UTC, by the server's clock."""
    person: str | None = None
    """Pseudonym of who asked for it; None for the system and for what is anonymous."""
    command: str | None = None
    """The command's id, unique per plan and person; None where nobody may be traced."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One event as it stands in the log."""

    seq: int
    """Position in the plan's log, from 1, without gaps."""
    entry: Entry
    redacted: bool = False
    """The payload was replaced when a person was erased."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A plan's state after entry `seq`: a cache that can be deleted and rebuilt at any time."""

    seq: int
    schema: int
    """Version of the snapshot's form; another version than the reader's is ignored."""
    body: bytes


class JournalError(Exception):
    """Something the session has to answer for."""


class Behind(JournalError):
    """Another process appended first: read from `last_known` on, decide again."""

    def __init__(self, last: int) -> None:
        super().__init__(f"the log goes on to {last}")
        self.last = last


class AlreadyDone(JournalError):
    """Commands of this group are in the log already; nothing of the group was written."""

    def __init__(self, commands: frozenset[tuple[str, str]]) -> None:
        super().__init__(f"{len(commands)} command(s) are in the log already")
        self.commands = commands
        """(person, command id) of each."""


class NotSaved(JournalError):
    """Certainly nothing of this group was written: the disk is full, the store is locked or read-only …"""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        """A stable code: `disk-full`, `read-only`, `busy`, `unavailable`, `damaged`, `file-gone`."""


class OutcomeUnknown(JournalError):
    """The commit may or may not have reached the disk: read the log before deciding anything."""


class Journal(Protocol):
    def append(self, plan: str, after: int, entries: Sequence[Entry]) -> int:
        """Write `entries` in one transaction behind entry `after`; return the last sequence number.

        Durable when it returns (SQLite `synchronous=FULL`; PostgreSQL `synchronous_commit=on`).

        Raises: Behind, AlreadyDone, NotSaved, OutcomeUnknown; KeyError if there is no such plan.
        """
        ...

    def read(self, plan: str, after: int = 0, limit: int = 1_000_000) -> Sequence[Stored]:
        """Entries behind `after`, in order. Raises NotSaved('damaged') where the chain does not hold."""
        ...

    def last(self, plan: str) -> int:
        """Sequence number of the last entry, 0 for an empty log. Raises KeyError if there is no such plan."""
        ...

    def done(self, plan: str, commands: Collection[tuple[str, str]]) -> frozenset[tuple[str, str]]:
        """Those of `commands` (person, empty for the system, and command id) that are in the log."""
        ...

    def snapshot(self, plan: str) -> Snapshot | None:
        """The newest snapshot, if any."""
        ...

    def keep_snapshot(self, plan: str, snapshot: Snapshot) -> None:
        """Replace older snapshots of this plan."""
        ...
