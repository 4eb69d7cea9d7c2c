"""The log: plans, their entries, which commands are done, and snapshots.

`entry` is the truth; `done` and `snapshot` can be made again from it. Only `app.store.journal`, `app.store.plans`,
`app.store.erasure` and restoring write here.
"""

from __future__ import annotations

from sqlmodel import Field

from app.store.tables.base import Table, plan_key, whole


class Plan(Table, table=True):
    """One plan: where its log stands, and what a list of plans shows without reading the log."""

    __tablename__ = "plan"

    id: str = Field(primary_key=True)
    kind: str
    """`account`, or `portfolio` for choosing key accounts."""
    title: str
    """A copy for lists; the log is right where they differ."""
    stage: str
    """A copy for lists, like `title`: a code such as `draft`, `live`, `signed`."""
    created_at: int = whole()
    archived_at: int | None = whole(default=None)
    seq: int = whole()
    """Sequence number of the last entry, 0 for none."""
    head: bytes
    """Chain value of the last entry; before the first, that of the plan's own beginning (`chain.genesis`)."""


class LogEntry(Table, table=True):
    """One event in a plan's log. Columns are those of `app.session.journal.Entry`, and the chain."""

    __tablename__ = "entry"

    plan: str = plan_key(primary_key=True)
    seq: int = whole(primary_key=True)
    person: str | None
    command: str | None
    at: int = whole()
    event: str
    schema_: int = Field(sa_column_kwargs={"name": "schema"})
    payload: bytes
    salt: bytes
    """16 random bytes. After a redaction, those of the replacement: the old ones are gone, so that nobody can
    test a guess at what stood here against `digest`."""
    digest: bytes
    """SHA-256 of salt and payload as first written; a redaction leaves it."""
    chain: bytes
    """SHA-256 over the chain value before and every field of this entry, the payload by its digest."""
    redacted: int = 0
    """1 when the payload was replaced. Not in the chain: a `Redacted` entry further on vouches for it."""


class Done(Table, table=True):
    """A command that is in the log. Apart from `entry`, since one command may emit several events."""

    __tablename__ = "done"

    plan: str = plan_key(primary_key=True)
    person: str = Field(primary_key=True)
    """Pseudonym; empty for the system."""
    command: str = Field(primary_key=True)
    seq: int = whole()
    """Its first entry."""


class SnapshotRow(Table, table=True):
    """A plan's state after entry `seq`. Bound to the log by `chain`, to its own bytes by `digest`."""

    __tablename__ = "snapshot"

    plan: str = plan_key(primary_key=True)
    seq: int = whole(primary_key=True)
    schema_: int = Field(sa_column_kwargs={"name": "schema"})
    chain: bytes
    digest: bytes
    body: bytes
