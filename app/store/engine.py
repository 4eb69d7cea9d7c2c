"""Opening the database: how SQLite and PostgreSQL are set up so that a commit means the same on both.

SQLite: WAL and `synchronous=FULL`, because with NORMAL half of the simulated power cuts lost acknowledged edits.
The driver's own transaction handling is off and every transaction says itself how it begins, because the
default loses concurrent updates silently. One connection in exclusive mode: no second connection means no
WAL-reset bug (SQLite 3.7.0 to 3.51.2), and no shared-memory file.

PostgreSQL: durable commits even if the server's default is otherwise, and time-outs so that a hung peer becomes
"busy" instead of a silent room.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, StaticPool, create_engine, event
from sqlalchemy.engine import URL, make_url

from app.store.driver import Driver

READING = "stratroom_reading"
"""Execution option: the transaction only reads, so it takes no write lock and works on a full disk."""

POSTGRES_OPTIONS = " ".join(
    f"-c {name}={value}"
    for name, value in {
        "synchronous_commit": "on",
        "statement_timeout": "15000",
        "lock_timeout": "5000",
        "idle_in_transaction_session_timeout": "30000",
    }.items()
)


def is_postgres(where: str | Path) -> bool:
    """Whether `where` names a PostgreSQL database rather than a file."""
    return isinstance(where, str) and where.startswith(("postgresql:", "postgresql+psycopg:", "postgres:"))


def postgres_url(where: str) -> URL:
    """`where` as SQLAlchemy wants it, for psycopg 3. Raises sqlalchemy.exc.ArgumentError."""
    return make_url(where).set(drivername="postgresql+psycopg")


def open_postgres(where: str) -> Engine:
    """An engine with one connection. Nothing is opened yet."""
    return create_engine(
        postgres_url(where),
        pool_size=1,
        max_overflow=0,
        # A server that restarted overnight must not cost the first edit of the morning.
        pool_pre_ping=True,
        # A driver's error goes to the log, and what people wrote and secrets do not.
        hide_parameters=True,
        connect_args={
            "connect_timeout": 5,
            "application_name": "stratroom",
            "options": POSTGRES_OPTIONS,
        },
    )


def open_sqlite(file: Path) -> Engine:
    """An engine on the live file, which is made (readable by its owner only) if there is none."""
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    engine = _sqlite_engine(URL.create("sqlite", database=str(file)))

    @event.listens_for(engine, "connect")
    def prepare(driver: sqlite3.Connection, _record: Any) -> None:
        for setting in (
            "locking_mode=EXCLUSIVE",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=5000",
            # Erased names and revealed notes are overwritten, not only unlinked.
            "secure_delete=ON",
        ):
            driver.execute(f"PRAGMA {setting}")

    return engine


def open_sqlite_copy(file: Path) -> Engine:
    """An engine that reads a file nobody writes (a backup), without leaving anything beside it."""
    return _sqlite_engine(
        URL.create("sqlite", database=f"file:{file}", query={"uri": "true", "mode": "ro", "immutable": "1"})
    )


def _sqlite_engine(url: URL) -> Engine:
    engine = create_engine(
        url,
        poolclass=StaticPool,
        hide_parameters=True,
        connect_args={"isolation_level": None, "check_same_thread": False},
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get(READING, False)
        Driver(connection).begin("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine
