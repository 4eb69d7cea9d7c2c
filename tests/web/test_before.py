"""Before the day: who has to come and says so, what is written and answered beforehand, what nobody else gets."""

from __future__ import annotations

import re
from html import unescape

import httpx
import pytest

from app.domain import commands as do
from app.domain.people import Coming
from tests.web.conftest import Browser, Office

GUESS = "They want one price list for all countries"


@pytest.fixture
def anna(office: Office) -> str:
    return office.adds("Anna Bos", "Operations")


def opens(office: Office, browser: Browser, person: str) -> httpx.Client:
    """Somebody's browser, by their personal link."""
    client = browser()
    assert client.get(office.personal_link(person)).url.path.endswith("/before")
    return client


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def test_who_has_to_be_there_is_told_until_they_say_that_they_come(
    office: Office, browser: Browser, anna: str
) -> None:
    page = office.get("preparing").text
    assert page.count('data-standing="nobody"') == 5, "nobody is sponsor, director, customer …"
    assert 'data-standing="silent"' in page
    assert "somebody from operations" in office.get("check").text
    assert "somebody from operations" in office.get("console").text
    reminder = unescape(office.get("preparing/remind").text)
    assert f"{office.personal_link(anna)}" in reminder
    assert "Hello Anna" in reminder
    phone = opens(office, browser, anna)
    phone.post(f"/p/{office.plan}/before/coming", data={"coming": "yes"})
    assert office.state.people[anna].coming is Coming.YES
    assert "somebody from operations" not in office.get("check").text
    assert "Anna comes" not in phone.get(f"/p/{office.plan}/history").text
    assert "Anna Bos comes" in office.get("history").text
    phone.post(f"/p/{office.plan}/before/coming", data={"coming": "no"})
    assert "cannot come" in office.get("check").text


def test_a_link_before_the_day_is_not_yet_coming_into_the_room(
    office: Office, browser: Browser, anna: str
) -> None:
    phone = opens(office, browser, anna)
    assert not office.state.people[anna].came
    assert 'data-presence="not-yet"' in office.get("roster").text
    phone.get(f"/p/{office.plan}")
    assert not office.state.people[anna].came, "the day is not there yet"
    office.asks(do.GoToStep())
    phone.get(f"/p/{office.plan}")
    assert office.state.people[anna].came


def test_the_step_begins_with_what_was_written_beforehand_and_nobody_reads_it_before(
    office: Office, browser: Browser, anna: str
) -> None:
    ben = office.adds("Ben Smit", "Sales")
    phone, other = opens(office, browser, anna), opens(office, browser, ben)
    page = phone.get(f"/p/{office.plan}/before").text
    [record] = re.findall(
        r'name="prompt" value="aim"><input type="hidden" name="record" value="([^"]+)"', page
    )
    given = {"step": "aims", "prompt": "aim", "record": record, "text": GUESS}
    for _twice in range(2):
        answer = phone.post(f"/p/{office.plan}/before/line", data=given)
        assert answer.text.count(GUESS) == 2, "once, with a button that names it"
    assert GUESS not in other.get(f"/p/{office.plan}/before").text
    office.asks(do.GoToStep("aims"))
    assert GUESS in phone.get(f"/p/{office.plan}").text, "my line stands in the step"
    for page in (
        other.get(f"/p/{office.plan}"),
        office.get("console"),
        office.get("preparing"),
        office.get("history"),
    ):
        assert GUESS not in page.text
    assert office.client.get(f"/api/plans/{office.plan}").text.count(GUESS) == 0
    office.asks(do.Reveal("aims"))
    assert GUESS in other.get(f"/p/{office.plan}").text
    assert (
        phone.post(f"/p/{office.plan}/before/line", data={**given, "record": "another-line"}).status_code
        == 409
    )


def test_readiness_is_told_as_counts_from_four_answers_on(office: Office, browser: Browser) -> None:
    phones = [
        opens(office, browser, office.adds(f"Member {name}", "Finance"))
        for name in ("One", "Two", "Three", "Four")
    ]
    path = f"/p/{office.plan}/before/ready"
    for n, phone in enumerate(phones):
        assert 'data-testid="spread"' not in office.get("preparing").text
        phone.post(path, data={"ready-accountable": "2" if n % 2 else "0", "ready-costs": "1"})
    page = unescape(office.get("preparing").text)
    assert "4 of " in page
    assert "we see this differently" in page
    assert 'name="ready-accountable" value="2" checked' in phones[1].get(path).text
    assert office.client.get(f"/api/plans/{office.plan}").text.count("ready-accountable") == 0
    assert "Readiness" not in office.get("history").text, "not even that somebody answered"


def test_customers_say_whether_they_come_and_get_nothing_else(
    office: Office, browser: Browser, anna: str
) -> None:
    marijke = office.adds("Marijke Visser", "Procurement", side="theirs")
    customer = opens(office, browser, marijke)
    page = customer.get(f"/p/{office.plan}/before").text
    for inside in ("Anna", "Operations", "year from now", "ready", "guess", "Noordzee Leven: before"):
        assert inside not in page
    customer.post(f"/p/{office.plan}/before/coming", data={"coming": "yes"})
    assert office.state.people[marijke].coming is Coming.YES
    for path in ("before/ready", "preparing", "preparing/remind", "paste", "roster", "difference"):
        assert customer.get(f"/p/{office.plan}/{path}").status_code in (403, 404), path
    line = {"step": "aims", "prompt": "aim", "record": "a-line-of-theirs", "text": "x"}
    assert customer.post(f"/p/{office.plan}/before/line", data=line).status_code == 404
    member = opens(office, browser, anna)
    for path in ("preparing", "preparing/remind", "paste"):
        assert member.get(f"/p/{office.plan}/{path}").status_code == 403, path
