"""The journal on SQL: what `app.session.journal.Journal` promises, kept by SQLite and PostgreSQL alike.

An append locks the plan, looks whether anybody was faster or a command came twice, writes, and commits; only
then does it return. With PostgreSQL any number of processes append to one plan: the row of the plan is the
lock. Called on the writer thread only. Never interprets a payload.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from hashlib import sha256

from sqlalchemy import Connection, Engine, text

from app.session.journal import AlreadyDone, Behind, Entry, NotSaved, Snapshot, Stored
from app.store import log
from app.store.transaction import transaction
from app.store.walk import Damage, judge

NEWEST_SNAPSHOT = text(
    "SELECT seq, schema, chain, digest, body FROM snapshot WHERE plan = :plan ORDER BY seq DESC LIMIT 1"
)
DROP_SNAPSHOTS = text("DELETE FROM snapshot WHERE plan = :plan AND seq <= :seq")
INSERT_SNAPSHOT = text(
    "INSERT INTO snapshot (plan, seq, schema, chain, digest, body)"
    " VALUES (:plan, :seq, :schema, :chain, :digest, :body)"
)


class SqlJournal:
    """Implements `Journal`. `appended(plan, last)` is told after each durable append."""

    def __init__(self, engine: Engine, appended: Callable[[str, int], None]) -> None:
        self._engine = engine
        self._appended = appended

    def append(self, plan: str, after: int, entries: Sequence[Entry]) -> int:
        """As in `Journal`."""
        with transaction(self._engine) as connection:
            behind = self._locked(connection, plan, after)
            known = log.done(connection, plan, log.commands_of(entries).keys())
            if known:
                raise AlreadyDone(known)
            last = log.write(connection, plan, behind, entries).seq if entries else behind.seq
        if entries:
            self._appended(plan, last)
        return last

    def read(self, plan: str, after: int = 0, limit: int = 1_000_000) -> Sequence[Stored]:
        """As in `Journal`."""
        with transaction(self._engine, reading=True) as connection:
            standing = log.standing(connection, plan)
            before = log.chain_at(connection, plan, after, standing.created_at)
            if before is None:
                raise NotSaved("damaged")
            stored: list[Stored] = []
            for seq, row in enumerate(log.raw_rows(connection, plan, after, limit), after + 1):
                step = judge(row, plan, seq, before)
                if isinstance(step, Damage):
                    raise NotSaved("damaged")
                stored.append(step.stored)
                before = step.chain
        at_end = len(stored) < limit
        if at_end and (after + len(stored), before) != (standing.seq, standing.head):
            raise NotSaved("damaged")
        return stored

    def last(self, plan: str) -> int:
        """As in `Journal`."""
        with transaction(self._engine, reading=True) as connection:
            return log.standing(connection, plan).seq

    def done(self, plan: str, commands: Collection[tuple[str, str]]) -> frozenset[tuple[str, str]]:
        """Those of `commands` (person, command id) that are in the log: what a phone sends again after a
        restart is acknowledged again instead of being decided again.
        """
        with transaction(self._engine, reading=True) as connection:
            return log.done(connection, plan, commands)

    def snapshot(self, plan: str) -> Snapshot | None:
        """As in `Journal`; one that does not fit the log, or lost a byte, is as good as none."""
        with transaction(self._engine, reading=True) as connection:
            row = connection.execute(NEWEST_SNAPSHOT, {"plan": plan}).first()
            if row is None or not isinstance(row.body, bytes):
                return None
            standing = log.standing(connection, plan)
            fits = log.chain_at(connection, plan, row.seq, standing.created_at) == row.chain
        if not fits or _digest(row.schema, row.body) != row.digest:
            return None
        return Snapshot(row.seq, row.schema, row.body)

    def keep_snapshot(self, plan: str, snapshot: Snapshot) -> None:
        """As in `Journal`; older than what is kept: left out. Raises ValueError if it is ahead of the log."""
        with transaction(self._engine) as connection:
            standing = log.standing(connection, plan, lock=True)
            chain = log.chain_at(connection, plan, snapshot.seq, standing.created_at)
            if chain is None:
                raise ValueError(f"a snapshot at {snapshot.seq}, but the log ends at {standing.seq}")
            connection.execute(DROP_SNAPSHOTS, {"plan": plan, "seq": snapshot.seq})
            if connection.execute(NEWEST_SNAPSHOT, {"plan": plan}).first() is None:
                connection.execute(INSERT_SNAPSHOT, _snapshot_row(plan, snapshot, chain))

    def _locked(self, connection: Connection, plan: str, after: int) -> log.Standing:
        standing = log.standing(connection, plan, lock=True)
        if standing.seq > after:
            raise Behind(standing.seq)
        if standing.seq < after:
            # The session has seen entries that the log has lost: an old copy was put in its place.
            raise NotSaved("damaged")
        return standing


def _digest(schema: int, body: bytes) -> bytes:
    return sha256(b"%d\n" % schema + body).digest()


def _snapshot_row(plan: str, snapshot: Snapshot, chain: bytes) -> dict[str, object]:
    return {
        "plan": plan,
        "seq": snapshot.seq,
        "schema": snapshot.schema,
        "chain": chain,
        "digest": _digest(snapshot.schema, snapshot.body),
        "body": snapshot.body,
    }
