"""The log's own statements, beneath the journal, erasure and verification: where a log stands, its rows, one more.

Plain SQL, said to the driver itself (`app.store.driver`): this is the path of every edit.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection

from app.session.journal import Entry
from app.store import chain
from app.store.driver import Driver

SALT_BYTES = 16

STANDING = "SELECT seq, head, created_at FROM plan WHERE id = :plan"
LOCKED = STANDING + " FOR UPDATE"
ROWS = (
    "SELECT seq, person, command, at, event, schema, payload, salt, digest, chain, redacted"
    " FROM entry WHERE plan = :plan AND seq > :after ORDER BY seq LIMIT :limit"
)
CHAIN_AT = "SELECT chain FROM entry WHERE plan = :plan AND seq = :seq"
INSERT = (
    "INSERT INTO entry"
    " (plan, seq, person, command, at, event, schema, payload, salt, digest, chain, redacted)"
    " VALUES (:plan, :seq, :person, :command, :at, :event, :schema, :payload, :salt, :digest, :chain, 0)"
)
INSERT_DONE = "INSERT INTO done (plan, person, command, seq) VALUES (:plan, :person, :command, :seq)"
ADVANCE = "UPDATE plan SET seq = :seq, head = :head WHERE id = :plan"
DONE = (
    "SELECT person, command FROM (VALUES {keys}) AS asked CROSS JOIN done"
    " WHERE plan = :plan AND person = asked.column1 AND command = asked.column2"
)
"""Each by its whole key, so that the table's own index finds it: with `IN`, SQLite reads all that a plan ever did."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a plan's log stands."""

    seq: int
    head: bytes
    created_at: int


class RawRow(NamedTuple):
    """One row of `entry` as the driver read it. Nothing about it is trusted, its types neither."""

    seq: Any
    person: Any
    command: Any
    at: Any
    event: Any
    schema: Any
    payload: Any
    salt: Any
    digest: Any
    chain: Any
    redacted: Any


def standing(connection: Connection, plan: str, *, lock: bool = False) -> Standing:
    """Where `plan`'s log stands; with `lock`, nobody else can append until the transaction ends.

    Raises KeyError if there is no such plan.
    """
    driver = Driver(connection)
    # SQLite has locked the whole file with BEGIN IMMEDIATE.
    row = driver.one(LOCKED if lock and driver.postgres else STANDING, {"plan": plan})
    if row is None:
        raise KeyError(plan)
    return Standing(*row)


def raw_rows(connection: Connection, plan: str, after: int, limit: int) -> Sequence[RawRow]:
    """At most `limit` rows behind `after`, in order."""
    found = Driver(connection).rows(ROWS, {"plan": plan, "after": after, "limit": limit})
    return [RawRow(*row) for row in found]


def every_row(connection: Connection, plan: str, page: int = 1000) -> Iterator[RawRow]:
    """All rows of a plan, in order, without holding them all in memory."""
    after = 0
    while batch := raw_rows(connection, plan, after, page):
        yield from batch
        after = batch[-1].seq


def chain_at(connection: Connection, plan: str, seq: int, created_at: int) -> bytes | None:
    """The chain value after entry `seq`; None if there is no such entry."""
    if seq == 0:
        return chain.genesis(plan, created_at)
    row = Driver(connection).one(CHAIN_AT, {"plan": plan, "seq": seq})
    return row[0] if row is not None and isinstance(row[0], bytes) else None


def done(
    connection: Connection, plan: str, commands: Collection[tuple[str, str]]
) -> frozenset[tuple[str, str]]:
    """Those of `commands` (person, command id) that are in the log."""
    if not commands:
        return frozenset()
    named: dict[str, str] = {"plan": plan}
    for at, (person, command) in enumerate(commands):
        named[f"p{at}"], named[f"c{at}"] = person, command
    keys = ", ".join(f"(:p{at}, :c{at})" for at in range(len(commands)))
    found = Driver(connection).rows(DONE.format(keys=keys), named)
    return frozenset((person, command) for person, command in found)


def commands_of(entries: Sequence[Entry]) -> dict[tuple[str, str], int]:
    """(person, command id) → index of its first entry. The system's person is the empty pseudonym."""
    first: dict[tuple[str, str], int] = {}
    for index, entry in enumerate(entries):
        if entry.command is not None:
            first.setdefault((entry.person or "", entry.command), index)
    return first


def fresh_salt() -> bytes:
    """16 random bytes: what keeps a digest from confirming a guess."""
    return os.urandom(SALT_BYTES)


def write(connection: Connection, plan: str, behind: Standing, entries: Sequence[Entry]) -> Standing:
    """Put `entries` behind `behind`, which the caller has read and locked in this transaction."""
    rows: list[dict[str, object]] = []
    head = behind.head
    for seq, entry in enumerate(entries, behind.seq + 1):
        salt = fresh_salt()
        payload_digest = chain.digest(salt, entry.payload)
        head = chain.link(head, plan, seq, entry, payload_digest)
        rows.append(_row(plan, seq, entry, salt, payload_digest, head))
    marks = [
        {"plan": plan, "person": person, "command": command, "seq": behind.seq + 1 + index}
        for (person, command), index in commands_of(entries).items()
    ]
    after = Standing(behind.seq + len(rows), head, behind.created_at)
    driver = Driver(connection)
    driver.do(INSERT, *rows)
    if marks:
        driver.do(INSERT_DONE, *marks)
    driver.do(ADVANCE, {"plan": plan, "seq": after.seq, "head": after.head})
    return after


def _row(
    plan: str, seq: int, entry: Entry, salt: bytes, payload_digest: bytes, head: bytes
) -> dict[str, object]:
    return {
        "plan": plan,
        "seq": seq,
        "person": entry.person,
        "command": entry.command,
        "at": entry.at,
        "event": entry.event,
        "schema": entry.schema,
        "payload": entry.payload,
        "salt": salt,
        "digest": payload_digest,
        "chain": head,
    }
