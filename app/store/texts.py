"""Documents of co-edited text fields, kept so that opening one need not replay its updates.

A cache: what is kept here fits the log up to `seq`, and the log's later updates go on top. Written in the same
transaction as the entries it includes (`SqlJournal.append(also=…)`) or any time later.
"""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import delete
from sqlmodel import Session, col

from app.store.tables import TextDoc


def keep(rows: Session, *, plan: str, record: str, field: str, epoch: int, seq: int, state: bytes) -> None:
    """Keep `state` (an opaque Yjs document) of this field after entry `seq`, unless a later one is kept."""
    known = rows.get(TextDoc, (plan, record, field))
    if known is None:
        known = TextDoc(plan=plan, record=record, field=field, epoch=epoch, seq=seq, state=b"", digest=b"")
        rows.add(known)
    elif known.seq > seq:
        return
    known.epoch, known.seq, known.state = epoch, seq, state
    known.digest = _digest(epoch, seq, state)
    rows.flush()


def find(rows: Session, *, plan: str, record: str, field: str) -> TextDoc | None:
    """What is kept; one that lost a byte is as good as none."""
    found = rows.get(TextDoc, (plan, record, field))
    if found is None or _digest(found.epoch, found.seq, found.state) != found.digest:
        return None
    return found


def drop(rows: Session, plan: str) -> None:
    """Forget all documents of a plan; the log makes them again."""
    rows.exec(delete(TextDoc).where(col(TextDoc.plan) == plan))


def _digest(epoch: int, seq: int, state: bytes) -> bytes:
    return sha256(b"%d %d\n" % (epoch, seq) + state).digest()
