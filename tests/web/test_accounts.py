"""Accounts: logging in, guessing, changing the password, losing a laptop."""

from __future__ import annotations

import re

import httpx
import pytest
from sqlalchemy import text

from app.store.tables import METADATA
from tests.web.conftest import PASSWORD, Browser, Office, Sits


@pytest.fixture
def mine(login: str) -> dict[str, str]:
    """What Eva types to log in."""
    return {"login": login, "password": PASSWORD}


def test_a_wrong_password_and_an_unknown_login_read_the_same(
    eva: httpx.Client, browser: Browser, mine: dict[str, str]
) -> None:
    wrong = browser().post("/login", data={**mine, "password": "not the one"})
    unknown = browser().post("/login", data={"login": "nobody@meridian.test", "password": "not the one"})
    assert wrong.status_code == unknown.status_code == 422
    told = "do not belong together"
    assert told in wrong.text
    assert told in unknown.text


def test_guessing_is_stopped_by_login_and_others_go_on(
    eva: httpx.Client, browser: Browser, mine: dict[str, str]
) -> None:
    guesser = browser()
    for n in range(10):
        assert guesser.post("/login", data={"login": "ruth", "password": f"guess {n}"}).status_code == 422
    assert guesser.post("/login", data={"login": "RUTH ", "password": "guess"}).status_code == 429
    assert guesser.post("/login", data=mine).url.path == "/", (
        "another login from the same address and browser"
    )


def test_another_password_logs_every_other_device_out(
    office: Office, browser: Browser, sits: Sits, mine: dict[str, str]
) -> None:
    laptop = browser()
    laptop.post("/login", data=mine)
    live = sits(laptop, "console")
    assert (
        office.client.post(
            "/account/password", data={"old": "not the one", "new": "a new door that opens"}
        ).status_code
        == 422
    )
    changed = office.client.post("/account/password", data={"old": PASSWORD, "new": "a new door that opens"})
    assert "Every other device was logged out" in changed.text
    assert live.closed_with(within=1.0) == 4401
    assert laptop.get("/account").url.path == "/login"
    assert office.client.get("/account").url.path == "/account"
    assert browser().post("/login", data=mine).status_code == 422


def test_a_lost_laptop_is_logged_out_from_the_list(
    office: Office, browser: Browser, sits: Sits, mine: dict[str, str]
) -> None:
    lost = browser()
    lost.post("/login", data=mine)
    live = sits(lost, "console")
    [device] = re.findall(r"/account/devices/([^/]+)/revoke", office.client.get("/account").text)
    office.client.post(f"/account/devices/{device}/revoke")
    assert live.closed_with(within=1.0) == 4401
    assert lost.get(f"/p/{office.plan}/console").url.path == "/login"


def test_the_facilitators_seat_survives_a_dead_laptop(
    office: Office, browser: Browser, sits: Sits, mine: dict[str, str]
) -> None:
    first = sits(office.client, "console")
    other = browser()
    other.post("/login", data=mine)
    second = sits(other, "console")
    assert first.welcome is not None
    assert second.welcome is not None
    assert first.welcome["you"] == second.welcome["you"]


def test_logging_out_ends_the_token(eva: httpx.Client, browser: Browser) -> None:
    kept = eva.cookies["account"]
    eva.post("/logout")
    thief = browser()
    thief.cookies.set("account", kept)
    assert thief.get("/account").url.path == "/login"


@pytest.mark.parametrize("asked", ["//evil.test/", "https://evil.test/", "/\\evil.test"])
def test_logging_in_leads_nowhere_else(
    eva: httpx.Client, browser: Browser, asked: str, mine: dict[str, str]
) -> None:
    answer = browser().post("/login", data={**mine, "next": asked})
    assert str(answer.url).startswith(str(eva.base_url).rstrip("/"))


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(
    eva: httpx.Client, browser: Browser, mine: dict[str, str]
) -> None:
    client = browser()
    client.follow_redirects = False
    set_cookie = client.post("/login", data=mine).headers["set-cookie"].lower()
    assert "httponly" in set_cookie
    assert "samesite=lax" in set_cookie


def everything(office: Office) -> bytes:
    """What the store holds, wherever it is."""
    store = office.server.site.store
    if store.several:
        # PostgreSQL's files are another user's.
        tables = [text(f'SELECT held::text FROM "{name}" AS held') for name in METADATA.tables]
        rows = store.read_now(lambda kept: [row for table in tables for row in kept.execute(table).scalars()])
        return "\n".join(rows).encode()
    return b"".join(file.read_bytes() for file in office.server.data.glob("stratroom.db*"))


def test_only_hashes_of_tokens_are_in_the_store(office: Office, login: str) -> None:
    token = office.client.cookies["account"]
    stored = everything(office)
    assert login.encode() in stored, "this is where it would be"
    assert token.encode() not in stored
