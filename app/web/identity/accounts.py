"""Accounts from outside the web: what `stratroom user …` does, in a running server or on its store."""

from __future__ import annotations

from sqlmodel import Session

from app.store import sessions, users
from app.web.identity import passwords, tokens
from app.web.identity.devices import now_ms


class NoSuchLogin(Exception):
    """No account has this login."""


def add(rows: Session, *, login: str, name: str, password: str) -> None:
    """A further account; the first one is an administrator's. Raises users.LoginTaken, ValueError."""
    if not users.normal_login(login) or not passwords.usable(password):
        raise ValueError("a login and a password that can be used")
    first = users.count(rows) == 0
    users.add(
        rows,
        tokens.id_(),
        login=login,
        name=name.strip() or login.strip(),
        password_hash=passwords.hash_now(password),
        at=now_ms(),
        admin=first,
    )


def reset(rows: Session, *, login: str, password: str) -> list[str]:
    """Set a password and open the account again; ids of its sessions, which end. Raises NoSuchLogin, ValueError."""
    if not passwords.usable(password):
        raise ValueError("a password that can be used")
    found = users.by_login(rows, login)
    if found is None:
        raise NoSuchLogin(login)
    users.set_password(rows, found.id, passwords.hash_now(password))
    users.disable(rows, found.id, None)
    return list(sessions.revoke_user(rows, found.id, now_ms()))


def every(rows: Session) -> list[str]:
    """A line for each account: login, name, and whether it is shut."""
    lines = []
    for user in users.every(rows):
        notes = [note for note, holds in (("administrator", user.admin), ("shut", user.disabled_at)) if holds]
        lines.append("\t".join([user.login, user.name, ", ".join(notes)]).rstrip())
    return lines
