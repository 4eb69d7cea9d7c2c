"""Two servers on one PostgreSQL: what is done at one is seen at the other, and who is off the list is out of both."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from app.cli.demo.fill import Demo, fill
from app.formats import load
from app.store.store import Store
from app.web.drawing import ROOT
from tests.serving import Served, serving
from tests.signing import LEADER, Room, until

WITHIN = 60


@pytest.fixture
def demo(postgres_url: str) -> Demo:
    store = Store.open(postgres_url)
    try:
        now = time.time_ns() // 1_000_000
        format_ = load(ROOT / "workshops")["strat-for-nat"]
        return asyncio.run(fill(store, format_, members=0, canaries=False, now=now))
    finally:
        store.close()


@pytest.fixture
def servers(tmp_path: Path, postgres_url: str, demo: Demo) -> Iterator[tuple[Served, Served]]:
    with serving(tmp_path / "one", db=postgres_url) as one, serving(tmp_path / "two", db=postgres_url) as two:
        yield one, two


@contextmanager
def program(served: Served, demo: Demo, name: str) -> Iterator[ClientConnection]:
    token = next(guest.token for guest in demo.guests if guest.seat.name == name)
    address = served.url.replace("http", "ws", 1) + f"/live/{demo.plan}"
    key = {"authorization": f"Bearer {token}"}
    with connect(address, subprotocols=[Subprotocol("stratroom.json.1")], additional_headers=key) as socket:
        socket.send(json.dumps({"type": "hello", "protocol": "stratroom.json.1", "page": "json"}))
        yield socket


def hears(socket: ClientConnection, what: str) -> dict[str, Any]:
    """The first message that holds these words."""
    while what not in (message := str(socket.recv(timeout=WITHIN))):
        pass
    heard: dict[str, Any] = json.loads(message)
    return heard


def test_what_is_done_at_one_server_is_seen_at_the_other(
    servers: tuple[Served, Served], demo: Demo, tmp_path: Path
) -> None:
    one, two = servers
    here, there = Room(tmp_path, demo, one), Room(tmp_path, demo, two)
    try:
        with program(two, demo, "Bram Visser") as bram:
            hears(bram, '"type":"frame"')
            action = next(
                r
                for r in here.who(LEADER).get(f"/api/plans/{demo.plan}").json()["records"]
                if r["kind"] == "action"
            )
            assert (
                here.does(LEADER, do="set", record=action["id"], field="statement", value="Said at one")[
                    "type"
                ]
                == "ack"
            )
            hears(bram, "Said at one")
            assert (
                there.does(LEADER, do="set", record=action["id"], field="statement", value="Said at two")[
                    "type"
                ]
                == "ack"
            )
            hears(bram, "Said at two")

            new = {"name": "Yara Jansen", "function": "Service", "side": "ours"}
            assert here.who(LEADER).post(f"/p/{demo.plan}/roster", data=new).status_code == 303
            until(lambda: "Yara Jansen" in two.site.rooms.opened(demo.plan).names.values())
    finally:
        here.close()
        there.close()


def test_whoever_is_taken_off_the_list_is_out_of_both(
    servers: tuple[Served, Served], demo: Demo, tmp_path: Path
) -> None:
    one, two = servers
    here = Room(tmp_path, demo, one)
    bram = next(guest.id for guest in demo.guests if guest.seat.name == "Bram Visser")
    try:
        with program(two, demo, "Bram Visser") as socket:
            hears(socket, '"type":"frame"')
            assert here.who(LEADER).post(f"/p/{demo.plan}/roster/{bram}/remove").status_code == 303
            with pytest.raises(ConnectionClosed) as closed:
                hears(socket, "nothing of that kind")
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 4401
    finally:
        here.close()
