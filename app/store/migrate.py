"""Bringing a database up to date, at start and when something is restored into a new one.

One transaction on both databases: a migration that fails leaves everything as it was. On PostgreSQL processes
that start together wait for each other. A database written by a newer Stratroom is refused with words.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, MetaData, inspect, text

from app.store.transaction import sqlite_driver, transaction

NEWEST = "0005"
"""The revision this program works with: said here, so that a database which has it needs no Alembic to be opened."""
ADVISORY_KEY = 0x5374726174  # "Strat"

REVISION = text("SELECT version_num FROM alembic_version")


class StoreTooNew(Exception):
    """The database has a revision that this program does not know."""

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"the database is at revision {revision}, which this version of Stratroom does not know"
        )
        self.revision = revision


class StoreInconsistent(Exception):
    """A migration left rows that point to nothing; it was undone."""


def current(connection: Connection) -> str | None:
    """The database's revision; None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(REVISION).scalar()
    return found


def upgrade(engine: Engine, to: str = NEWEST) -> None:
    """Bring the database behind `engine` to the newest revision, or to an earlier one to load an old dump.

    Raises: StoreTooNew; StoreInconsistent; NotSaved and OutcomeUnknown as any transaction.
    """
    with _keys_unenforced(engine), transaction(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_KEY})
        _upgrade(connection, to)


def _upgrade(connection: Connection, to: str) -> None:
    found = current(connection)
    if found == to:
        return
    # Here and not at the head: what runs migrations takes long to load and is seldom needed.
    from app.store import revisions

    if found is not None:
        know(found)
    revisions.run(connection, to)
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise StoreInconsistent(f"{len(broken)} rows point to nothing after the migration")


def begin_at(engine: Engine, revision: str) -> None:
    """Give a database without rows the tables of an earlier revision. Raises as `upgrade`."""
    know(revision)
    with transaction(engine) as connection:
        if current(connection) != revision:
            tables = MetaData()
            tables.reflect(connection)
            tables.drop_all(connection)
    upgrade(engine, revision)


def know(revision: str) -> None:
    """Raises StoreTooNew for a revision that a newer program made."""
    from app.store import revisions  # as in `_upgrade`

    if revision not in revisions.known():
        raise StoreTooNew(revision)


@contextmanager
def _keys_unenforced(engine: Engine) -> Iterator[None]:
    # SQLite alters a table by copying and dropping it; with foreign keys enforced, the drop would cascade.
    if engine.dialect.name != "sqlite":
        yield
        return
    with sqlite_driver(engine) as driver:
        driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        with sqlite_driver(engine) as driver:
            driver.execute("PRAGMA foreign_keys=ON")
