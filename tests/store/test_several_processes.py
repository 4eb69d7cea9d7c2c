"""Several servers on one PostgreSQL, and a second one on a plan's file."""

from __future__ import annotations

import asyncio
import os
import threading
import traceback
from contextlib import aclosing

import pytest
from sqlalchemy import text

from app.session.journal import Behind
from app.store import Store, StoreInUse, settings
from app.store.changes import Changed, Deaf, Word


async def following(heard, kind=Changed):
    """The next of this kind that is heard."""
    async with asyncio.timeout(10):
        async for each in heard:
            if isinstance(each, kind):
                return each
    raise AssertionError("nothing is heard any more")


def test_of_two_servers_that_append_at_once_exactly_one_wins_each_time(
    postgres_url, open_store, new_room, edit
):
    here, there = open_store(postgres_url), open_store(postgres_url)
    room = new_room(here)
    rounds = 30
    barrier = threading.Barrier(2, timeout=20)
    won: list[tuple[int, str]] = []
    behind: list[int] = []

    def serve(name: str, store: Store) -> None:
        for number in range(rounds):
            barrier.wait()
            entry = edit(f"{name}{number}", name)
            try:
                store.call(lambda after=number, one=entry: store.journal.append(room.plan, after, [one]))
                won.append((number, name))
            except Behind as refused:
                behind.append(refused.last)

    servers = [threading.Thread(target=serve, args=one) for one in (("here", here), ("there", there))]
    for server in servers:
        server.start()
    for server in servers:
        server.join()
    assert sorted(number for number, _ in won) == list(range(rounds))
    assert sorted(behind) == list(range(1, rounds + 1))
    assert room.payloads() == [b'{"text":"%s"}' % name.encode() for _, name in sorted(won)]
    assert here.call(here.verify).sound


async def test_a_server_hears_what_another_appended(postgres_url, open_store, new_room, edit):
    here, there = (open_store(postgres_url) for _ in range(2))
    room, unwatched = new_room(here), new_room(here, "plan-2")
    async with aclosing(there.changes(lambda: {room.plan})) as heard:
        assert (await following(heard)).last == 0, "where the plan stands when one begins to listen"
        unwatched.append(0, edit("c1"))
        room.append(0, edit("c1"))
        change = await following(heard)
        assert (change.plan, change.last) == (room.plan, 1)


async def test_a_lost_notification_is_made_up_for(postgres_url, open_store, new_room, edit, monkeypatch):
    here, there = (open_store(postgres_url) for _ in range(2))
    room = new_room(here)
    monkeypatch.setattr(here.journal, "_appended", lambda _plan, _last: None)
    async with aclosing(there.changes(lambda: {room.plan})) as heard:
        assert (await following(heard)).last == 0
        room.append(0, edit("c1"))
        assert (await following(heard)).last == 1


async def test_listening_goes_on_after_an_outage(postgres_url, open_store, new_room, edit):
    here, there = (open_store(postgres_url) for _ in range(2))
    room = new_room(here)
    async with aclosing(there.changes(lambda: {room.plan})) as heard:
        assert (await following(heard)).last == 0
        room.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        room.append(0, edit("c1"))
        assert (await following(heard)).last == 1


async def test_words_reach_the_other_server_and_who_was_deaf_is_told_so(postgres_url, open_store, new_room):
    here, there = (open_store(postgres_url) for _ in range(2))
    room = new_room(here)
    word = Word("server-1", "gone", "device-1 and more")
    async with aclosing(there.changes(lambda: {room.plan})) as heard:
        await following(heard, Deaf)
        here.say(word)
        assert await following(heard, Word) == word
        room.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        await following(heard, Deaf)
        here.say(word)
        assert await following(heard, Word) == word


