"""A server, the facilitator's browser, and browsers of people who come: plain HTTP clients with cookies of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.serving import Served, serving

PASSWORD = "a door that opens inwards"

Browser = Callable[[], httpx.Client]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path / "data") as served:
        yield served


@pytest.fixture
def browser(server: Served) -> Iterator[Browser]:
    """Another browser each time: cookies of its own, redirects followed, our own origin."""
    opened: list[httpx.Client] = []

    def open_one() -> httpx.Client:
        client = httpx.Client(
            base_url=server.url, follow_redirects=True, headers={"origin": server.url}, timeout=20
        )
        opened.append(client)
        return client

    yield open_one
    for client in opened:
        client.close()


@pytest.fixture
def eva(server: Served, browser: Browser) -> httpx.Client:
    """Eva made the first account and is logged in."""
    client = browser()
    given = {"name": "Eva Gruber", "login": "eva@meridian.test", "password": PASSWORD}
    made = client.post(server.setup_path, data=given)
    assert made.status_code == 200, made.text
    return client


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
