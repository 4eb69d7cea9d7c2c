"""A world with real databases: an empty SQLite file, an empty PostgreSQL database, and a plan in either.

`where` is the place of an empty store; tests that take it (or `store`, `plan`) run once on each database. A
PostgreSQL is either named by STRATROOM_TEST_POSTGRES or started here for the run and thrown away.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from app.session.journal import Entry
from app.store import Store, plans

NOW = 1_772_000_000_000
"""Some moment in 2026, milliseconds UTC."""

databases = count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """URL of a PostgreSQL whose user may make databases."""
    given = os.environ.get("STRATROOM_TEST_POSTGRES")
    if given:
        yield given
        return
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not binaries:
        pytest.fail("These tests need a PostgreSQL server: apt-get install postgresql")
    owner = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
    folder = Path(tempfile.mkdtemp(prefix="stratroom-pg-"))
    if os.getuid() == 0:
        shutil.chown(folder, owner)

    def run(program: str, *arguments: str) -> None:
        command = [str(binaries[-1] / program), "-D", str(folder / "data"), *arguments]
        subprocess.run(command, user=owner if os.getuid() == 0 else None, cwd=folder, check=True, stdout=-3)

    run("initdb", "--no-sync", "-U", "stratroom", "-A", "trust", "--no-instructions")
    options = f"-F -c listen_addresses= -c unix_socket_directories={folder} -c max_connections=50"
    run("pg_ctl", "start", "-w", "-l", str(folder / "log"), "-o", options)
    try:
        yield f"postgresql://stratroom@/postgres?host={folder}"
    finally:
        run("pg_ctl", "stop", "-m", "immediate")
        shutil.rmtree(folder, ignore_errors=True)


def in_postgres(postgres: str, statement: str) -> None:
    url = make_url(postgres).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store's file, to copy: making tables takes longer than most tests."""
    file = tmp_path_factory.mktemp("template") / "empty.db"
    Store.open(file).close()
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> str:
    """Name of a database with an empty store, to copy."""
    name = f"empty_{os.getpid()}"
    in_postgres(postgres, f"CREATE DATABASE {name}")
    Store.open(make_url(postgres).set(database=name).render_as_string(hide_password=False)).close()
    return name


@pytest.fixture
def sqlite_file(tmp_path: Path, sqlite_template: Path) -> Path:
    """The file of an empty store."""
    return Path(shutil.copy(sqlite_template, tmp_path / "stratroom.db"))


@pytest.fixture
def postgres_url(postgres: str, postgres_template: str) -> Iterator[str]:
    """The URL of an empty store."""
    name = f"store_{os.getpid()}_{next(databases)}"
    in_postgres(postgres, f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    yield make_url(postgres).set(database=name).render_as_string(hide_password=False)
    in_postgres(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest) -> str | Path:
    """The place of an empty store, once on each database."""
    fixture = {"sqlite": "sqlite_file", "postgresql": "postgres_url"}[request.param]
    place: str | Path = request.getfixturevalue(fixture)
    return place


@pytest.fixture
def open_store() -> Iterator[Callable[[str | Path], Store]]:
    """Opens stores, and closes those that the test left open."""
    opened: list[Store] = []

    def opening(place: str | Path) -> Store:
        opened.append(Store.open(place))
        return opened[-1]

    yield opening
    for store in opened:
        store.close()


@pytest.fixture
def store(where: str | Path, open_store: Callable[[str | Path], Store]) -> Store:
    """An empty store."""
    return open_store(where)


@dataclass(frozen=True)
class Room:
    """A plan in a store, and short words for what tests do with its log."""

    store: Store
    plan: str

    def append(self, after: int, *entries: Entry) -> int:
        return self.store.call(lambda: self.store.journal.append(self.plan, after, entries))

    def payloads(self, after: int = 0) -> list[bytes]:
        stored = self.store.call(lambda: self.store.journal.read(self.plan, after))
        assert [one.seq for one in stored] == list(range(after + 1, after + 1 + len(stored)))
        return [one.entry.payload for one in stored]

    def sql(self, statement: str, **values: object) -> None:
        """Change rows behind the store's back."""

        def change() -> None:
            with self.store._engine.begin() as connection:
                connection.execute(text(statement), values)

        self.store.call(change)


@pytest.fixture
def room(store: Store) -> Room:
    """An empty plan."""
    return make_room(store)


def make_room(store: Store, plan: str = "plan-1") -> Room:
    store.write_now(lambda rows: plans.create(rows, plan, kind="account", title="Noordzee", at=NOW))
    return Room(store, plan)


@pytest.fixture
def new_room() -> Callable[..., Room]:
    return make_room


@pytest.fixture
def child_environment() -> dict[str, str]:
    """For a process of its own that uses the program."""
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}


@pytest.fixture
def run_child(child_environment: dict[str, str]) -> Callable[..., str]:
    """Runs a script to its end, however that comes; returns what it printed."""

    def run(script: Path, *arguments: str) -> str:
        command = [sys.executable, str(script), *arguments]
        done = subprocess.run(command, env=child_environment, capture_output=True, text=True, timeout=60)
        assert not done.stderr, done.stderr
        return done.stdout

    return run


@pytest.fixture
def edit() -> Callable[..., Entry]:
    """An entry as an edit makes it: `edit("c1")` is Anna's command c1."""

    def made(command: str | None, text: str = "a condition", person: str | None = "anna") -> Entry:
        payload = b'{"text":"%s"}' % text.encode()
        return Entry("Set", 1, payload, NOW, person, command)

    return made
