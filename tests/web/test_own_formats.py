"""Formats of our own: kept from a day's agenda or written in the browser, offered beside those that are shipped, and
handed out as the very file.
"""

from __future__ import annotations

import re
from html import unescape

import httpx
import pytest

from app.formats import KNOWN, read
from tests.web.conftest import Office


def edit(office: Office, change: str, **said: object) -> None:
    token = {
        "type": "command",
        "id": f"edit-{change}-{len(said)}-{said.get('step', '')}",
        "do": "agenda",
        "change": change,
    }
    answer = office.client.post(f"/api/plans/{office.plan}/commands", json={**token, **said})
    assert answer.json()["type"] == "ack", answer.text


def problems(answer: httpx.Response) -> str:
    found = re.search(r'data-testid="problems">(.*?)</[ou]l>', answer.text, re.DOTALL)
    return unescape(re.sub("<[^>]+>", " ", found[1])) if found else ""


def test_an_agenda_that_was_edited_becomes_a_format_that_others_begin_with(office: Office) -> None:
    edit(office, "step", step="last-year", fields={"minutes": 20})
    edit(office, "step", step="aims", fields={"minutes": 25, "title": "Their aims"})
    edit(office, "repeat", step="coffee")
    edit(office, "step", step="coffee-2", fields={"skipped": True})
    kept = office.post("format", title="Onze dag", summary="For our own accounts")
    assert kept.url.path == "/formats", problems(kept)
    assert "Onze dag" in kept.text

    file = office.client.get("/formats/onze-dag.toml")
    format_, wrong = read(file.text, "onze-dag.toml")
    assert format_ is not None
    assert wrong == []
    assert [(step.key, step.minutes) for step in format_.steps[1:5]] == [
        ("last-year", 20), ("aims", 25), ("aims-together", 15), ("goal", 10),
    ]  # fmt: skip
    assert format_.steps[2].title["en"] == "Their aims"
    assert "skipped" not in file.text

    assert 'value="onze-dag"' in office.client.get("/new").text
    begun = {
        "name": "Havenstad",
        "organisation": "Meridian",
        "currency": "EUR",
        "time_zone": "Europe/Amsterdam",
    }
    made = office.client.post("/plans", data={**begun, "format": "onze-dag", "date": "2027-02-01"})
    assert made.url.path.endswith("/roster")
    office.client.post("/formats/onze-dag/delete")
    assert "onze-dag" not in office.client.get("/new").text


def test_every_activity_can_be_added_with_no_more_than_its_name(office: Office) -> None:
    """What it cannot do without it has at once; what the agenda cannot take is said in words."""
    for name in KNOWN:
        body = {
            "type": "command",
            "id": f"add-{name}-now",
            "do": "agenda",
            "change": "add",
            "activity": name,
            "after": "open",
        }
        answer = office.client.post(f"/api/plans/{office.plan}/commands", json=body).json()
        assert answer["type"] == "ack", (name, answer)
    assert 'data-testid="open-vote"' in office.get("console").text


def test_what_does_not_fit_is_said_before_it_is_kept(office: Office) -> None:
    edit(office, "step", step="goal", fields={"minutes": 30})
    answer = office.post("format", title="Too long", summary="It is")
    assert answer.status_code == 422
    assert "Lunch: The steps before end at 13:05, not 12:45" in problems(answer)
    assert "too-long" not in office.client.get("/formats").text
    assert (
        read(office.client.get(f"/p/{office.plan}/format.toml").text, "it.toml")[0] == office.state.run.format
    )


@pytest.mark.parametrize(
    ("found", "put", "said"),
    [
        ('id = "try-out"', 'id = "try-out"', "comes with Stratroom is called that"),
        ('id = "try-out"', 'id = "Ours"', "is no key"),
        ("minutes = ", "minutes = 9", "not"),
        ("[[step]]", "[[stap]]", "Nothing is called stap here"),
        ('id = "try-out"', "id = ", "This is not TOML"),
    ],
)
def test_a_text_is_kept_once_nothing_is_wrong_with_it(
    office: Office, found: str, put: str, said: str
) -> None:
    text = office.client.get("/formats/try-out.toml").text
    answer = office.client.post("/formats", data={"text": text.replace(found, put)})
    assert answer.status_code == 422
    assert said in problems(answer)
    assert "Line" in problems(answer)
    right = office.client.post(
        "/formats", data={"text": text.replace('id = "try-out"', 'id = "our-try-out"')}
    )
    assert right.url.path == "/formats"
    assert 'value="our-try-out"' in office.client.get("/new").text


def test_formats_are_for_people_with_an_account(office: Office, browser: object) -> None:
    stranger = browser()  # type: ignore[operator]
    assert stranger.get("/formats").url.path == "/login"
    assert stranger.get("/formats/try-out.toml").url.path == "/login"
    assert stranger.get(f"/p/{office.plan}/format").url.path == "/login"
