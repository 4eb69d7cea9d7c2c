"""Anonymous notes and ballots until their reveal: outside the log, without person, session, command or time.

Of ballots it is known who handed one in, because everybody has one: in one row for all who did, which says nothing of
any ballot. Both are written in one transaction, so SQLite's write-ahead log shows for a while which came together; the
reveal empties it.

Whoever holds the random handle on their phone may see and change what was written with it. Order of arrival is
not kept. At the reveal the session shuffles the notes into the log and drops them here, in one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from sqlalchemy import delete, func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.store.tables import HeldNote, Voted


class NotYours(Exception):
    """The note was written with another handle, or belongs to another step."""


class AlreadyVoted(Exception):
    """This person has handed in a ballot, with another handle."""


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


def vote(rows: Session, *, plan: str, step: str, ballot: str, handle: str, person: str, fields: str) -> None:
    """Hand in a person's ballot, or change the one that they handed in. Raises NotYours, AlreadyVoted."""
    there, people = rows.get(HeldNote, (plan, ballot)), voted(rows, plan=plan, step=step)
    if there is None and person in people:
        raise AlreadyVoted(step)
    keep(rows, plan=plan, step=step, note=ballot, handle=handle, text="", fields=fields)
    if there is None:
        _put_voted(rows, plan, step, people | {person})


def take_vote_back(rows: Session, *, plan: str, step: str, ballot: str, handle: str, person: str) -> None:
    """Remove a person's ballot; they can hand in another. Raises NotYours."""
    if rows.get(HeldNote, (plan, ballot)) is None:
        return
    take_back(rows, plan=plan, note=ballot, handle=handle)
    _put_voted(rows, plan, step, voted(rows, plan=plan, step=step) - {person})


def voted(rows: Session, *, plan: str, step: str) -> frozenset[str]:
    """Who handed in a ballot; never which."""
    found = rows.get(Voted, (plan, step))
    return frozenset(found.people.split()) if found else frozenset()


def _put_voted(rows: Session, plan: str, step: str, people: frozenset[str]) -> None:
    found = rows.get(Voted, (plan, step))
    if found is None:
        found = Voted(plan=plan, step=step, people="")
    found.people = " ".join(sorted(people))
    rows.add(found)
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
