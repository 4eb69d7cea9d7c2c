"""A transaction: all or nothing, and an honest word about which of the two it was.

The only place that begins, commits and rolls back. Everything that reads or writes rows runs inside one of these,
on the writer thread.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.store import faults
from app.store.engine import READING


@contextmanager
def transaction(engine: Engine, *, reading: bool = False) -> Iterator[Connection]:
    """One transaction on a connection: committed at the end of the block, undone if the block raises.

    Raises: NotSaved when nothing was written; OutcomeUnknown when only the log can tell.
    """
    with _answering():
        connection = engine.connect()
    try:
        with _answering():
            if reading:
                connection.execution_options(**_reading(engine))
            connection.begin()
            yield connection
        _commit(connection)
    except BaseException:
        # A connection that is gone cannot roll back, and need not.
        with suppress(DBAPIError):
            connection.rollback()
        raise
    finally:
        with suppress(DBAPIError):
            connection.close()


@contextmanager
def rows(engine: Engine, *, reading: bool = False) -> Iterator[Session]:
    """The same as `transaction`, with a session for repositories. Rows stay readable after its end."""
    with (
        transaction(engine, reading=reading) as connection,
        Session(connection, expire_on_commit=False) as session,
    ):
        yield session
        session.flush()


@contextmanager
def sqlite_driver(engine: Engine) -> Iterator[sqlite3.Connection]:
    """SQLite's own connection, for what it does outside transactions: settings, checkpoints, copies.

    Raises NotSaved.
    """
    try:
        with _answering(), engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            yield driver
    except sqlite3.Error as error:
        answer = faults.before_commit(error)
        if answer is None:
            raise
        raise answer from error


def _reading(engine: Engine) -> dict[str, object]:
    if engine.dialect.name == "postgresql":
        # One moment for all that is read: between two statements another server may append.
        return {"isolation_level": "REPEATABLE READ"}
    return {READING: True}


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        answer = faults.before_commit(error.orig)
        if answer is None:
            raise
        raise answer from error


def _commit(connection: Connection) -> None:
    try:
        connection.commit()
    except DBAPIError as error:
        answer = faults.at_commit(error.orig)
        if answer is None:
            raise
        raise answer from error
