"""Tables: what the migrations make is what the program expects, on both databases; a newer file is refused."""

from __future__ import annotations

import threading

import psycopg
import pytest
from alembic import command
from sqlalchemy import inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError

from app.store import Store, StoreTooNew, migrate, people, revisions


def test_migrations_and_tables_agree(where, open_store):
    """The check that `alembic check` makes."""
    store = open_store(where)

    def check():
        with store._engine.begin() as connection:
            config = revisions.config()
            config.attributes["connection"] = connection
            command.check(config)

    store.call(check)


def test_the_program_works_with_the_newest_revision():
    """It says so itself, to open a store without asking the migrations."""
    assert revisions.newest() == migrate.NEWEST


def test_a_plan_of_the_first_release_is_there_after_the_update(where, open_store, new_room, edit):
    """Made at revision 0001, whose text documents nothing reads any more."""
    store = open_store(where)
    store.call(lambda: migrate.begin_at(store._engine, "0001"))
    room = new_room(store)
    room.append(0, edit("c1", "on time"), edit("c2", "≤ 5 %"))
    room.sql("INSERT INTO text_doc VALUES (:plan, 'r', 'f', 1, 2, :state, :state)", plan=room.plan, state=b"")
    store.close()

    later = open_store(where)
    tables = later.call(lambda: set(inspect(later._engine).get_table_names()))
    assert "text_doc" not in tables
    read = later.call(lambda: later.journal.read(room.plan))
    assert [one.entry for one in read] == [edit("c1", "on time"), edit("c2", "≤ 5 %")]
    assert later.call(later.verify).sound


def test_an_empty_database_gets_its_tables(tmp_path, open_store):
    store = open_store(tmp_path / "deep" / "new.db")
    tables = store.call(lambda: set(inspect(store._engine).get_table_names()))
    assert {"plan", "entry", "held_note", "alembic_version"} <= tables
    assert (tmp_path / "deep" / "new.db").stat().st_mode & 0o077 == 0, "it holds names and secrets"


def test_a_database_of_a_newer_program_is_refused_with_words(where, open_store, new_room):
    room = new_room(open_store(where))
    room.sql("UPDATE alembic_version SET version_num = '9999'")
    room.store.close()
    with pytest.raises(StoreTooNew, match="9999"):
        Store.open(where)


def test_servers_that_start_together_wait_for_each_other(postgres, open_store):
    def url(database):
        return make_url(postgres).set(drivername="postgresql", database=database)

    with psycopg.connect(url("postgres").render_as_string(hide_password=False), autocommit=True) as admin:
        admin.execute("CREATE DATABASE together")
    failures = []

    def start():
        try:
            Store.open(url("together").render_as_string(hide_password=False)).close()
        except Exception as error:
            failures.append(error)

    servers = [threading.Thread(target=start) for _ in range(3)]
    for server in servers:
        server.start()
    for server in servers:
        server.join()
    with psycopg.connect(url("postgres").render_as_string(hide_password=False), autocommit=True) as admin:
        admin.execute("DROP DATABASE together WITH (FORCE)")
    assert failures == []


def test_foreign_keys_are_enforced_after_migrating(where, open_store):
    """SQLite forgets them by default, and migrating turns them off."""
    store = open_store(where)
    with pytest.raises(IntegrityError):
        store.write_now(lambda rows: people.add(rows, "p", plan="nowhere", name="Nobody", at=1))
