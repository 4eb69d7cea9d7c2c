"""What whoever leads does to the room beside its steps: says something to all, knows who is without a phone, leads from
a phone, and hands the lead to somebody else.
"""

from __future__ import annotations

import re

import httpx

from app.domain import commands as do
from app.domain.people import Person, Role, Side
from app.web.identity.devices import Start
from tests.web.conftest import Browser, Office

WORDS = "We go on at ten past"


def comes(office: Office, browser: Browser, name: str, side: str = "ours") -> httpx.Client:
    """Somebody on a phone of their own."""
    person = office.adds(name, "Service", side=side)
    client = browser()
    start = Start("person", office.plan, person=person)
    token, _device = office.server.do(office.server.identity.devices.start(start))
    client.cookies.set(f"seat_{office.plan}", token)
    return client


def seen_by(client: httpx.Client, office: Office, page: str = "") -> str:
    return client.get(f"/p/{office.plan}{page}").text


def test_a_word_to_all_is_read_by_those_it_is_meant_for(office: Office, browser: Browser) -> None:
    bram, marijke = (
        comes(office, browser, "Bram Visser"),
        comes(office, browser, "Marijke van den Berg", "theirs"),
    )
    office.asks(do.GoToStep())
    office.asks(do.SetRoom("message", WORDS))
    assert WORDS in seen_by(bram, office)
    assert WORDS in seen_by(office.client, office, "/board")

    office.lets_customers_in()
    assert 'data-testid="message-all"' not in seen_by(office.client, office, "/console"), (
        "it stands there already"
    )
    assert WORDS not in seen_by(marijke, office)
    assert WORDS not in seen_by(office.client, office, "/board")
    over_a_shoulder = seen_by(bram, office)
    assert WORDS not in over_a_shoulder
    assert "A word for our side" in over_a_shoulder

    office.asks(do.SetRoom("message", None))
    console = seen_by(office.client, office, "/console")
    assert re.search(r'value="internal" required', console), (
        "with the customer in, whom it is for has to be chosen"
    )
    office.asks(do.SetRoom("message", [WORDS, "shared"]))
    for client, page in ((bram, ""), (marijke, ""), (office.client, "/board")):
        assert WORDS in seen_by(client, office, page)
    office.asks(do.SetRoom("curtain", True))
    assert WORDS not in seen_by(office.client, office, "/board"), (
        "the curtain says one thing and nothing else"
    )
    office.asks(do.SetRoom("curtain", False))
    office.asks(do.SetRoom("message", None))
    assert WORDS not in seen_by(marijke, office)


def test_the_remote_is_for_whoever_leads_and_stays_under_the_curtain(
    office: Office, browser: Browser
) -> None:
    bram = comes(office, browser, "Bram Visser")
    office.asks(do.GoToStep())
    office.asks(do.SetRoom("curtain", True))
    assert 'data-testid="remote-open"' in seen_by(office.client, office)
    assert "remote-next" not in seen_by(office.client, office)
    for mark in ("remote-", "remote.css", "tab-lead"):
        assert mark not in seen_by(bram, office)


def test_the_lead_is_given_and_never_taken(office: Office, browser: Browser) -> None:
    bram = comes(office, browser, "Bram Visser")
    me, him = next(iter(office.state.people)), office.person("Bram Visser")
    assert bram.post(f"/p/{office.plan}/lead/{him}", data={"on": "1"}).status_code == 403
    assert bram.get(f"/p/{office.plan}/console").status_code == 403

    assert office.post(f"lead/{him}", on="1").url.path.endswith("/console")
    assert "tab-lead" in seen_by(bram, office)
    assert bram.get(f"/p/{office.plan}/console").status_code == 200
    assert bram.post(f"/p/{office.plan}/lead/{me}", data={"on": "0"}).status_code == 409, "the owner stays"
    gone = bram.post(f"/p/{office.plan}/lead/{him}", data={"on": "0"})
    assert gone.url.path == f"/p/{office.plan}"
    assert office.state.people[him].role is Role.MEMBER
    assert "tab-lead" not in gone.text


def test_somebody_without_a_phone_is_not_waited_for(office: Office) -> None:
    person = Person("hanna-who-left-it-at-home", Side.OURS, Role.MEMBER, "Service")
    office.asks(do.SetPerson(person))
    office.asks(do.GoToStep("aims"))
    office.asks(do.SetRoom("phoneless", [person.id, True]))
    page = office.get("console").text
    assert re.search(rf'<i data-person="{person.id}"[^>]* data-phoneless', page)
    assert "(no phone)" in page
    office.asks(do.SetRoom("phoneless", [person.id, False]))
    assert "(no phone)" not in office.get("console").text
