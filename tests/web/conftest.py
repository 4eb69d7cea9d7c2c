"""A server, the facilitator's browser, and browsers of people who come: plain HTTP clients with cookies of their own."""

from __future__ import annotations

import contextlib
import json
import re
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import Session
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from app.domain import commands as do
from app.domain.state import PlanState
from app.web.identity import accounts, invitations
from app.web.identity.identity import Identity
from tests.serving import Served, serving

PASSWORD = "a door that opens inwards"

Browser = Callable[[], httpx.Client]


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all: tests have accounts and plans of their own in it."""
    with serving(tmp_path_factory.mktemp("house")) as served:
        first = {"name": "First", "login": "first@meridian.test", "password": PASSWORD}
        httpx.post(served.url + served.setup_path, data=first, headers={"origin": served.url})
        yield served


@pytest.fixture
def server(house: Served) -> Served:
    """Nobody has guessed anything yet."""
    fresh = Identity(house.site.store, house.site.rooms)
    for name in ("logins", "codes", "all_codes", "line"):
        setattr(house.identity, name, getattr(fresh, name))
    return house


@pytest.fixture
def new_server(tmp_path: Path) -> Iterator[Served]:
    """A server that nobody has set up."""
    with serving(tmp_path / "data") as served:
        yield served


@pytest.fixture
def browser(server: Served) -> Iterator[Browser]:
    """Another browser each time: cookies of its own, redirects followed, our own origin."""
    opened: list[httpx.Client] = []

    def open_one() -> httpx.Client:
        client = httpx.Client(
            base_url=server.url, follow_redirects=True, headers={"origin": server.url}, timeout=60
        )
        opened.append(client)
        return client

    yield open_one
    for client in opened:
        client.close()


@pytest.fixture
def login() -> str:
    """Eva's, another one in each test."""
    return f"eva-{secrets.token_hex(6)}@meridian.test"


@pytest.fixture
def eva(server: Served, browser: Browser, login: str) -> httpx.Client:
    """Eva has an account and is logged in."""
    add_account(server, login, "Eva Gruber")
    client = browser()
    assert client.post("/login", data={"login": login, "password": PASSWORD}).url.path == "/"
    return client


def add_account(server: Served, login: str, name: str) -> None:
    """With PASSWORD."""

    def job(rows: Session) -> None:
        accounts.add(rows, login=login, name=name, password=PASSWORD)

    server.do(server.site.store.write(job))


@pytest.fixture
def plan(eva: httpx.Client) -> str:
    """Her plan for Noordzee Leven; its id."""
    given = {
        "name": "Noordzee Leven",
        "organisation": "Meridian",
        "currency": "EUR",
        "time_zone": "Europe/Amsterdam",
        "format": "strat-for-nat",
        "date": "2027-01-14",
    }
    made = eva.post("/plans", data=given)
    found = re.search(r"/p/([^/]+)/roster", str(made.url))
    assert found, made.text
    return found[1]


def button(page: str, label: str) -> str:
    """The value of the button on a page that shows this name."""
    found = re.search(rf'name="person" value="([^"]+)"[^>]*>{re.escape(label)}[< ]', page)
    assert found, f"no button for {label}"
    return found[1]


class Office:
    """What a facilitator does on the pages of one plan."""

    def __init__(self, server: Served, client: httpx.Client, plan: str) -> None:
        self.server = server
        self.client = client
        self.plan = plan

    def post(self, path: str, **given: str) -> httpx.Response:
        return self.client.post(f"/p/{self.plan}/{path}", data=given)

    def get(self, path: str) -> httpx.Response:
        return self.client.get(f"/p/{self.plan}/{path}")

    def adds(self, name: str, function: str = "", **more: str) -> str:
        """Put somebody on the roster; their id."""
        added = self.post("roster", name=name, function=function, **more)
        assert added.status_code == 200, added.text
        return self.person(name)

    def person(self, name: str) -> str:
        """Somebody's id."""
        found = re.search(rf'/roster/([^"/]+)">{re.escape(name)}<', self.get("roster").text)
        assert found, f"{name} is not on the list"
        return found[1]

    def asks(self, command: do.Command) -> None:
        """As the console would."""
        room = self.server.do(self.server.site.rooms.get(self.plan))
        self.server.do(self.server.identity.ask(room, command))

    def lets_customers_in(self) -> None:
        self.asks(do.SetRoom("board", "shared"))
        self.asks(do.SetRoom("admitted", True))

    @property
    def state(self) -> PlanState:
        return self.server.do(self.server.site.rooms.get(self.plan)).live.state

    def way(self, kind: str) -> str:
        """The path behind a QR code."""
        return self.server.do(invitations.way_in(self.server.identity, self.plan, kind)).path

    def code(self, kind: str) -> str:
        """The six characters."""
        return self.server.do(invitations.way_in(self.server.identity, self.plan, kind)).code or ""

    def personal_link(self, person: str) -> str:
        way = invitations.way_in(self.server.identity, self.plan, invitations.PERSONAL, person)
        return self.server.do(way).path

    def waiting(self) -> list[str]:
        """Ids of the devices at the door."""
        return re.findall(rf"/p/{self.plan}/door/([^/\"]+)/in", self.get("door").text)


@pytest.fixture
def office(server: Served, eva: httpx.Client, plan: str) -> Office:
    return Office(server, eva, plan)


@dataclass
class Live:
    """A page's socket."""

    socket: ClientConnection
    welcome: dict[str, Any] | None
    """None for somebody who was not let in."""

    def closed_with(self, within: float) -> int:
        """The close code, within so many seconds."""
        deadline = time.monotonic() + within
        closed = None
        while closed is None:
            try:
                self.socket.recv(timeout=max(0.0, deadline - time.monotonic()))
            except ConnectionClosed as gone:
                closed = gone.rcvd
        return closed.code

    def asks(self, message: dict[str, Any]) -> dict[str, Any]:
        """Send a command; its answer."""
        self.socket.send(json.dumps(message))
        while True:
            told: dict[str, Any] = json.loads(self.socket.recv(timeout=30))
            if told.get("id") == message["id"]:
                return told


def eventually(holds: Callable[[], bool], within: float = 20.0) -> None:
    """Wait until something that follows by itself has happened."""
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


Sits = Callable[..., Live]


@pytest.fixture
def sits(server: Served, plan: str) -> Iterator[Sits]:
    """Open the socket of a page in a browser: `sits(client, "phone")`."""
    with contextlib.ExitStack() as sockets:
        yield lambda client, surface="phone", token=None: _sit(sockets, server, plan, client, surface, token)


def _sit(
    sockets: contextlib.ExitStack,
    server: Served,
    plan: str,
    client: httpx.Client,
    surface: str,
    token: str | None,
) -> Live:
    headers = {"origin": server.url, "cookie": "; ".join(f"{k}={v}" for k, v in client.cookies.items())}
    if token is not None:
        headers = {"authorization": f"Bearer {token}"}
    protocol = "stratroom.json.1" if surface == "json" else "stratroom.html.1"
    socket = sockets.enter_context(
        connect(
            f"ws{server.url.removeprefix('http')}/live/{plan}",
            subprotocols=[Subprotocol(protocol)],
            additional_headers=headers,
        )
    )
    try:
        socket.send(json.dumps({"type": "hello", "protocol": protocol, "page": surface, "lang": "en"}))
        told = json.loads(socket.recv(timeout=30))
        return Live(socket, told if told["type"] == "welcome" else None)
    except ConnectionClosed:
        return Live(socket, None)
