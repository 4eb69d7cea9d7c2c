"""Guessing a password is slow from anywhere; two hundred phones that come from the very same address are not."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from app.web.identity.patience import Tries
from tests.serving import Served
from tests.web.conftest import PASSWORD, Browser, Office, add_account

PHONES = 200


def tries(client: httpx.Client, login: str, password: str) -> int:
    return client.post(
        "/login", data={"login": login, "password": password}, follow_redirects=False
    ).status_code


def test_wrong_passwords_are_counted_by_login_wherever_they_come_from(
    server: Served, browser: Browser
) -> None:
    add_account(server, "ruth@meridian.test", "Ruth")
    guesses = [tries(browser(), "ruth@meridian.test", f"a wrong guess {n}") for n in range(12)]
    assert guesses == [422] * 10 + [429] * 2, "ten at once, from as many browsers as one likes"
    assert tries(browser(), "RUTH@meridian.test ", PASSWORD) == 429, "not even the right one, for a while"
    told = browser().post("/login", data={"login": "ruth@meridian.test", "password": PASSWORD})
    assert "Too many tries for this login" in told.text


def test_a_login_that_nobody_has_is_counted_the_same(browser: Browser) -> None:
    """Else the difference would tell which logins there are."""
    assert [tries(browser(), "nobody@meridian.test", "guess") for _ in range(11)] == [422] * 10 + [429]


def test_a_wrong_guess_comes_back_after_a_while() -> None:
    now = [0.0]
    patience = Tries(most=10, every=30, clock=lambda: now[0])
    for _ in range(10):
        patience.wrong("ruth")
    assert 0 < patience.wait("ruth") <= 30
    now[0] = 30.0
    assert patience.wait("ruth") == 0
    patience.wrong("ruth")
    assert patience.wait("ruth") > 0, "one at a time from then on: 2,880 a day"


def test_two_hundred_phones_of_one_address_come_in_while_somebody_guesses(
    office: Office, server: Served
) -> None:
    """All of them, and soon, from the address from which a thousand wrong passwords come."""
    people = [office.adds(f"Guest {n}", f"Team {n % 9}") for n in range(20)]
    way = office.way("join")
    door = httpx.Client(base_url=server.url, headers={"origin": server.url}, timeout=60)

    def comes(n: int) -> int:
        with httpx.Client(base_url=server.url, headers={"origin": server.url}, timeout=60) as phone:
            return phone.post(
                way, data={"person": people[n % len(people)]}, follow_redirects=False
            ).status_code

    with door, ThreadPoolExecutor(16) as pool:
        guessing = [pool.submit(tries, door, f"guess-{n % 3}@meridian.test", "wrong") for n in range(60)]
        began = time.monotonic()
        came = list(pool.map(comes, range(PHONES)))
        took = time.monotonic() - began
        guessed = [each.result() for each in guessing]
    assert came == [303] * PHONES
    assert guessed.count(422) == 3 * 10, "ten for each login, also of those that come all at once"
    assert took < 60, "a machine that does other things too; in a quiet room it is a second or two"


@pytest.mark.parametrize("path", ["/join"])
def test_wrong_codes_are_counted_by_browser_and_the_house_slows_down_together(
    browser: Browser, path: str
) -> None:
    phone = browser()
    phone.get(path)
    codes = [phone.post(path, data={"code": f"ZZZ{n:03}"}).status_code for n in range(11)]
    assert codes == [404] * 10 + [429]
    other = browser()
    other.get(path)
    assert other.post(path, data={"code": "ZZZ999"}).status_code == 404, (
        "others of the same address are not held up"
    )
