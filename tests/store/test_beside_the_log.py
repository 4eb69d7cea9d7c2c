"""Held notes, sealed files, settings: what is kept beside the log, and what must not be."""

from __future__ import annotations

import random

import pytest

from app.store import held_notes, sealed, settings


@pytest.fixture
def rows(room):
    """Runs a function on rows, as web does."""
    return room.store.write_now


class TestHeldNotes:
    @pytest.fixture
    def keep(self, room, rows):
        def write(note, handle="h1", text="thought", step="s1"):
            rows(
                lambda tx: held_notes.keep(tx, plan=room.plan, step=step, note=note, handle=handle, text=text)
            )

        return write

    def test_the_board_counts_the_notes_of_a_step_and_who_wrote_any(self, room, rows, keep):
        keep("n1", "h1")
        keep("n2", "h2")
        keep("n3", "h1", step="s2")
        assert rows(lambda tx: held_notes.tally(tx, plan=room.plan, step="s1")) == (2, 2)

    def test_sent_twice_it_is_there_once_and_may_be_changed(self, room, rows, keep):
        for text in ("first", "first", "better"):
            keep("n1", text=text)
        (note,) = rows(lambda tx: held_notes.of_step(tx, plan=room.plan, step="s1"))
        assert note.text == "better"

    def test_only_its_handle_may_change_or_take_it_back(self, room, rows, keep):
        keep("n1", "h1")
        with pytest.raises(held_notes.NotYours):
            keep("n1", "h2", "overwritten")
        with pytest.raises(held_notes.NotYours):
            rows(lambda tx: held_notes.take_back(tx, plan=room.plan, note="n1", handle="h2"))
        for _ in range(2):
            rows(lambda tx: held_notes.take_back(tx, plan=room.plan, note="n1", handle="h1"))
        assert rows(lambda tx: held_notes.of_step(tx, plan=room.plan, step="s1")) == []

    def test_they_come_back_by_random_id_not_by_arrival(self, room, rows, keep):
        ids = [f"n{number:03}" for number in range(30)]
        random.Random(4).shuffle(ids)
        for note in ids:
            keep(note, handle=note)
        found = rows(lambda tx: held_notes.of_step(tx, plan=room.plan, step="s1"))
        assert [note.id for note in found] == sorted(ids)

    def test_no_column_tells_who_wrote_it_or_when(self, room, rows, keep):
        keep("n1", handle="the handle on the phone")
        (note,) = rows(lambda tx: held_notes.of_step(tx, plan=room.plan, step="s1"))
        assert set(note.model_dump()) == {"plan", "id", "step", "handle_hash", "text", "fields"}
        assert b"the handle" not in note.handle_hash

    def test_sqlite_keeps_no_row_numbers_that_would_tell_the_order(self, sqlite_file, open_store, new_room):
        room = new_room(open_store(sqlite_file))
        with pytest.raises(Exception, match="no such column: rowid"):
            room.sql("SELECT rowid FROM held_note")

    def test_the_reveal_removes_those_that_it_revealed(self, room, rows, keep):
        keep("n1", step="s1")
        keep("n2", step="s2")
        rows(lambda tx: held_notes.drop(tx, plan=room.plan, notes=["n1"]))
        assert rows(lambda tx: held_notes.tally(tx, plan=room.plan, step="s1")) == (0, 0)
        assert rows(lambda tx: held_notes.tally(tx, plan=room.plan, step="s2")) == (1, 1)


class TestSealed:
    @pytest.fixture
    def seal(self, room, rows):
        def made(version, edition="internal", file=b"%PDF-1.7 signed"):
            return rows(
                lambda tx: sealed.keep(
                    tx,
                    document=f"D-{version}-{edition}",
                    plan=room.plan,
                    version=version,
                    edition=edition,
                    content_hash=f"content-{version}",
                    file=file + str(version).encode(),
                    at=version,
                )
            )

        return made

    def test_a_new_version_supersedes_the_old_one_of_its_edition_only(self, room, rows, seal):
        seal(1, "internal")
        seal(1, "shared")
        seal(2, "internal")
        states = {
            (one.version, one.edition): one.state for one in rows(lambda tx: sealed.of_plan(tx, room.plan))
        }
        assert states == {(1, "internal"): "superseded", (1, "shared"): "current", (2, "internal"): "current"}

    def test_a_file_is_found_by_exactly_its_bytes(self, rows, seal):
        made = seal(1)
        assert rows(lambda tx: sealed.by_file(tx, made.sha256)).document == "D-1-internal"
        assert rows(lambda tx: sealed.by_file(tx, "0" * 64)) is None
        assert rows(lambda tx: sealed.by_content(tx, "content-1")).document == "D-1-internal"
        assert rows(lambda tx: sealed.file(tx, "D-1-internal")) == b"%PDF-1.7 signed1"

    def test_one_can_be_withdrawn(self, rows, seal):
        seal(1)
        rows(lambda tx: sealed.withdraw(tx, "D-1-internal"))
        assert rows(lambda tx: sealed.find(tx, "D-1-internal")).state == "withdrawn"
        with pytest.raises(KeyError):
            rows(lambda tx: sealed.withdraw(tx, "D-9"))


def test_a_setting_outlives_the_server(where, open_store):
    store = open_store(where)
    store.write_now(lambda tx: settings.put(tx, "public-url", "https://plan.example"))
    store.write_now(lambda tx: settings.put(tx, "public-url", "https://room.example"))
    store.close()
    again = open_store(where)
    assert again.read_now(settings.every) == {"public-url": "https://room.example"}
    again.write_now(lambda tx: settings.remove(tx, "public-url"))
    assert again.read_now(lambda tx: settings.get(tx, "public-url")) is None


async def test_a_transaction_that_raises_leaves_nothing(room):
    def half(tx):
        settings.put(tx, "half", "done")
        raise ValueError("and then something went wrong")

    with pytest.raises(ValueError, match="went wrong"):
        await room.store.write(half)
    assert await room.store.read(settings.every) == {}


def test_waiting_for_the_writer_on_its_own_thread_is_a_mistake_that_is_named(room):
    with pytest.raises(RuntimeError, match="already on the store's thread"):
        room.store.call(lambda: room.store.read_now(settings.every))
