"""Copies: taken while people work, put back, moved from a laptop to a server."""

from __future__ import annotations

import asyncio
import os
import stat
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from app.session.journal import Snapshot
from app.store import (
    Store,
    StoreInUse,
    StoreTooNew,
    grants,
    held_notes,
    invitations,
    own_formats,
    people,
    plans,
    sealed,
    sessions,
    settings,
    users,
)
from app.store.backup import BackupUnsound, restore
from app.store.dump import NotADump, NotEmpty
from app.store.tables import METADATA, PASSING


def live_in(room, edit):
    """Put something into every table."""
    store, plan = room.store, room.plan

    def fill(rows):
        users.add(rows, "u1", login="Kim@Example.com", name="Kim", password_hash="$argon2id$…", at=1)
        grants.give(rows, user="u1", plan=plan, level="owner", at=1)
        people.add(rows, "jan", plan=plan, name="Jan Jansen", at=1)
        invitations.make(rows, "i1", kind="join", secret="s" * 32, code="ABC123", plan=plan, at=1)
        sessions.start(rows, "token", id="d1", kind="person", plan=plan, person="jan", at=1)
        held_notes.keep(rows, plan=plan, step="s", note="n", handle="h", text="quiet thought")
        held_notes.vote(rows, plan=plan, step="v", ballot="b", handle="h", person="jan", fields="{}")
        settings.put(rows, "key", "välue")
        own_formats.put(rows, "our-day", "id = “ours”", at=3)
        sealed.keep(
            rows,
            document="D-1",
            plan=plan,
            version=1,
            edition="shared",
            content_hash="aa",
            file=b"%PDF\x00",
            at=2,
        )

    room.append(0, edit("c1"), edit("c2", "≤ 5 %"))
    store.write_now(fill)
    store.call(lambda: store.journal.keep_snapshot(plan, Snapshot(2, 1, b"\xff")))


@pytest.fixture
def lived_in(room, edit):
    """A store in which every table holds something."""
    live_in(room, edit)
    return room


def everything(store):
    """All rows of all tables, but of those that no copy holds."""

    def read(rows):
        connection = rows.connection()
        return {
            table.name: sorted(map(repr, connection.execute(table.select())))
            for table in METADATA.sorted_tables
            if table.name not in PASSING
        }

    found = store.read_now(read)
    assert all(found.values()), "a table is empty: it would not be missed"
    return found


def test_a_backup_is_whole_verified_and_its_owners_only(lived_in, tmp_path, open_store):
    copy = tmp_path / "backup"
    report = lived_in.store.call(lambda: lived_in.store.back_up(copy))
    assert report.sound
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if "incomplete" in path.name] == []

    back = tmp_path / "back.db"
    assert restore(copy, back, "now").kept is None
    assert everything(open_store(back)) == everything(lived_in.store)


def test_a_backup_never_overwrites(lived_in, tmp_path):
    copy = tmp_path / "backup"
    copy.write_text("precious")
    with pytest.raises(FileExistsError):
        lived_in.store.call(lambda: lived_in.store.back_up(copy))
    assert copy.read_text() == "precious"


async def test_a_backup_in_the_middle_of_it_is_one_moment(room, edit, tmp_path, open_store):
    store = room.store
    jobs = [
        store.run(
            lambda after=n * 2: store.journal.append(room.plan, after, [edit(f"a{after}"), edit(f"b{after}")])
        )
        for n in range(40)
    ]
    jobs.insert(20, store.run(lambda: store.back_up(tmp_path / "backup")))
    await asyncio.gather(*jobs)
    restored = restore(tmp_path / "backup", tmp_path / "back.db", "now")
    assert restored.report.plans[0].last_good == 40


def test_a_damaged_store_is_not_backed_up_as_if_it_were_good(lived_in, tmp_path):
    lived_in.sql("UPDATE entry SET at = 0 WHERE seq = 1")
    with pytest.raises(BackupUnsound, match="plan-1"):
        lived_in.store.call(lambda: lived_in.store.back_up(tmp_path / "backup"))
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("backup")] == []


@pytest.mark.parametrize("direction", [("sqlite", "postgresql"), ("postgresql", "sqlite")])
def test_a_dump_moves_everything_between_databases(
    direction, tmp_path, sqlite_file, postgres_url, open_store, new_room, edit
):
    places = {"sqlite": sqlite_file, "postgresql": postgres_url}
    source, target = (open_store(places[name]) for name in direction)
    room = new_room(source)
    live_in(room, edit)
    rows = source.call(lambda: source.dump(tmp_path / "dump"))
    assert target.call(lambda: target.load(tmp_path / "dump")) == rows
    assert everything(target) == everything(source)
    assert target.call(target.verify).sound
    assert target.call(lambda: target.journal.append(room.plan, 2, [edit("c3")])) == 3


