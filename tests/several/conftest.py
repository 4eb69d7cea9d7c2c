"""Two servers on one PostgreSQL, and programs of people who sit at the one or the other."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from app.cli.demo.fill import Demo, fill
from app.formats import load
from app.store.store import Store
from app.web.drawing import ROOT
from tests.postgres import in_postgres
from tests.serving import Served, serving
from tests.signing import Room

WITHIN = 60
"""Seconds, on a machine that does other things too."""

Servers = tuple[Served, Served]

own_account = pytest.mark.parametrize("demo", ["own"], indirect=True)
"""For tests that leave the account as no other could use it."""


@pytest.fixture(scope="session")
def database(postgres: str, postgres_template: str) -> Iterator[str]:
    """The URL of a store that all tests here share."""
    name = f"several_{os.getpid()}"
    in_postgres(postgres, f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    yield make_url(postgres).set(database=name).render_as_string(hide_password=False)
    in_postgres(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory, database: str) -> Iterator[Servers]:
    folder = tmp_path_factory.mktemp("several")
    with serving(folder / "one", db=database) as one, serving(folder / "two", db=database) as two:
        yield one, two


def filled(database: str) -> Demo:
    store = Store.open(database)
    try:
        format_ = load(ROOT / "workshops")["strat-for-nat"]
        now = time.time_ns() // 1_000_000
        return asyncio.run(fill(store, format_, members=0, canaries=False, now=now))
    finally:
        store.close()


@pytest.fixture(scope="session")
def everyones(database: str, servers: Servers) -> Demo:
    """A worked account that tests share: they leave it as it was, or do what no other test minds."""
    return filled(database)


@pytest.fixture
def demo(request: pytest.FixtureRequest, database: str, everyones: Demo) -> Demo:
    """The shared account, or one of the test's own where it is `own_account`."""
    return filled(database) if getattr(request, "param", "") == "own" else everyones


@pytest.fixture
def rooms(servers: Servers, demo: Demo, tmp_path: Path) -> Iterator[tuple[Room, Room]]:
    """Everybody's program over HTTP, at the one and at the other."""
    here, there = (Room(tmp_path, demo, served) for served in servers)
    yield here, there
    here.close()
    there.close()


class Seat:
    """Somebody's page, at one of the servers."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    def says(self, **message: Any) -> None:
        self.socket.send(json.dumps(message))

    def hears(self, what: Callable[[dict[str, Any]], bool], within: float = WITHIN) -> dict[str, Any]:
        """The first message of which this holds. Raises TimeoutError."""
        until = time.monotonic() + within
        while True:
            heard: dict[str, Any] = json.loads(self.socket.recv(timeout=max(0.001, until - time.monotonic())))
            if what(heard):
                return heard

    def closed_with(self) -> int:
        """The close code, when it comes."""
        with pytest.raises(ConnectionClosed) as closed:
            self.hears(lambda message: False)
        assert closed.value.rcvd is not None
        return closed.value.rcvd.code

    def hears_words(self, words: str) -> dict[str, Any]:
        return self.hears(lambda message: words in json.dumps(message, ensure_ascii=False))


Sits = Callable[..., Seat]


@pytest.fixture
def sits(demo: Demo) -> Iterator[Sits]:
    """`sits(served, "Bram Visser")`: a program that shows the plan; `"board"` and the like for other pages."""
    with ExitStack() as sockets:

        def sit(served: Served, name: str, page: str = "json") -> Seat:
            token = next(guest.token for guest in demo.guests if guest.seat.name == name)
            protocol = "stratroom.json.1" if page == "json" else "stratroom.html.1"
            socket = sockets.enter_context(
                connect(
                    served.url.replace("http", "ws", 1) + f"/live/{demo.plan}",
                    subprotocols=[Subprotocol(protocol)],
                    additional_headers={"authorization": f"Bearer {token}"},
                    # Who does not read is closed as quickly as who does.
                    max_queue=None,
                )
            )
            seat = Seat(socket)
            seat.says(type="hello", protocol=protocol, page=page)
            seat.hears(lambda message: message["type"] == "frame")
            return seat

        yield sit
