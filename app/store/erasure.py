"""Erasing a person from a plan, without breaking the proof that nothing else changed.

The name row is blanked, sessions and personal links go, and payloads that hold the name are replaced. Digest and
chain stay, the salt goes, so nobody can test a guess against them. A `Redacted` entry lists the replaced
entries with the digest of what stands there now; `app.store.verify` holds them to it. Sealed files that the
person signed stay: they are evidence, kept on their own ground.

Which payloads hold the name, only the caller can say. A live plan must be loaded again afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, delete, text
from sqlmodel import Session, col

from app.session.journal import Entry, NotSaved, Stored
from app.store import chain, log, people
from app.store.tables import Invitation, SessionRow
from app.store.transaction import sqlite_driver, transaction
from app.store.walk import Damage, judge

REDACTED = "Redacted"
"""Name of the event that erasure writes; the domain has it among its own and does nothing on it."""
REDACTED_SCHEMA = 1

REPLACE = text(
    "UPDATE entry SET payload = :payload, salt = :salt, redacted = 1 WHERE plan = :plan AND seq = :seq"
)
DROP_SNAPSHOTS = text("DELETE FROM snapshot WHERE plan = :plan")


@dataclass(frozen=True, slots=True)
class Replacement:
    """What stands in a redacted entry now."""

    seq: int
    digest: bytes


def payload(person: str, replaced: list[Replacement]) -> bytes:
    """Canonical JSON of a `Redacted` entry: `{"entries":[{"digest":…,"seq":…}],"person":…}`."""
    listed = [{"digest": one.digest.hex(), "seq": one.seq} for one in replaced]
    return json.dumps({"entries": listed, "person": person}, sort_keys=True, separators=(",", ":")).encode()


def replacements(redacted: bytes) -> list[Replacement]:
    """What a `Redacted` payload lists. Raises ValueError for one that is not in this form."""
    try:
        listed = json.loads(redacted)["entries"]
        return [Replacement(int(one["seq"]), bytes.fromhex(one["digest"])) for one in listed]
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a Redacted payload: {error}") from error


def erase_person(
    engine: Engine,
    *,
    plan: str,
    person: str,
    redact: Callable[[Stored], bytes | None],
    at: int,
    by: str | None = None,
) -> int:
    """Erase `person` from `plan`; returns the log's last sequence number.

    `redact` gives, for each entry, the canonical JSON to put in place of its payload, or None to leave it. `at`:
    milliseconds UTC. `by`: pseudonym of who asked for it. A second time is harmless.

    Raises: KeyError for an unknown plan or person; NotSaved, OutcomeUnknown as any append.
    """
    with transaction(engine) as connection:
        standing = log.standing(connection, plan, lock=True)
        replaced = _replace(connection, plan, standing.created_at, redact)
        with Session(connection) as rows:
            _forget(rows, plan, person, at)
        entry = Entry(REDACTED, REDACTED_SCHEMA, payload(person, replaced), at, by)
        last = log.write(connection, plan, standing, [entry]).seq
        connection.execute(DROP_SNAPSHOTS, {"plan": plan})
    scrub(engine)
    return last


def _replace(
    connection: Connection, plan: str, created_at: int, redact: Callable[[Stored], bytes | None]
) -> list[Replacement]:
    replaced: list[Replacement] = []
    before = chain.genesis(plan, created_at)
    for seq, row in enumerate(log.every_row(connection, plan), 1):
        step = judge(row, plan, seq, before)
        if isinstance(step, Damage):
            # Redacting a damaged log would put a seal of approval on it.
            raise NotSaved("damaged")
        before = step.chain
        new = redact(step.stored)
        if new is not None and new != step.stored.entry.payload:
            salt = log.fresh_salt()
            connection.execute(REPLACE, {"plan": plan, "seq": seq, "payload": new, "salt": salt})
            replaced.append(Replacement(seq, chain.digest(salt, new)))
    return replaced


def _forget(rows: Session, plan: str, person: str, at: int) -> None:
    found = people.get(rows, person)
    if found.plan != plan:
        raise KeyError(person)
    found.name = found.email = found.function = ""
    found.erased_at = found.erased_at or at
    rows.exec(delete(SessionRow).where(col(SessionRow.person) == person))
    rows.exec(delete(Invitation).where(col(Invitation.person) == person))
    rows.flush()


def scrub(engine: Engine) -> None:
    """Let nothing of what was removed be read from the files any more."""
    # The write-ahead log still holds the pages as they were.
    if engine.dialect.name == "sqlite":
        with sqlite_driver(engine) as driver:
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
