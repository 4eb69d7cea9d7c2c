"""Bringing a database up to date, at start and when something is restored into a new one.

One transaction on both databases: a migration that fails leaves everything as it was. On PostgreSQL processes
that start together wait for each other. A database written by a newer Stratroom is refused with words.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, text

from app.store.transaction import sqlite_driver, transaction

FOLDER = Path(__file__).parent / "migrations"
ADVISORY_KEY = 0x5374726174  # "Strat"


class StoreTooNew(Exception):
    """The database has a revision that this program does not know."""

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"the database is at revision {revision}, which this version of Stratroom does not know"
        )
        self.revision = revision


class StoreInconsistent(Exception):
    """A migration left rows that point to nothing; it was undone."""


def config() -> Config:
    """Alembic's configuration without a file."""
    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    return made


def newest() -> str:
    """The revision this program works with."""
    head = ScriptDirectory.from_config(config()).get_current_head()
    assert head is not None
    return head


def current(connection: Connection) -> str | None:
    """The database's revision; None for an empty database."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring the database behind `engine` to the newest revision, or to an earlier one to load an old dump.

    Raises: StoreTooNew; StoreInconsistent; NotSaved and OutcomeUnknown as any transaction.
    """
    with _keys_unenforced(engine), transaction(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_KEY})
        _upgrade(connection, to)


def _upgrade(connection: Connection, to: str) -> None:
    found = current(connection)
    if found is not None:
        know(found)
    if found == (newest() if to == "head" else to):
        return
    made = config()
    made.attributes["connection"] = connection
    command.upgrade(made, to)
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
    known = {script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()}
    if revision not in known:
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