def test_a_dump_is_only_loaded_into_an_empty_store(lived_in, tmp_path):
    store = lived_in.store
    store.call(lambda: store.dump(tmp_path / "dump"))
    with pytest.raises(NotEmpty):
        store.call(lambda: store.load(tmp_path / "dump"))


@pytest.mark.parametrize(
    "harm",
    [
        lambda lines: lines[:-1],
        lambda lines: lines[:-2] + lines[-1:],
        lambda lines: [line.replace(b"Jan", b"Jon") for line in lines],
        lambda lines: [b"{}\n"],
        lambda lines: [],
    ],
)
def test_a_dump_that_was_cut_or_changed_is_refused(lived_in, tmp_path, open_store, harm):
    dump = tmp_path / "dump"
    lived_in.store.call(lambda: lived_in.store.dump(dump))
    dump.write_bytes(b"".join(harm(dump.read_bytes().splitlines(keepends=True))))
    target = open_store(tmp_path / "target.db")
    with pytest.raises(NotADump):
        target.call(lambda: target.load(dump))
    assert target.read_now(plans.every) == []


def test_a_dump_of_a_newer_program_is_refused_with_words(open_store, tmp_path):
    header = b'{"revision":"9999","stratroom-dump":1}\n'
    end = b'{"rows":0,"sha256":"%s"}\n' % sha256(header).hexdigest().encode()
    (tmp_path / "dump").write_bytes(header + end)
    store = open_store(tmp_path / "target.db")
    with pytest.raises(StoreTooNew, match="9999"):
        store.call(lambda: store.load(tmp_path / "dump"))


class TestRestoring:
    @pytest.fixture
    def live(self, sqlite_file, open_store, new_room, edit, tmp_path):
        """A live file with one entry, and its backup with that entry; then a second entry."""
        store = open_store(sqlite_file)
        room = new_room(store)
        room.append(0, edit("c1"))
        store.call(lambda: store.back_up(tmp_path / "backup"))
        room.append(1, edit("c2"))
        store.close()
        return sqlite_file

    def entries(self, file):
        store = Store.open(file)
        try:
            return len(store.call(lambda: store.journal.read("plan-1")))
        finally:
            store.close()

    def test_the_old_file_is_kept(self, live, tmp_path):
        restored = restore(tmp_path / "backup", live, "2026-02-11")
        assert restored.kept == live.with_name("stratroom.db.before-2026-02-11")
        assert (self.entries(live), self.entries(restored.kept)) == (1, 2)

    @pytest.fixture
    def killed(self, live, child_environment):
        """The file and its log as a server left them that was killed."""
        child = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("appending_child.py")), str(live)],
            stdout=subprocess.PIPE,
            text=True,
            env=child_environment,
        )
        for _ in range(3):
            child.stdout.readline()
        child.kill()
        child.communicate()
        assert live.with_name(live.name + "-wal").stat().st_size
        return live

    def test_what_a_killed_server_left_in_its_write_ahead_log_is_kept_with_it(self, killed, tmp_path):
        restored = restore(tmp_path / "backup", killed, "x")
        assert self.entries(killed) == 1, "the old write-ahead log was not replayed into the restored file"
        assert self.entries(restored.kept) >= 8

    def test_a_log_whose_file_was_deleted_is_not_replayed_into_the_next_one(self, killed, tmp_path):
        killed.unlink()
        assert restore(tmp_path / "backup", killed, "x").kept is None
        assert not killed.with_name(killed.name + "-wal").exists()
        assert self.entries(killed) == 1

    def test_what_a_killed_server_left_is_restored_with_its_write_ahead_log(self, killed, tmp_path):
        target = tmp_path / "elsewhere" / "stratroom.db"
        target.parent.mkdir()
        restored = restore(killed, target, "x")
        assert restored.report.sound
        assert self.entries(target) >= 8

    def test_a_damaged_backup_leaves_everything_as_it_was(self, live, tmp_path):
        backup = tmp_path / "backup"
        found = backup.read_bytes().replace(b"a condition", b"A condition")
        backup.write_bytes(found)
        before = sorted(os.listdir(tmp_path))
        with pytest.raises(BackupUnsound):
            restore(backup, live, "x")
        assert sorted(os.listdir(tmp_path)) == before
        assert self.entries(live) == 2

    @pytest.mark.parametrize("linked", [False, True])
    def test_not_under_a_running_server(self, live, tmp_path, open_store, linked):
        named = live
        if linked:
            named = tmp_path / "link.db"
            named.symlink_to(live)
        open_store(named)
        for each in {live, named}:
            with pytest.raises(StoreInUse):
                restore(tmp_path / "backup", each, "x")