async def test_a_lost_notification_is_made_up_for_while_others_talk(
    postgres_url, open_store, new_room, edit, monkeypatch
):
    here, there = (open_store(postgres_url) for _ in range(2))
    room = new_room(here)
    monkeypatch.setattr(here.journal, "_appended", lambda _plan, _last: None)

    async def talk():
        for number in range(1_000):
            here.say(Word("server-1", "presence", f"plan-{number}"))
            await asyncio.sleep(0.05)

    async with aclosing(there.changes(lambda: {room.plan})) as heard:
        assert (await following(heard)).last == 0
        talking = asyncio.create_task(talk())
        room.append(0, edit("c1"))
        assert (await following(heard)).last == 1
        talking.cancel()


async def test_a_burst_is_told_in_few_notifications(postgres_url, open_store, new_room, edit):
    store = open_store(postgres_url)
    room = new_room(store)
    told = []
    notify = store.journal._appended.__self__

    def counting(tell=notify._tell):
        told.append(dict(notify._untold))
        tell()

    notify._tell = counting
    jobs = [
        store.run(lambda after=n: store.journal.append(room.plan, after, [edit(f"c{after}")]))
        for n in range(40)
    ]
    await asyncio.gather(*jobs)
    await store.run(lambda: None)
    assert told[-1] == {room.plan: 40}
    assert len(told) < 10


def test_a_second_process_on_the_same_file_is_refused_with_words(sqlite_file, open_store):
    store = open_store(sqlite_file)
    with pytest.raises(StoreInUse, match=f"in use by process {os.getpid()}"):
        Store.open(sqlite_file)
    store.close()
    open_store(sqlite_file)


def test_a_failed_start_leaves_no_lock(tmp_path, open_store):
    file = tmp_path / "stratroom.db"
    file.write_bytes(b"no database" * 500)
    for _ in range(2):
        with pytest.raises(Exception, match="damaged"):
            Store.open(file)
    file.unlink()
    open_store(file)


async def test_what_was_asked_before_closing_is_stored_and_says_so(where, open_store, new_room, edit):
    store = open_store(where)
    room = new_room(store)
    asked = [
        asyncio.create_task(
            store.run(lambda after=number: store.journal.append(room.plan, after, [edit(f"c{after}")]))
        )
        for number in range(20)
    ]
    await asyncio.sleep(0)
    await asyncio.to_thread(store.close)
    assert await asyncio.gather(*asked) == list(range(1, 21))
    again = open_store(where)
    assert again.call(lambda: again.journal.last(room.plan)) == 20


def test_servers_that_start_together_agree_on_what_is_set_first(postgres_url, open_store):
    stores = [open_store(postgres_url) for _ in range(2)]
    together = threading.Barrier(2, timeout=20)
    held: list[str] = []

    def start(store: Store, value: str) -> None:
        def job(rows):
            together.wait()
            return settings.put_first(rows, "setup.secret", value)

        held.append(store.write_now(job))

    starting = [threading.Thread(target=start, args=one) for one in zip(stores, ("one", "two"), strict=True)]
    for thread in starting:
        thread.start()
    for thread in starting:
        thread.join()
    assert len(held) == 2
    assert len(set(held)) == 1


def test_an_error_of_the_driver_names_no_values(where, open_store):
    store = open_store(where)
    secret = "a-secret-nobody-may-log"

    def twice(rows):
        for _ in range(2):
            rows.connection().execute(
                text("INSERT INTO setting (key, value) VALUES ('k', :value)"), {"value": secret}
            )

    with pytest.raises(Exception, match="setting") as raised:
        store.write_now(twice)
    told = "".join(traceback.format_exception(raised.value))
    assert "INSERT INTO setting" in told
    assert secret not in told


def test_a_log_that_grows_while_it_is_read_is_not_damaged(postgres_url, open_store, new_room, edit):
    here, there = open_store(postgres_url), open_store(postgres_url)
    room = new_room(here)
    growing = threading.Event()

    def grow() -> None:
        growing.set()
        for number in range(150):
            room.append(number, edit(f"c{number}"))

    writer = threading.Thread(target=grow)
    writer.start()
    growing.wait()
    while writer.is_alive():
        stored = there.call(lambda: there.journal.read(room.plan))
        assert [one.seq for one in stored] == list(range(1, len(stored) + 1))
        assert there.call(there.verify).sound
        assert there.call(lambda: there.export(room.plan)).lines
    writer.join()
