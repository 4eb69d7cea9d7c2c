"""Signed-in devices: facilitators' logins, people on a roster, boards, programs.

Only a token's SHA-256 is kept, so a stolen file opens nobody's session.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from hashlib import sha256

from sqlmodel import Session, col, or_, select, update
from sqlmodel.sql.expression import SelectOfScalar

from app.store.tables import SessionRow

SEEN_EVERY = 60_000
"""Milliseconds between two notes of when a session was seen: whoever asks more often is not noted again."""


def hashed(token: str) -> bytes:
    """What is stored of a token. Tokens are random, so a plain hash is enough."""
    return sha256(token.encode()).digest()


def start(
    rows: Session,
    token: str | bytes,
    *,
    id: str,
    kind: str,
    at: int,
    plan: str | None = None,
    person: str | None = None,
    user: str | None = None,
    invitation: str | None = None,
    label: str = "",
    language: str = "",
    agent: str = "",
    address: str = "",
    expires_at: int | None = None,
) -> SessionRow:
    """A new session for whoever holds `token` (at least 128 random bits, made by the caller), or its hash."""
    made = SessionRow(
        token_hash=token if isinstance(token, bytes) else hashed(token),
        id=id,
        kind=kind,
        plan=plan,
        person=person,
        user=user,
        invitation=invitation,
        label=label,
        language=language,
        agent=agent[:300],
        address=address,
        created_at=at,
        seen_at=at,
        expires_at=expires_at,
    )
    rows.add(made)
    rows.flush()
    return made


def holding(rows: Session, hashes: Collection[bytes], at: int) -> Sequence[SessionRow]:
    """The living sessions of those who hold these tokens, given by their `hashed` form."""
    return rows.exec(_living(at).where(col(SessionRow.token_hash).in_(hashes))).all()


def ended(rows: Session, token: str) -> SessionRow | None:
    """The revoked session of `token`: what to tell somebody who was in, or asked to be."""
    wanted = select(SessionRow).where(SessionRow.token_hash == hashed(token))
    return rows.exec(wanted.where(col(SessionRow.revoked_at).is_not(None))).first()


def get(rows: Session, session: str) -> SessionRow:
    """By its id, dead or alive. Raises KeyError."""
    found = rows.exec(select(SessionRow).where(SessionRow.id == session)).first()
    if found is None:
        raise KeyError(session)
    return found


def of_plan(rows: Session, plan: str, at: int) -> Sequence[SessionRow]:
    """Living sessions on `plan`, newest first."""
    return rows.exec(_living(at).where(SessionRow.plan == plan)).all()


def of_user(rows: Session, user: str, at: int) -> Sequence[SessionRow]:
    """Living logins of an account, newest first."""
    return rows.exec(_living(at).where(SessionRow.user == user)).all()


def ended_of(rows: Session, among: Collection[str]) -> Sequence[str]:
    """Those of these sessions that were revoked."""
    if not among:
        return ()
    wanted = select(SessionRow.id).where(col(SessionRow.revoked_at).is_not(None))
    return rows.exec(wanted.where(col(SessionRow.id).in_(among))).all()


def seen(rows: Session, sessions: Collection[str], at: int) -> None:
    """Note that they were used."""
    rows.exec(update(SessionRow).where(col(SessionRow.id).in_(sessions)).values(seen_at=at))


def speak(rows: Session, session: str, language: str) -> None:
    """The language chosen on this device. Raises KeyError."""
    get(rows, session).language = language
    rows.flush()


def place(rows: Session, session: str, *, plan: str, person: str | None = None, label: str = "") -> None:
    """Give a waiting session (a board, somebody at the door) its plan and person. Raises KeyError."""
    found = get(rows, session)
    found.plan, found.person, found.label = plan, person, label or found.label
    rows.flush()


def revoke(rows: Session, session: str, at: int) -> None:
    """End one session. Its sockets are the hub's to close. Raises KeyError."""
    found = get(rows, session)
    if found.revoked_at is None:
        found.revoked_at = at
        rows.flush()


def revoke_person(rows: Session, person: str, at: int) -> Sequence[str]:
    """End every session of somebody; the ids of those that were alive."""
    return _revoke(rows, rows.exec(_living(at).where(SessionRow.person == person)).all(), at)


def revoke_user(rows: Session, user: str, at: int) -> Sequence[str]:
    """End every login of an account; the ids of those that were alive."""
    return _revoke(rows, of_user(rows, user, at), at)


def revoke_invited(rows: Session, invitation: str, at: int) -> Sequence[str]:
    """End what came in by an invitation; the ids of those that were alive."""
    return _revoke(rows, rows.exec(_living(at).where(SessionRow.invitation == invitation)).all(), at)


def _revoke(rows: Session, living: Sequence[SessionRow], at: int) -> Sequence[str]:
    for session in living:
        session.revoked_at = at
    rows.flush()
    return [session.id for session in living]


def _living(at: int) -> SelectOfScalar[SessionRow]:
    return (
        select(SessionRow)
        .where(col(SessionRow.revoked_at).is_(None))
        .where(or_(col(SessionRow.expires_at).is_(None), col(SessionRow.expires_at) > at))
        .order_by(col(SessionRow.created_at).desc(), col(SessionRow.id))
    )
