"""Statements said to the database's driver itself, past SQLAlchemy's own execution, which costs five times the CPU.

For the log alone, which is the path of every edit. Rows come back as the driver gives them, unconverted, because a
damaged file can put a number where bytes were, and a converting column type would turn that into something that
looks right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

_named = re.compile(r":(\w+)")

Named = Mapping[str, object]
Row = tuple[Any, ...]


class Driver:
    """The driver of `connection`, in the transaction that it is in.

    Whatever the driver says when a statement runs or its rows are read is raised as DBAPIError, as by SQLAlchemy.
    Statements have named parameters, `:name`.
    """

    __slots__ = ("_error", "_line", "postgres")

    def __init__(self, connection: Connection) -> None:
        dialect = connection.dialect
        self.postgres = dialect.name == "postgresql"
        self._error = dialect.loaded_dbapi.Error
        line = connection.connection.driver_connection
        assert line is not None
        self._line = line

    def one(self, statement: str, named: Named) -> Row | None:
        """The first row."""
        try:
            row: Row | None = self._line.execute(self._written(statement), named).fetchone()
        except self._error as error:
            raise self._said(error) from error
        return row

    def rows(self, statement: str, named: Named) -> list[Row]:
        """All rows."""
        try:
            found: list[Row] = self._line.execute(self._written(statement), named).fetchall()
        except self._error as error:
            raise self._said(error) from error
        return found

    def do(self, statement: str, *each: Named) -> None:
        """Run a statement that answers nothing, once with each of these."""
        try:
            cursor = self._line.cursor()
            if len(each) == 1:
                cursor.execute(self._written(statement), each[0])
            else:
                cursor.executemany(self._written(statement), each)
        except self._error as error:
            raise self._said(error) from error

    def begin(self, statement: str) -> None:
        """Begin a transaction, where the driver does not by itself."""
        try:
            self._line.execute(statement)
        except self._error as error:
            raise self._said(error) from error

    def _written(self, statement: str) -> str:
        return _for_postgres(statement) if self.postgres else statement

    def _said(self, error: Exception) -> BaseException:
        return DBAPIError.instance(None, None, error, self._error)


@lru_cache(maxsize=64)
def _for_postgres(statement: str) -> str:
    """As psycopg writes named parameters."""
    return _named.sub(r"%(\1)s", statement)
