"""One plan as a file: how it goes from one server to another with all that belongs to it.

The log with its salts and chain, the roster's names, ways in and signed-in devices, notes that wait for their reveal,
sealed files, and the certificates by which their seals are known. Accounts stay: they are the server's, not the plan's.

The file has the form of a dump (`app.store.dump`), but for one plan; it holds names and secrets, and is its owner's
alone. It is taken in whole and verified, or not at all.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection, Engine, Table, insert, select, text
from sqlmodel import Session

from app.session.journal import Entry, NotSaved
from app.store import log, migrate, settings
from app.store.dump import as_json, with_bytes
from app.store.tables import METADATA
from app.store.transaction import transaction
from app.store.verify import is_sound

FORM = 1
TABLES = ("plan", "entry", "done", "person", "invitation", "session", "held_note", "voted", "sealed")
"""What goes along, in an order in which each row finds what it points to."""
CERTIFICATE = "seal.certificate."
"""Settings of this name hold certificates of servers that plans came from."""
SETTINGS = ("venue.",)
"""Settings of this name and a plan's id are the plan's."""
CODES = text("SELECT code FROM invitation WHERE code IS NOT NULL")


class NotAPlan(Exception):
    """The file holds no plan, is cut off, was changed, or does not verify."""


class PlanIsHere(Exception):
    """This server has the plan already."""


class AnotherRelease(Exception):
    """The file was made by a server with other tables: bring both to the same release."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What came in."""

    plan: str
    title: str
    came_from: str
    """Address of the server that it left; empty where that had none."""
    entries: int
    documents: int


def carry_out(engine: Engine, plan: str, file: BinaryIO, *, address: str, certificate: bytes | None) -> int:
    """Write `plan` to an open file; returns the number of rows. `certificate`: this server's own (DER).

    Raises KeyError if there is no such plan; NotSaved('damaged') where the log does not hold; OSError.
    """
    hashed, count = sha256(), 0

    def write(line: str) -> None:
        encoded = line.encode() + b"\n"
        hashed.update(encoded)
        file.write(encoded)

    with transaction(engine, reading=True) as connection:
        log.standing(connection, plan)
        if not is_sound(connection, plan):
            raise NotSaved("damaged")
        write(_head(connection, plan, address))
        for line in (*_certificates(connection, certificate), *_rows(connection, plan)):
            write(line)
            count += 1
    file.write(as_json({"rows": count, "sha256": hashed.hexdigest()}).encode() + b"\n")
    file.flush()
    os.fsync(file.fileno())
    return count


def carry_in(engine: Engine, source: Path, arrival: Entry, owner: str | None) -> Carried:
    """Take a plan in, with `arrival` behind its last entry; `owner` is the account that may open it.

    Raises NotAPlan, PlanIsHere, AnotherRelease, OSError, NotSaved, OutcomeUnknown.
    """
    head = _checked(source)
    with transaction(engine) as connection, source.open("rb") as file:
        if head["revision"] != migrate.current(connection):
            raise AnotherRelease
        plan = str(head["plan"])
        if connection.execute(text("SELECT 1 FROM plan WHERE id = :plan"), {"plan": plan}).first():
            raise PlanIsHere
        file.readline()
        counts = _take(connection, plan, file)
        if not is_sound(connection, plan):
            raise NotAPlan
        standing = log.standing(connection, plan, lock=True)
        latest = log.raw_rows(connection, plan, standing.seq - 1, 1)
        at = max(arrival.at, *(row.at for row in latest))
        entry = Entry(arrival.event, arrival.schema, arrival.payload, at, None, None)
        standing = log.write(connection, plan, standing, [entry])
        if owner is not None:
            given = {"user": owner, "plan": plan, "level": "owner", "created_at": at}
            connection.execute(insert(METADATA.tables["grant"]), given)
    return Carried(plan, str(head["title"]), str(head["from"]), standing.seq, counts.get("sealed", 0))


