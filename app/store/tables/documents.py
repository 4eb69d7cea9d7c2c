"""Notes and ballots that wait for their reveal, and sealed files."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from app.store.tables.base import Table, plan_key, whole


class HeldNote(Table, table=True):
    """A private or anonymous note until its reveal.

    Nothing here tells who wrote it or in which order they came: no person, session, command or time, and the
    rows lie in the order of random ids (`WITHOUT ROWID`; PostgreSQL's heap keeps traces until the reveal).
    """

    __tablename__ = "held_note"
    __table_args__ = ({"sqlite_with_rowid": False},)

    plan: str = plan_key(primary_key=True)
    id: str = Field(primary_key=True)
    """Random, made on the phone."""
    step: str = Field(index=True)
    handle_hash: bytes
    """SHA-256 of the random handle that only the phone keeps: shows it its own notes, and lets it change them."""
    text: str
    fields: str = "{}"
    """Canonical JSON of what the activity asks beside the text."""


class Voted(Table, table=True):
    """Who has handed in a nameless ballot of one step: apart from what was voted, in one row for all, sorted."""

    __tablename__ = "voted"

    plan: str = plan_key(primary_key=True)
    step: str = Field(primary_key=True)
    people: str
    """Pseudonyms, sorted, a space between them."""


class Sealed(Table, table=True):
    """A sealed file of one signed version, in one edition. Its bytes never change."""

    __tablename__ = "sealed"
    __table_args__ = (UniqueConstraint("plan", "version", "edition"),)

    document: str = Field(primary_key=True)
    """The document id printed in it."""
    plan: str = plan_key()
    version: int
    edition: str
    sha256: str = Field(index=True)
    """Of the file, hexadecimal."""
    content_hash: str = Field(index=True)
    """Of the canonical JSON that was signed, hexadecimal; printed in the document."""
    state: str
    """`current`, `superseded` or `withdrawn`."""
    sealed_at: int = whole()
    file: bytes
