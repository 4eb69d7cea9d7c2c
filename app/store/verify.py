"""Walking every log from its beginning: is each entry as it was written, and are they all there?

Finds any changed byte in any column of the log, missing, added or reordered entries, redactions that nobody
vouches for, commands whose mark of being done is gone or invented, and sealed files that are not what was
sealed. What it cannot find is somebody who rewrites a whole log with all its hashes; against that stand the
sealed documents.

Reads only. Used by `stratroom verify`, after a backup, and before a restored file takes its place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from app.session.journal import NotSaved, Stored
from app.store import chain, log
from app.store.erasure import REDACTED, replacements
from app.store.transaction import transaction
from app.store.walk import Damage, judge

PLANS = text("SELECT id FROM plan ORDER BY id")
STRAYS = text("SELECT DISTINCT plan FROM entry WHERE plan NOT IN (SELECT id FROM plan) ORDER BY plan")
DOCUMENTS = text("SELECT document FROM sealed ORDER BY document")
DOCUMENTS_OF = text("SELECT document FROM sealed WHERE plan = :plan")
SEALED = text("SELECT file, sha256 FROM sealed WHERE document = :document")
DONE = text("SELECT person, command, seq FROM done WHERE plan = :plan")


@dataclass(frozen=True, slots=True)
class PlanReport:
    """What one plan's log turned out to be."""

    plan: str
    last_good: int
    """Sequence number up to which everything holds; 0 for none."""
    damage: Damage | None
    """What is wrong with the entry after `last_good`, or with the log as a whole; None if it is sound."""
    redacted: tuple[int, ...] = ()
    """Entries that were redacted and are vouched for."""


@dataclass(frozen=True, slots=True)
class Report:
    """What `verify` found."""

    plans: tuple[PlanReport, ...]
    file: tuple[str, ...] = ()
    """What SQLite's own integrity check says against the file; empty if nothing."""
    documents: tuple[str, ...] = ()
    """Ids of sealed documents whose stored bytes are not those that were sealed."""

    @property
    def sound(self) -> bool:
        """Whether nothing at all is wrong."""
        return not self.file and not self.documents and all(plan.damage is None for plan in self.plans)


@dataclass(slots=True)
class _Walked:
    """What the walk gathers for the checks that need the whole log."""

    last_good: int = 0
    standing: dict[int, bytes] = field(default_factory=dict)
    vouched: dict[int, bytes] = field(default_factory=dict)
    commands: dict[tuple[str, str], int] = field(default_factory=dict)


def verify(engine: Engine) -> Report:
    """Walk all logs. Damage is in the report; raises NotSaved('unavailable') and its like for an outage only."""
    try:
        with transaction(engine, reading=True) as connection:
            plans = connection.execute(PLANS).scalars().all()
            strays = connection.execute(STRAYS).scalars().all()
            reports = [_plan(connection, plan) for plan in plans]
            reports += [PlanReport(str(plan), 0, Damage("unreadable")) for plan in strays]
            return Report(tuple(reports), _file(connection), _documents(connection))
    except (DBAPIError, NotSaved, ValueError, TypeError) as error:
        # A damaged schema breaks even the driver's own messages.
        if isinstance(error, NotSaved) and error.reason != "damaged":
            raise
        return Report((), (str(error.__cause__ or error),))


def verify_plan(engine: Engine, plan: str) -> PlanReport:
    """Walk one plan's log. Raises KeyError if there is no such plan."""
    with transaction(engine, reading=True) as connection:
        log.standing(connection, plan)
        return _plan(connection, plan)


def is_sound(connection: Connection, plan: str) -> bool:
    """Whether a plan's log and its sealed files hold, in a transaction of the caller's."""
    documents = connection.execute(DOCUMENTS_OF, {"plan": plan}).scalars().all()
    return _plan(connection, plan).damage is None and not any(_altered(connection, one) for one in documents)


def _plan(connection: Connection, plan: str) -> PlanReport:
    walked = _Walked()
    try:
        damage = _walk(connection, plan, walked) or _redactions(walked) or _done(connection, plan, walked)
    except (DBAPIError, TypeError, ValueError, KeyError):
        # A page of the file is broken, or a column holds what its type cannot be read from.
        damage = Damage("unreadable")
    return PlanReport(plan, walked.last_good, damage, tuple(walked.standing) if damage is None else ())


def _walk(connection: Connection, plan: str, walked: _Walked) -> Damage | None:
    standing = log.standing(connection, plan)
    before = chain.genesis(plan, standing.created_at)
    for seq, row in enumerate(log.every_row(connection, plan), 1):
        step = judge(row, plan, seq, before)
        if isinstance(step, Damage):
            return step
        before = step.chain
        _gather(walked, step.stored, step.replacement)
    if (walked.last_good, before) != (standing.seq, standing.head):
        return Damage("end")
    return None


def _gather(walked: _Walked, stored: Stored, replacement: bytes | None) -> None:
    entry = stored.entry
    if replacement is not None:
        walked.standing[stored.seq] = replacement
    elif entry.event == REDACTED:
        walked.vouched.update({one.seq: one.digest for one in replacements(entry.payload)})
    if entry.command is not None:
        walked.commands.setdefault((entry.person or "", entry.command), stored.seq)
    walked.last_good = stored.seq


def _redactions(walked: _Walked) -> Damage | None:
    if walked.standing == walked.vouched:
        return None
    differing = walked.standing.items() ^ walked.vouched.items()
    walked.last_good = min(seq for seq, _ in differing) - 1
    return Damage("redaction")


def _done(connection: Connection, plan: str, walked: _Walked) -> Damage | None:
    marks = {(row.person, row.command): row.seq for row in connection.execute(DONE, {"plan": plan})}
    return None if marks == walked.commands else Damage("done")


def _documents(connection: Connection) -> tuple[str, ...]:
    return tuple(
        str(one) for one in connection.execute(DOCUMENTS).scalars().all() if _altered(connection, one)
    )


def _altered(connection: Connection, document: str) -> bool:
    # One at a time: a store may hold hundreds of megabytes of them.
    file, expected = connection.execute(SEALED, {"document": document}).one()
    return not isinstance(file, bytes) or sha256(file).hexdigest() != expected


def _file(connection: Connection) -> tuple[str, ...]:
    if connection.dialect.name != "sqlite":
        return ()
    said = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    return () if said == ["ok"] else tuple(map(str, said))
