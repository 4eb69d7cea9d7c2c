"""Private and anonymous notes until their reveal: outside the log, without person, session, command or time.

Whoever holds the random handle on their phone may see and change what was written with it. Order of arrival is
not kept. At the reveal the session shuffles the notes into the log and drops them here, in one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from sqlalchemy import delete, func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.store.tables import HeldNote


class NotYours(Exception):
    """The note was written with another handle, or belongs to another step."""


def hashed(handle: str) -> bytes:
    """What is stored of a handle (at least 128 random bits, made on the phone)."""
    return sha256(handle.encode()).digest()


def keep(
    rows: Session, *, plan: str, step: str, note: str, handle: str, text: str, fields: str = "{}"
) -> None:
    """Write or change a note; the same again changes nothing. Raises NotYours."""
    found = rows.get(HeldNote, (plan, note))
    if found is None:
        rows.add(
            HeldNote(plan=plan, id=note, step=step, handle_hash=hashed(handle), text=text, fields=fields)
        )
    elif (found.step, found.handle_hash) != (step, hashed(handle)):
        raise NotYours(note)
    else:
        found.text, found.fields = text, fields
    rows.flush()


def take_back(rows: Session, *, plan: str, note: str, handle: str) -> None:
    """Remove a note; one that is not there is removed already. Raises NotYours."""
    found = rows.get(HeldNote, (plan, note))
    if found is None:
        return
    if found.handle_hash != hashed(handle):
        raise NotYours(note)
    rows.delete(found)
    rows.flush()


def of_step(rows: Session, *, plan: str, step: str) -> Sequence[HeldNote]:
    """All notes of a step, by random id. For the reveal only."""
    return rows.exec(_of_step(plan, step)).all()


def tally(rows: Session, *, plan: str, step: str) -> tuple[int, int]:
    """(notes, handles that wrote any): what the board may count before the reveal."""
    notes, handles = rows.exec(
        select(func.count(), func.count(func.distinct(HeldNote.handle_hash))).where(
            HeldNote.plan == plan, HeldNote.step == step
        )
    ).one()
    return notes, handles


def drop(rows: Session, *, plan: str, notes: Sequence[str]) -> None:
    """Remove these notes; one that is not there is removed already."""
    rows.exec(delete(HeldNote).where(col(HeldNote.plan) == plan, col(HeldNote.id).in_(notes)))


def _of_step(plan: str, step: str) -> SelectOfScalar[HeldNote]:
    return select(HeldNote).where(HeldNote.plan == plan, HeldNote.step == step).order_by(col(HeldNote.id))
