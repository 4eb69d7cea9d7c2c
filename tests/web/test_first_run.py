"""The first start: one link, one account, and then the link is dead."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import httpx
import pytest

from tests.serving import Served
from tests.web.conftest import PASSWORD, Browser

ACCOUNT = {"name": "Eva Gruber", "login": "Eva@Meridian.test ", "password": PASSWORD}


@pytest.fixture
def strangers(new_server: Served) -> Iterator[Browser]:
    """Browsers that come to the new server."""
    with contextlib.ExitStack() as opened:
        yield lambda: opened.enter_context(
            httpx.Client(base_url=new_server.url, follow_redirects=True, headers={"origin": new_server.url})
        )


def test_the_terminal_shows_a_link_until_somebody_used_it(new_server: Served, strangers: Browser) -> None:
    lines = new_server.installation.welcome(new_server.url)
    assert any(f"{new_server.url}/setup/" in line for line in lines)

    visitor = strangers()
    assert "shows a link" in visitor.get("/").text
    assert visitor.post("/setup/guessed", data=ACCOUNT).status_code == 404

    made = visitor.post(new_server.setup_path, data=ACCOUNT)
    assert made.url.path == "/"
    assert "New plan" in made.text

    assert new_server.installation.welcome(new_server.url) == ()
    assert strangers().get("/setup/None").status_code == 404


def test_a_short_password_is_not_taken_and_what_was_typed_stays(
    new_server: Served, strangers: Browser
) -> None:
    answer = strangers().post(new_server.setup_path, data={**ACCOUNT, "password": "short"})
    assert answer.status_code == 422
    assert "10 characters" in answer.text
    assert 'value="Eva Gruber"' in answer.text


def test_the_login_is_the_same_in_any_spelling(new_server: Served, strangers: Browser) -> None:
    strangers().post(new_server.setup_path, data=ACCOUNT)
    answer = strangers().post("/login", data={"login": " EVA@meridian.TEST", "password": PASSWORD})
    assert answer.url.path == "/"
    assert "Eva Gruber" in answer.text
