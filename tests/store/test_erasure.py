"""Erasing a person: the name is gone from the database and its files, and the proof still holds."""

from __future__ import annotations

import json

import pytest

from app.session.journal import Snapshot
from app.store import REDACTED, invitations, people, sessions

SECRET_WORDS = b"Marker-3f9a"


@pytest.fixture
def room_with_jan(room, edit):
    """Jan's name is on the roster, in a payload and in a snapshot."""

    def arrive(rows):
        people.add(
            rows,
            "jan",
            plan=room.plan,
            name=SECRET_WORDS.decode(),
            email="jan@example.com",
            function="Lead",
            at=1,
        )
        people.add(rows, "eva", plan=room.plan, name="Eva", at=1)
        invitations.make(rows, "i1", kind="personal", secret="s" * 32, plan=room.plan, person="jan", at=1)
        sessions.start(rows, "t1", id="d1", kind="person", plan=room.plan, person="jan", agent="Phone", at=1)
        sessions.start(rows, "t2", id="d2", kind="person", plan=room.plan, person="eva", at=1)

    room.store.write_now(arrive)
    room.append(0, edit("c1", f"ask {SECRET_WORDS.decode()}"), edit("c2", "ask Eva"))
    room.store.call(lambda: room.store.journal.keep_snapshot(room.plan, Snapshot(2, 1, SECRET_WORDS)))
    return room


def erase(room, person="jan"):
    return room.store.call(
        lambda: room.store.erase_person(
            plan=room.plan,
            person=person,
            at=50,
            by="admin",
            redact=lambda one: one.entry.payload.replace(SECRET_WORDS, b"[erased]"),
        )
    )


def test_name_sessions_links_and_payloads_go_and_the_rest_stays(room_with_jan):
    room = room_with_jan
    assert erase(room) == 3
    stored = room.store.call(lambda: room.store.journal.read(room.plan))
    assert [one.redacted for one in stored] == [True, False, False]
    assert stored[0].entry.payload == b'{"text":"ask [erased]"}'
    assert stored[0].entry.person == "anna", "who asked stays: a pseudonym"
    assert (stored[2].entry.event, stored[2].entry.person) == (REDACTED, "admin")
    listed = json.loads(stored[2].entry.payload)
    assert (listed["person"], [one["seq"] for one in listed["entries"]]) == ("jan", [1])

    def left(rows):
        jan = people.get(rows, "jan")
        assert (jan.name, jan.email, jan.function, jan.erased_at) == ("", "", "", 50)
        assert people.get(rows, "eva").name == "Eva"
        assert not sessions.holding(rows, [sessions.hashed("t1")], at=2)
        assert sessions.holding(rows, [sessions.hashed("t2")], at=2)
        assert invitations.by_secret(rows, "s" * 32) is None

    room.store.read_now(left)
    assert room.store.call(lambda: room.store.journal.snapshot(room.plan)) is None
    report = room.store.call(room.store.verify)
    assert report.sound
    assert report.plans[0].redacted == (1,)


def test_the_log_goes_on_behind_it_and_a_second_time_is_harmless(room_with_jan, edit):
    room = room_with_jan
    erase(room)
    assert room.append(3, edit("c3")) == 4
    assert erase(room) == 5
    assert room.store.read_now(lambda rows: people.get(rows, "jan")).erased_at == 50
    assert room.store.call(room.store.verify).sound


def test_an_entry_may_lose_two_names_one_after_the_other(room_with_jan, edit):
    room = room_with_jan
    erase(room)
    room.store.call(
        lambda: room.store.erase_person(
            plan=room.plan, person="eva", at=60, redact=lambda one: b"{}" if one.seq in (1, 2) else None
        )
    )
    report = room.store.call(room.store.verify)
    assert report.sound
    assert report.plans[0].redacted == (1, 2)


def test_somebody_of_another_plan_is_not_erased(room_with_jan, new_room):
    other = new_room(room_with_jan.store, "plan-2")
    with pytest.raises(KeyError):
        erase(other)
    assert room_with_jan.store.read_now(lambda rows: people.get(rows, "jan")).name == SECRET_WORDS.decode()
    assert other.payloads() == []


def test_nothing_of_it_is_left_in_the_files_of_sqlite(sqlite_file, open_store, new_room, edit):
    room = new_room(open_store(sqlite_file))
    room.store.write_now(
        lambda rows: people.add(rows, "jan", plan=room.plan, name=SECRET_WORDS.decode(), at=1)
    )
    room.append(0, edit("c1", f"ask {SECRET_WORDS.decode()}"))
    room.store.call(lambda: room.store.journal.keep_snapshot(room.plan, Snapshot(1, 1, SECRET_WORDS * 3000)))

    def bytes_on_disk():
        return b"".join(path.read_bytes() for path in sqlite_file.parent.glob("stratroom.db*"))

    assert SECRET_WORDS in bytes_on_disk()
    erase(room)
    assert SECRET_WORDS not in bytes_on_disk()
