"""The first start: a one-time link that makes the first account, and is dead afterwards.

Whoever can read the terminal of the server is its first administrator. The link is in the store as long as there is
no account, so that a restart before it was used prints the same one.
"""

from __future__ import annotations

from sqlmodel import Session

from app.store import settings, users
from app.web.identity import passwords, tokens
from app.web.identity.devices import now_ms
from app.web.identity.identity import Identity

_KEY = "setup.secret"


class SetUpAlready(Exception):
    """There is an account, or this is not the link."""


async def offer_setup(identity: Identity) -> None:
    """Have a link ready where there is no account yet."""
    identity.setup = await identity.store.write(_offered)


def _offered(rows: Session) -> str | None:
    if users.count(rows):
        settings.remove(rows, _KEY)
        return None
    # Servers that start together on an empty database print the same one.
    return settings.put_first(rows, _KEY, tokens.secret())


async def set_up(identity: Identity, secret: str, *, login: str, name: str, password: str) -> str:
    """The first account; its id. Raises SetUpAlready."""
    stored = await passwords.hashed(password)

    def job(rows: Session) -> str:
        if users.count(rows) or settings.get(rows, _KEY) != secret:
            raise SetUpAlready
        settings.remove(rows, _KEY)
        id_ = tokens.id_()
        users.add(rows, id_, login=login, name=name, password_hash=stored, at=now_ms(), admin=True)
        return id_

    made = await identity.store.write(job)
    identity.setup = None
    return made
