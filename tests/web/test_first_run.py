"""The first start: one link, one account, and then the link is dead."""

from __future__ import annotations

import httpx

from tests.serving import Served
from tests.web.conftest import PASSWORD, Browser

ACCOUNT = {"name": "Eva Gruber", "login": "Eva@Meridian.test ", "password": PASSWORD}


def test_the_terminal_shows_a_link_until_somebody_used_it(server: Served, browser: Browser) -> None:
    lines = server.installation.welcome(server.url)
    assert any(f"{server.url}/setup/" in line for line in lines)

    visitor = browser()
    assert "shows a link" in visitor.get("/").text
    assert visitor.post("/setup/guessed", data=ACCOUNT).status_code == 404

    made = visitor.post(server.setup_path, data=ACCOUNT)
    assert made.url.path == "/"
    assert "New plan" in made.text

    assert server.installation.welcome(server.url) == ()
    assert browser().get("/setup/None").status_code == 404


def test_a_short_password_is_not_taken_and_what_was_typed_stays(server: Served, browser: Browser) -> None:
    answer = browser().post(server.setup_path, data={**ACCOUNT, "password": "short"})
    assert answer.status_code == 422
    assert "10 characters" in answer.text
    assert 'value="Eva Gruber"' in answer.text


def test_the_login_is_the_same_in_any_spelling(eva: httpx.Client, browser: Browser) -> None:
    other = browser()
    answer = other.post("/login", data={"login": " EVA@meridian.TEST", "password": PASSWORD})
    assert answer.url.path == "/"
    assert "Eva Gruber" in answer.text
