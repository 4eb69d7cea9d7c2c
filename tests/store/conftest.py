"""A world with real databases: an empty SQLite file, an empty PostgreSQL database, and a plan in either.

`where` is the place of an empty store; tests that take it (or `store`, `plan`) run once on each database.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from app.session.journal import Entry
from app.store import Store, plans

NOW = 1_772_000_000_000
"""Some moment in 2026, milliseconds UTC."""


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store's file, to copy: making tables takes longer than most tests."""
    file = tmp_path_factory.mktemp("template") / "empty.db"
    Store.open(file).close()
    return file


@pytest.fixture
def sqlite_file(tmp_path: Path, sqlite_template: Path) -> Path:
    """The file of an empty store."""
    return Path(shutil.copy(sqlite_template, tmp_path / "stratroom.db"))


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
