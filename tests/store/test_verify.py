"""Every changed byte in a log is found, wherever it lies, and the report says how far the log is good."""

from __future__ import annotations

import random
import sqlite3

import pytest

from app.session.journal import NotSaved
from app.store import people, sealed
from app.store.engine import open_sqlite_copy
from app.store.verify import verify

COLUMNS = "seq, person, command, at, event, schema, payload, salt, digest, chain, redacted"
NAME = b"Jan Jansen"


@pytest.fixture
def full_room(room, edit):
    """Twelve entries, two of them redacted."""
    room.store.write_now(lambda rows: people.add(rows, "jan", plan=room.plan, name="Jan Jansen", at=1))
    room.append(0, *(edit(f"c{n}", f"condition {n}") for n in range(5)))
    room.append(5, edit("d1", "asked by Jan Jansen"), edit(None, "anonymous"), edit("d2", "Jan Jansen"))
    room.store.call(
        lambda: room.store.erase_person(
            plan=room.plan,
            person="jan",
            at=2,
            redact=lambda one: one.entry.payload.replace(NAME, b"[erased]"),
        )
    )
    room.append(9, *(edit(f"e{n}") for n in range(3)))
    return room


def checked(room):
    report = room.store.call(room.store.verify)
    assert len(report.plans) == 1
    return report


def test_a_sound_log_is_sound_and_names_what_was_redacted(full_room):
    report = checked(full_room)
    assert report.sound
    assert report.plans[0].last_good == 12
    assert report.plans[0].redacted == (6, 8)


@pytest.mark.parametrize(
    ("change", "code", "last_good"),
    [
        ("UPDATE entry SET person = 'bert' WHERE seq = 4", "chain", 3),
        ("UPDATE entry SET person = NULL WHERE seq = 4", "chain", 3),
        ("UPDATE entry SET command = 'c99' WHERE seq = 4", "chain", 3),
        ("UPDATE entry SET at = at + 1 WHERE seq = 4", "chain", 3),
        ("UPDATE entry SET event = 'Sot' WHERE seq = 4", "chain", 3),
        ("UPDATE entry SET schema = 2 WHERE seq = 4", "chain", 3),
        ("UPDATE entry SET payload = salt WHERE seq = 4", "payload", 3),
        ("UPDATE entry SET salt = digest WHERE seq = 4", "payload", 3),
        ("UPDATE entry SET digest = salt WHERE seq = 4", "chain", 3),
        ("UPDATE entry SET chain = digest WHERE seq = 4", "chain", 3),
        ("UPDATE entry SET redacted = 1 WHERE seq = 4", "redaction", 3),
        ("UPDATE entry SET redacted = 0 WHERE seq = 6", "payload", 5),
        ("UPDATE entry SET redacted = 2 WHERE seq = 6", "form", 5),
        ("UPDATE entry SET payload = salt WHERE seq = 6", "redaction", 5),
        ("UPDATE entry SET salt = digest WHERE seq = 8", "redaction", 7),
        ("DELETE FROM entry WHERE seq = 4", "gap", 3),
        ("DELETE FROM entry WHERE seq = 12", "end", 11),
        ("DELETE FROM entry", "end", 0),
        ("UPDATE plan SET seq = 11", "end", 12),
        ("UPDATE plan SET created_at = 5", "chain", 0),
        ("DELETE FROM done WHERE command = 'c2'", "done", 12),
        ("UPDATE done SET seq = 1 WHERE command = 'c2'", "done", 12),
        ("INSERT INTO done VALUES ('plan-1', 'anna', 'never', 3)", "done", 12),
    ],
)
def test_each_change_is_found_where_it_is(full_room, change, code, last_good):
    full_room.sql(change)
    report = checked(full_room)
    assert not report.sound
    assert (report.plans[0].damage.code, report.plans[0].last_good) == (code, last_good)


def test_a_sealed_file_that_was_changed_is_named(full_room):
    full_room.store.write_now(
        lambda rows: sealed.keep(
            rows,
            document="D-1",
            plan=full_room.plan,
            version=1,
            edition="internal",
            content_hash="aa",
            file=b"%PDF signed",
            at=1,
        )
    )
    assert checked(full_room).sound
    full_room.sql("UPDATE sealed SET file = :forged", forged=b"%PDF forged")
    report = checked(full_room)
    assert not report.sound
    assert report.documents == ("D-1",)


def test_swapped_entries_are_found(full_room):
    for old, new in ((2, 100), (3, 2), (100, 3)):
        full_room.sql("UPDATE entry SET seq = :new WHERE seq = :old", old=old, new=new)
    assert checked(full_room).plans[0].last_good == 1


def test_a_damaged_log_cannot_be_redacted_into_a_good_one(full_room):
    full_room.sql("UPDATE entry SET payload = 'forged' WHERE seq = 3")
    with pytest.raises(NotSaved):
        full_room.store.call(
            lambda: full_room.store.erase_person(
                plan=full_room.plan, person="jan", at=3, redact=lambda one: b"{}"
            )
        )


def test_only_the_damaged_plan_is_reported_as_damaged(full_room, new_room, edit):
    other = new_room(full_room.store, "plan-2")
    other.append(0, edit("c1"))
    full_room.sql("UPDATE entry SET at = 0 WHERE plan = 'plan-1' AND seq = 1")
    report = full_room.store.call(full_room.store.verify)
    assert [(one.plan, one.damage is None) for one in report.plans] == [("plan-1", False), ("plan-2", True)]


@pytest.fixture
def closed_file(sqlite_file, open_store, new_room, edit):
    """A file on disk, closed, with a log of some pages."""
    store = open_store(sqlite_file)
    room = new_room(store)
    room.append(0, *(edit(f"c{n}", f"condition {n} " + "x" * (n * 7 % 200)) for n in range(200)))
    store.close()
    return sqlite_file


def contents(file):
    """All that the file's log holds, as raw as SQLite gives it; None where it cannot be read."""
    connection = sqlite3.connect(f"file:{file}?immutable=1", uri=True)
    connection.text_factory = bytes
    try:
        entries = connection.execute(f"SELECT plan, {COLUMNS} FROM entry ORDER BY plan, seq").fetchall()
        plans = connection.execute("SELECT id, created_at, seq, head FROM plan").fetchall()
        done = sorted(connection.execute("SELECT plan, person, command, seq FROM done").fetchall())
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return None
    finally:
        connection.close()
    return [[(type(value), value) for value in row] for row in entries + plans + done]


def test_no_flipped_byte_of_the_file_changes_the_log_unseen(closed_file, tmp_path):
    """Any byte of the file, not only those of the log: either the log reads the same, or verify speaks up."""
    original = closed_file.read_bytes()
    before = contents(closed_file)
    chance = random.Random(20260211)
    flipped = tmp_path / "flipped.db"
    changed = 0
    for _ in range(400):
        position, bit = chance.randrange(len(original)), 1 << chance.randrange(8)
        damaged = bytearray(original)
        damaged[position] ^= bit
        flipped.write_bytes(damaged)
        if contents(flipped) == before:
            continue
        changed += 1
        engine = open_sqlite_copy(flipped)
        report = verify(engine)
        engine.dispose()
        assert not report.sound, f"byte {position} with bit {bit} changed the log and nobody noticed"
    assert changed > 50, "the flips missed the log; this test shows nothing"
