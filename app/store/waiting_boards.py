"""Machines that show a code to become a board, where several servers have to know of them."""

from __future__ import annotations

from sqlalchemy import text
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.store.sessions import hashed
from app.store.tables import WaitingBoard

NEWEST = text("DELETE FROM waiting_board WHERE token_hash NOT IN"
              " (SELECT token_hash FROM waiting_board ORDER BY until DESC LIMIT :most)")  # fmt: skip


def offer(rows: Session, token: str, *, code: str, start: str, until: int, at: int, most: int) -> bool:
    """A machine that waits; False where another shows this code. At most `most` wait: the oldest give way."""
    for old in rows.exec(select(WaitingBoard).where(col(WaitingBoard.until) < at)):
        rows.delete(old)
    rows.flush()
    if by_code(rows, code, at) is not None:
        return False
    rows.add(WaitingBoard(token_hash=hashed(token), code=code, start=start, until=until))
    rows.flush()
    rows.connection().execute(NEWEST, {"most": most})
    return True


def asked(rows: Session, token: str, *, at: int, until: int) -> WaitingBoard | None:
    """The machine that waits with this token. It goes on waiting, until `until`: who keeps asking is not the oldest."""
    found = rows.get(WaitingBoard, hashed(token))
    if found is None or found.until <= at:
        return None
    # Nothing of this has to survive anything.
    rows.connection().execute(text("SET LOCAL synchronous_commit = off"))
    found.until = until
    rows.flush()
    return found


def by_code(rows: Session, code: str, at: int) -> WaitingBoard | None:
    """The machine that shows this code."""
    return rows.exec(_showing(code, at)).first() if code else None


def take(rows: Session, code: str, at: int) -> WaitingBoard | None:
    """The machine that shows this code: it waits no more. One of those who ask at the same moment gets it."""
    found = rows.exec(_showing(code, at).with_for_update(skip_locked=True)).first() if code else None
    if found is not None:
        rows.delete(found)
        rows.flush()
    return found


def _showing(code: str, at: int) -> SelectOfScalar[WaitingBoard]:
    return select(WaitingBoard).where(WaitingBoard.code == code, col(WaitingBoard.until) > at)
