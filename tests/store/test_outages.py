"""What a session hears when the database fails: never a driver's error, and never a wrong "not saved"."""

from __future__ import annotations

import json
import socket
import threading
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from app.session.journal import NotSaved, OutcomeUnknown
from app.store import Store, plans

CHILD = Path(__file__).with_name("full_disk_child.py")


@pytest.fixture
def sqlite_room(sqlite_file, open_store, new_room):
    return new_room(open_store(sqlite_file))


@pytest.fixture
def postgres_room(postgres_url, open_store, new_room):
    return new_room(open_store(postgres_url))


def pragma(room, setting):
    room.store.call(
        lambda: room.store._engine.raw_connection().driver_connection.execute(f"PRAGMA {setting}")
    )


def test_a_full_disk_refuses_keeps_reading_and_recovers(sqlite_room, edit):
    last = sqlite_room.append(0, edit("before"))
    pragma(sqlite_room, "max_page_count=1")
    refused = None
    while refused is None:
        try:
            last = sqlite_room.append(last, edit(f"c{last}", "x" * 3000))
        except NotSaved as error:
            refused = error
    assert refused.reason == "disk-full"

    assert len(sqlite_room.payloads()) == last
    titles = sqlite_room.store.read_now(lambda rows: [plan.title for plan in plans.every(rows)])
    assert titles == ["Noordzee"]

    pragma(sqlite_room, "max_page_count=1000000")
    assert sqlite_room.append(last, edit("after")) == last + 1
    assert sqlite_room.store.call(sqlite_room.store.verify).sound


def test_a_read_only_file_refuses_and_goes_on_reading(sqlite_room, edit):
    sqlite_room.append(0, edit("c1"))
    pragma(sqlite_room, "query_only=ON")
    with pytest.raises(NotSaved) as refused:
        sqlite_room.append(1, edit("c2"))
    assert refused.value.reason == "read-only"
    assert len(sqlite_room.payloads()) == 1


async def test_the_probe_says_why_nothing_can_be_written(sqlite_room):
    await sqlite_room.store.probe(1)
    pragma(sqlite_room, "query_only=ON")
    with pytest.raises(NotSaved):
        await sqlite_room.store.probe(2)


def test_a_file_that_is_no_database_is_damaged(tmp_path):
    (tmp_path / "stratroom.db").write_bytes(b"This is a letter to the customer. " * 100)
    with pytest.raises(NotSaved) as refused:
        Store.open(tmp_path / "stratroom.db")
    assert refused.value.reason == "damaged"


def test_a_disk_that_fails_under_a_commit_is_never_called_saved(tmp_path, run_child):
    """A child whose files may not grow appends until the disk fails it; then the file tells what was kept."""
    file = tmp_path / "stratroom.db"
    told = run_child(CHILD, str(file))
    heard = json.loads(told)
    assert heard["answer"] in ("OutcomeUnknown", "NotSaved")

    store = Store.open(file)
    stored = store.call(lambda: store.journal.read("plan-1"))
    store.close()
    assert len(stored) >= heard["acknowledged"] > 0
    if heard["answer"] == "NotSaved":
        assert len(stored) == heard["acknowledged"]


def test_a_killed_backend_costs_nothing(postgres_room, postgres, edit):
    postgres_room.append(0, edit("c1"))
    kill_backends(postgres_room)
    assert postgres_room.append(1, edit("c2")) == 2


def test_a_backend_killed_within_a_transaction_wrote_nothing(postgres_room, edit):
    with pytest.raises(NotSaved) as refused:
        postgres_room.store.write_now(lambda rows: die_in(rows, postgres_room))
    assert refused.value.reason == "unavailable"
    assert postgres_room.payloads() == []
    assert postgres_room.append(0, edit("c1")) == 1


def test_no_server_is_unavailable():
    with pytest.raises(NotSaved) as refused:
        Store.open("postgresql://stratroom@127.0.0.1:1/nowhere")
    assert refused.value.reason == "unavailable"


def kill_backends(room):
    with psycopg.connect(plain(room.store._engine.url), autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def plain(url):
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def die_in(rows, room):
    plans.note(rows, room.plan, title="Half")
    kill_backends(room)
    rows.connection().execute(text("SELECT 1"))


class Wire:
    """A network between us and PostgreSQL that can be cut at the moment of a commit."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self.cut = "never"
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._sockets: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = self._reach()
                self._sockets += [client, server]
                answers_lost = threading.Event()
                threading.Thread(target=self._ask, args=(client, server, answers_lost), daemon=True).start()
                threading.Thread(
                    target=self._answer, args=(server, client, answers_lost), daemon=True
                ).start()

    def _reach(self) -> socket.socket:
        if not self._host.startswith("/"):
            return socket.create_connection((self._host, self._port))
        server = socket.socket(socket.AF_UNIX)
        server.connect(f"{self._host}/.s.PGSQL.{self._port}")
        return server

    def _ask(self, client: socket.socket, server: socket.socket, answers_lost: threading.Event) -> None:
        with suppress(OSError):
            while data := client.recv(65536):
                if b"COMMIT" in data and self.cut == "before":
                    break
                if b"COMMIT" in data and self.cut == "after":
                    answers_lost.set()
                server.sendall(data)
        self._hang_up(client, server)

    def _answer(self, server: socket.socket, client: socket.socket, answers_lost: threading.Event) -> None:
        with suppress(OSError):
            while data := server.recv(65536):
                if answers_lost.is_set():
                    break
                client.sendall(data)
        self._hang_up(client, server)

    def _hang_up(self, *ends: socket.socket) -> None:
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        for one in (self._listener, *self._sockets):
            self._hang_up(one)
            one.close()


@pytest.fixture
def wire(postgres_url):
    with psycopg.connect(plain(make_url(postgres_url))) as connection:
        made = Wire(connection.info.host, connection.info.port)
    yield made
    made.close()


@pytest.mark.parametrize(("cut", "kept"), [("before", 0), ("after", 1)])
def test_a_connection_lost_at_the_commit_leaves_the_outcome_to_the_log(
    postgres_url, wire, open_store, new_room, edit, cut, kept
):
    through = make_url(postgres_url).set(host="127.0.0.1", port=wire.port, query={"gssencmode": "disable"})
    room = new_room(open_store(through.render_as_string(hide_password=False)))
    wire.cut = cut
    with pytest.raises(OutcomeUnknown):
        room.append(0, edit("c1"))
    wire.cut = "never"
    assert len(room.payloads()) == kept
    assert room.append(kept, edit("c2")) == kept + 1
