"""Sealed files of signed versions. A file never changes; its state does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import ColumnElement, delete, update
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from app.store.tables import Sealed


@dataclass(frozen=True, slots=True)
class Seal:
    """What is known of a sealed file, without its bytes."""

    document: str
    plan: str
    version: int
    edition: str
    sha256: str
    """Of the file, hexadecimal."""
    content_hash: str
    """Of what was signed, hexadecimal."""
    state: str
    """`current`, `superseded` or `withdrawn`."""
    sealed_at: int
    """Milliseconds UTC."""


def keep(
    rows: Session,
    *,
    document: str,
    plan: str,
    version: int,
    edition: str,
    content_hash: str,
    file: bytes,
    at: int,
) -> Seal:
    """Keep a freshly sealed file as the current one of its edition; an earlier version is superseded."""
    rows.exec(
        update(Sealed)
        .where(col(Sealed.plan) == plan, col(Sealed.edition) == edition, col(Sealed.version) < version)
        .where(col(Sealed.state) == "current")
        .values(state="superseded")
    )
    rows.add(
        Sealed(
            document=document,
            plan=plan,
            version=version,
            edition=edition,
            sha256=sha256(file).hexdigest(),
            content_hash=content_hash,
            state="current",
            sealed_at=at,
            file=file,
        )
    )
    rows.flush()
    return find(rows, document)


def find(rows: Session, document: str) -> Seal:
    """Raises KeyError."""
    found = _seals(rows, col(Sealed.document) == document)
    if not found:
        raise KeyError(document)
    return found[0]


def file(rows: Session, document: str) -> bytes:
    """The sealed bytes. Raises KeyError."""
    found = rows.exec(select(Sealed.file).where(Sealed.document == document)).first()
    if found is None:
        raise KeyError(document)
    return found


def of_plan(rows: Session, plan: str) -> Sequence[Seal]:
    """All sealed files of a plan, by version and edition."""
    return _seals(rows, col(Sealed.plan) == plan)


def by_file(rows: Session, file_sha256: str) -> Seal | None:
    """The seal of exactly these bytes."""
    found = _seals(rows, col(Sealed.sha256) == file_sha256)
    return found[0] if found else None


def by_content(rows: Session, content_hash: str) -> Seal | None:
    """The newest seal over this content, for one who only has the hash printed in a document."""
    found = _seals(rows, col(Sealed.content_hash) == content_hash)
    return found[-1] if found else None


def withdraw(rows: Session, document: str) -> None:
    """Mark as withdrawn. Raises KeyError."""
    changed = rows.exec(update(Sealed).where(col(Sealed.document) == document).values(state="withdrawn"))
    if changed.rowcount == 0:
        raise KeyError(document)


def drop(rows: Session, document: str) -> None:
    """Forget a file whose version was never sealed after all; what it superseded counts again. Raises KeyError."""
    gone = find(rows, document)
    rows.exec(delete(Sealed).where(col(Sealed.document) == document))
    older = [each for each in of_plan(rows, gone.plan) if each.edition == gone.edition]
    if older and older[-1].state == "superseded":
        rows.exec(update(Sealed).where(col(Sealed.document) == older[-1].document).values(state="current"))


def _seals(rows: Session, which: ColumnElement[bool]) -> Sequence[Seal]:
    # Without the bytes: a list of seals would otherwise read megabytes.
    columns = [getattr(Sealed, name) for name in Seal.__slots__]
    statement = core_select(*columns).where(which).order_by(col(Sealed.version), col(Sealed.edition))
    return [Seal(*row) for row in rows.connection().execute(statement)]
