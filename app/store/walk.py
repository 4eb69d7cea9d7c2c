"""Judging one row of a log against the chain: the single definition of "this entry is as it was written".

`app.store.journal` reads with it, so that a damaged entry never becomes state; `app.store.verify` walks whole
logs with it. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.session.journal import Entry, Stored
from app.store import chain
from app.store.log import RawRow


@dataclass(frozen=True, slots=True)
class Damage:
    """Why a row is not what was written."""

    code: str
    """`gap`, `form` (a column holds another type), `chain`, `payload`, `redaction`, `end`, `done` or `unreadable`."""


@dataclass(frozen=True, slots=True)
class Step:
    """A good row."""

    stored: Stored
    chain: bytes
    replacement: bytes | None
    """For a redacted row, the digest of what stands there now; a `Redacted` entry has to vouch for it."""


def judge(row: RawRow, plan: str, seq: int, before: bytes) -> Step | Damage:
    """Whether `row` is entry `seq` of `plan` behind chain value `before`."""
    if not _formed(row):
        return Damage("form")
    if row.seq != seq:
        return Damage("gap")
    entry = Entry(row.event, row.schema, row.payload, row.at, row.person, row.command)
    if chain.link(before, plan, seq, entry, row.digest) != row.chain:
        return Damage("chain")
    standing_digest = chain.digest(row.salt, row.payload)
    if row.redacted == 0 and standing_digest != row.digest:
        return Damage("payload")
    redacted = row.redacted == 1
    return Step(Stored(seq, entry, redacted), row.chain, standing_digest if redacted else None)


def _formed(row: RawRow) -> bool:
    # Exactly these types: SQLite keeps a flipped type byte's value as whatever it then looks like.
    return (
        all(type(value) is int for value in (row.seq, row.at, row.schema, row.redacted))
        and all(type(value) is bytes for value in (row.payload, row.salt, row.digest, row.chain))
        and type(row.event) is str
        and all(value is None or type(value) is str for value in (row.person, row.command))
        and row.redacted in (0, 1)
    )