def certificates(rows: Session) -> list[bytes]:
    """Of the servers that plans came from (DER)."""
    held = settings.every(rows).items()
    return [base64.b64decode(value) for key, value in held if key.startswith(CERTIFICATE)]


# --- going out -------------------------------------------------------------------------------------------------


def _head(connection: Connection, plan: str, address: str) -> str:
    title = connection.execute(text("SELECT title FROM plan WHERE id = :plan"), {"plan": plan}).scalar()
    return as_json(
        {
            "stratroom-plan": FORM,
            "revision": migrate.current(connection),
            "plan": plan,
            "title": title,
            "from": address,
        }
    )


def _certificates(connection: Connection, own: bytes | None) -> Iterator[str]:
    table = METADATA.tables["setting"]
    known = {base64.b64encode(own).decode()} if own else set()
    for key, value in connection.execute(select(table)):
        if key.startswith(CERTIFICATE):
            known.add(value)
    yield from (as_json(["certificate", {"der": der}]) for der in sorted(known))


def _rows(connection: Connection, plan: str) -> Iterator[str]:
    for name in TABLES:
        table = METADATA.tables[name]
        wanted = select(table).where(table.c["id" if name == "plan" else "plan"] == plan)
        if name == "session":
            # A facilitator's login is not the plan's.
            wanted = wanted.where(table.c.user.is_(None))
        for row in connection.execute(wanted.order_by(*table.primary_key.columns)).mappings():
            yield as_json(
                [name, with_bytes(table, dict(row), lambda value: base64.b64encode(value).decode())]
            )
    settings_ = METADATA.tables["setting"]
    for key, value in connection.execute(select(settings_)):
        if key in {f"{prefix}{plan}" for prefix in SETTINGS}:
            yield as_json(["setting", {"key": key, "value": value}])


# --- coming in -------------------------------------------------------------------------------------------------


def _checked(source: Path) -> dict[str, Any]:
    hashed, before, rows = sha256(), b"", -1
    with source.open("rb") as file:
        first = file.readline()
        file.seek(0)
        for line in file:
            hashed.update(before)
            before, rows = line, rows + (1 if before else 0)
    try:
        head = json.loads(first)
    except ValueError:
        raise NotAPlan from None
    last = as_json({"rows": rows, "sha256": hashed.hexdigest()}).encode() + b"\n"
    if not isinstance(head, dict) or head.get("stratroom-plan") != FORM or before != last:
        raise NotAPlan
    return head


def _take(connection: Connection, plan: str, file: BinaryIO) -> dict[str, int]:
    taken = {row.code for row in connection.execute(CODES)}
    counts: dict[str, int] = {}
    for line in file:
        match json.loads(line):
            case ["certificate", {"der": str(der)}]:
                _keep_certificate(connection, der)
            case ["setting", {"key": str(key), "value": str(value)}] if key in _own_settings(plan):
                connection.execute(insert(METADATA.tables["setting"]), {"key": key, "value": value})
            case [str(name), dict(row)] if name in TABLES:
                table = METADATA.tables[name]
                connection.execute(insert(table), _fitting(table, name, plan, row, taken))
                counts[name] = counts.get(name, 0) + 1
            case dict():
                return counts
            case _:
                raise NotAPlan
    return counts


def _own_settings(plan: str) -> frozenset[str]:
    return frozenset(f"{prefix}{plan}" for prefix in SETTINGS)


def _fitting(
    table: Table, name: str, plan: str, row: Mapping[str, Any], taken: Collection[str]
) -> dict[str, Any]:
    """A row of this plan and no other. Six characters that another plan has here are left out: links go on."""
    if row.get("id" if name == "plan" else "plan") != plan:
        raise NotAPlan
    held = with_bytes(table, row, base64.b64decode)
    if name == "invitation" and held.get("code") in taken:
        held["code"] = None
    return held


def _keep_certificate(connection: Connection, der: str) -> None:
    key = CERTIFICATE + sha256(base64.b64decode(der)).hexdigest()
    connection.execute(settings.PUT, {"key": key, "value": der})
