"""Who is connected where, as the servers on one PostgreSQL tell each other: rows that pass by themselves.

A server says it again before its row passes; one that was killed is gone when it does. Times are the database's, so
that servers' clocks need not agree.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import bindparam, text
from sqlmodel import Session

LASTS_MS = 15_000
"""How long a server's word holds."""
KEPT_MS = 60_000
"""How long it is kept beyond that: other servers may have to take over what it knew."""

TELL = text(
    "INSERT INTO presence (plan, server, until, body)"
    " VALUES (:plan, :server, (extract(epoch from clock_timestamp()) * 1000)::bigint + :lasts, :body)"
    " ON CONFLICT (plan, server) DO UPDATE SET until = EXCLUDED.until, body = EXCLUDED.body"
)
SWEEP = text(
    "DELETE FROM presence WHERE until < (extract(epoch from clock_timestamp()) * 1000)::bigint - :kept"
)
OTHERS = text(
    "SELECT plan, server, until > (extract(epoch from clock_timestamp()) * 1000)::bigint AS lives, body"
    " FROM presence WHERE plan IN :plans AND server <> :server ORDER BY server"
).bindparams(bindparam("plans", expanding=True))


@dataclass(frozen=True, slots=True)
class Told:
    """What one server last said of one plan."""

    plan: str
    server: str
    lives: bool
    """False for a server that has said nothing for LASTS_MS."""
    body: str


def tell(rows: Session, server: str, said: dict[str, str]) -> None:
    """Say what is connected to `server`, by plan."""
    # Nothing of this has to survive anything.
    rows.connection().execute(text("SET LOCAL synchronous_commit = off"))
    for plan, body in said.items():
        said_of = {"plan": plan, "server": server, "lasts": LASTS_MS, "body": body}
        rows.connection().execute(TELL, said_of)
    rows.connection().execute(SWEEP, {"kept": KEPT_MS})


def others(rows: Session, server: str, plans: Collection[str]) -> list[Told]:
    """What the servers but `server` said of these plans."""
    if not plans:
        return []
    found = rows.connection().execute(OTHERS, {"plans": list(plans), "server": server})
    return [Told(*row) for row in found]
