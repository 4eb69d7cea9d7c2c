"""A whole store as JSON lines, and back: how a laptop's plans move to a server, and PostgreSQL's backup.

First line: form and revision of the tables. Then one line per row, tables in an order in which each finds what it
points to: `["table",{"column":value}]`, bytes in base64. Last line: count and SHA-256 of all before, so that a
cut file is refused. The tables are read from the database, not from the program, so that an old dump can be
loaded into tables of its own revision and migrated from there.

A dump holds names, secrets and password hashes: it is written for its owner only.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection, Engine, LargeBinary, MetaData, Table, insert, select, text

from app.store import migrate
from app.store.private_file import create_private
from app.store.tables.several import PASSING
from app.store.transaction import transaction

FORM = 1


class NotADump(Exception):
    """The file is no dump, is cut off, or was changed."""


class NotEmpty(Exception):
    """The database holds something already; a dump is only loaded into an empty one."""


def dump(engine: Engine, to: Path) -> int:
    """Write everything to `to`, which must not exist; returns the number of rows. Raises FileExistsError.

    One moment in time: PostgreSQL reads on one snapshot, SQLite has no other writer.
    """
    count, hashed = 0, sha256()
    with transaction(engine, reading=True) as connection, create_private(to) as file:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
        revision = migrate.current(connection)
        for line in _lines(connection, {"stratroom-dump": FORM, "revision": revision}):
            encoded = line.encode() + b"\n"
            hashed.update(encoded)
            file.write(encoded)
            count += 1
        rows = count - 1
        file.write(as_json({"rows": rows, "sha256": hashed.hexdigest()}).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return rows


def load(engine: Engine, source: Path) -> int:
    """Fill the empty database behind `engine` from a dump, then bring it up to date; returns the number of rows.

    Raises: NotADump; NotEmpty; migrate.StoreTooNew for a dump of a newer program; NotSaved, OutcomeUnknown.
    """
    revision = _checked(source)
    with transaction(engine, reading=True) as connection:
        _must_be_empty(connection)
    migrate.begin_at(engine, revision)
    count = 0
    with transaction(engine) as connection, source.open("rb") as file:
        tables = {table.name: table for table in _tables(connection)}
        file.readline()
        for table, row in _rows(file, tables):
            connection.execute(insert(table), row)
            count += 1
    migrate.upgrade(engine)
    return count


def is_dump(source: Path) -> bool:
    """Whether the file starts like a dump."""
    with source.open("rb") as file:
        return _header(file.readline(200)) is not None


def _header(line: bytes) -> str | None:
    # The revision that a first line names.
    try:
        parsed = json.loads(line)
    except ValueError:
        return None
    if not isinstance(parsed, dict) or parsed.get("stratroom-dump") != FORM:
        return None
    return str(parsed["revision"])


def _checked(source: Path) -> str:
    hashed, before, rows = sha256(), b"", -1
    with source.open("rb") as file:
        revision = _header(file.readline())
        file.seek(0)
        for line in file:
            hashed.update(before)
            before, rows = line, rows + (1 if before else 0)
    if revision is None or before != as_json({"rows": rows, "sha256": hashed.hexdigest()}).encode() + b"\n":
        raise NotADump(f"{source} is not a dump, is cut off, or was changed")
    return revision


def _must_be_empty(connection: Connection) -> None:
    for table in _tables(connection):
        if connection.execute(select(table).limit(1)).first() is not None:
            raise NotEmpty(f"table {table.name} holds rows already")


def _tables(connection: Connection) -> list[Table]:
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name not in PASSING | {"alembic_version"}]


def _lines(connection: Connection, header: dict[str, object]) -> Iterator[str]:
    yield as_json(header)
    for table in _tables(connection):
        for row in connection.execute(select(table).order_by(*table.primary_key.columns)).mappings():
            yield as_json([table.name, with_bytes(table, dict(row), _as_base64)])


def _rows(file: BinaryIO, tables: dict[str, Table]) -> Iterator[tuple[Table, dict[str, Any]]]:
    for line in file:
        match json.loads(line):
            case [str(name), dict(row)]:
                yield tables[name], with_bytes(tables[name], row, base64.b64decode)
            case _:
                return


def with_bytes(table: Table, row: Mapping[str, Any], turned: Callable[[Any], Any]) -> dict[str, Any]:
    """A row with what stands in columns of bytes turned into something else."""
    return {
        name: turned(value) if value is not None and isinstance(table.c[name].type, LargeBinary) else value
        for name, value in row.items()
    }


def _as_base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def as_json(value: object) -> str:
    """One line, the same for the same value."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
