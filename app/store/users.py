"""Facilitators' accounts. Passwords come and go as argon2 hashes that the web makes and checks."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.store.tables import User


class LoginTaken(Exception):
    """Another account has this login."""


def normal_login(login: str) -> str:
    """The form in which logins are compared: trimmed, case folded, one Unicode form."""
    return unicodedata.normalize("NFKC", login.strip()).casefold()


def add(
    rows: Session, user: str, *, login: str, name: str, password_hash: str, at: int, admin: bool = False
) -> User:
    """A new account. Raises LoginTaken."""
    if by_login(rows, login) is not None:
        raise LoginTaken(login)
    made = User(
        id=user,
        login=normal_login(login),
        name=name,
        password_hash=password_hash,
        admin=admin,
        created_at=at,
    )
    rows.add(made)
    rows.flush()
    return made


def get(rows: Session, user: str) -> User:
    """Raises KeyError."""
    found = rows.get(User, user)
    if found is None:
        raise KeyError(user)
    return found


def by_login(rows: Session, login: str) -> User | None:
    """The account with this login, disabled or not."""
    return rows.exec(select(User).where(User.login == normal_login(login))).first()


def every(rows: Session) -> Sequence[User]:
    """All accounts, by login."""
    return rows.exec(select(User).order_by(col(User.login))).all()


def count(rows: Session) -> int:
    """How many accounts there are; none means that the first run is still to be set up."""
    return rows.exec(select(func.count()).select_from(User)).one()


def set_password(rows: Session, user: str, password_hash: str) -> None:
    """Its sessions are the caller's to revoke. Raises KeyError."""
    get(rows, user).password_hash = password_hash
    rows.flush()


def disable(rows: Session, user: str, at: int | None) -> None:
    """Shut an account; None opens it again. Raises KeyError."""
    get(rows, user).disabled_at = at
    rows.flush()
