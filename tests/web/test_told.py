"""What visitors are told when something cannot be had: in their language, with what to do next."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.serving import Served
from tests.web.conftest import Browser, Office

DUTCH = {"accept-language": "nl-NL,nl;q=0.9"}


def test_an_address_without_a_page_is_told_in_the_visitors_language(browser: Browser) -> None:
    english, dutch = browser().get("/nothing/here"), browser().get("/nothing/here", headers=DUTCH)
    assert english.status_code == dutch.status_code == 404
    assert "The address is wrong" in english.text
    assert "Hier is niets" in dutch.text
    assert 'lang="nl"' in dutch.text
    for told in (english, dutch):
        assert "Not Found" not in told.text


def test_what_is_too_large_is_told_in_the_visitors_language(eva: httpx.Client) -> None:
    told = eva.post("/plans", data={"name": "x" * 10_000}, headers=DUTCH)
    assert told.status_code == 413
    assert "Entity" not in told.text
    assert "te groot" in told.text


def test_a_used_set_up_link_leads_to_the_login(server: Served, browser: Browser) -> None:
    visitor = browser()
    told = visitor.get("/setup/a-link-of-last-week")
    assert told.status_code == 404
    assert "set up already" in told.text
    assert 'href="/login"' in told.text
    again = visitor.post("/setup/a-link-of-last-week", data={"name": "Mallory"})
    assert "set up already" in again.text


def test_who_is_turned_away_at_the_door_is_told_so(office: Office, browser: Browser) -> None:
    jan = office.adds("Jan de Wit", "Service", signs_as="sales-director")
    phone = browser()
    phone.post(office.way("join"), data={"person": jan})
    [device] = office.waiting()
    office.post(f"door/{device}/away")
    onward = phone.get(f"/p/{office.plan}/wait/state").json()["go"]
    told = phone.get(onward)
    assert told.status_code == 403
    assert "did not let this phone in" in told.text
    assert "did not let" not in browser().get(f"/p/{office.plan}/wait").text, "a phone that never asked"


@pytest.mark.parametrize("field", ["name", "function"])
def test_a_name_that_is_too_long_stays_where_it_was_typed(
    office: Office, browser: Browser, field: str
) -> None:
    phone = browser()
    form = phone.get(f"{office.way('join')}/add").text
    assert re.search(rf'name="{field}"[^>]*maxlength="\d+"', form)
    typed = {"name": "Noor Bakker", "function": "Product", field: "Noor " * 60}
    told = phone.post(office.way("join"), data=typed)
    assert told.status_code == 409
    assert "too long" in told.text or "too many" in told.text
    assert f'value="{("Noor " * 60).strip()}"' in told.text, "what was typed is there"


def test_the_language_of_a_refused_form_is_switched_on_its_page(eva: httpx.Client) -> None:
    refused = eva.post("/plans", data={"name": ""}, headers={"referer": "http://here.test/new"})
    assert 'href="/new?lang=nl"' in refused.text
