"""What several servers on one database tell each other and nobody has to keep: gone after a crash of the database.

On PostgreSQL these tables are unlogged, so that who is here costs no durable write. In a file they stay empty: there
is one server, which knows.
"""

from __future__ import annotations

from sqlmodel import Field

from app.store.tables.base import Table, whole

PASSING = frozenset({"presence", "waiting_board"})
"""Names of the tables that no copy of a store holds."""


class PresenceRow(Table, table=True):
    """Who and what is connected to one server in one plan."""

    __tablename__ = "presence"

    plan: str = Field(primary_key=True)
    server: str = Field(primary_key=True)
    """Made afresh by each process."""
    until: int = whole()
    """Milliseconds UTC by the database's clock; a server that lives says it again before."""
    body: str
    """JSON; `app.web.elsewhere` writes and reads it."""


class WaitingBoard(Table, table=True):
    """A machine that shows a code to become a board, whichever server it asks."""

    __tablename__ = "waiting_board"

    token_hash: bytes = Field(primary_key=True)
    code: str = Field(index=True)
    start: str
    """JSON of what the device is to be started with."""
    until: int = whole()
