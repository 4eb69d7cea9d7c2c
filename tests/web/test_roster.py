"""Keeping the list: pasting, adding, changing, and showing somebody out."""

from __future__ import annotations

import re

import httpx
import pytest
from sqlmodel import Session

from app.store import grants
from tests.web.conftest import PASSWORD, Browser, Office, Sits, add_account, button

PASTE = """Name\tFunction\tLevel
Markus Hofer\tAustria\tManager
MARKUS HÖFER\tAustria\tManager
Claire Lefèvre\tProduct\tLead
claire lefevre\tProduct
"""


def test_a_pasted_spreadsheet_is_shown_as_it_was_read_before_it_is_taken(office: Office) -> None:
    office.adds("Markus Hofer", "Austria")
    shown = office.post("roster/paste", text=PASTE, side="ours")
    assert "on the list already" in shown.text
    assert "stands here twice" in shown.text
    assert "Claire" not in office.get("roster").text, "nothing is taken yet"
    rows = {"text": PASTE, "side": "ours", "take": "1", "row": ["2", "4"]}
    office.client.post(f"/p/{office.plan}/roster/paste", data=rows)
    people = [p.function for p in office.state.people.values() if p.role == "member"]
    assert people == ["Austria", "Product"], "nobody is on the list twice"


def test_a_second_person_of_a_name_needs_another_function(office: Office) -> None:
    office.adds("Anna Bauer", "Austria")
    refused = office.post("roster", name="ANNA BAUER", function="austria")
    assert refused.status_code == 409
    assert "tell them apart" in refused.text
    assert 'value="ANNA BAUER"' in refused.text, "what was typed stays"
    assert office.post("roster", name="Anna Bauer", function="Finance").status_code == 200


def test_somebody_is_described_anew_and_renamed(office: Office) -> None:
    jan = office.adds("Jan de Wit", "Service")
    office.post(f"roster/{jan}", name="Jan-Willem de Wit", function="Finance", signs_as="sales-director")
    assert office.state.people[jan].signs_as == "sales-director"
    assert office.person("Jan-Willem de Wit") == jan


def test_who_was_put_on_the_wrong_side_is_put_right_until_they_have_been_in(
    office: Office, browser: Browser
) -> None:
    jan = office.adds("Jan de Wit", "Service", signs_as="sponsor")
    assert re.search(r'<select name="side"', office.get(f"roster/{jan}").text)
    office.post(f"roster/{jan}", name="Jan de Wit", side="theirs", role="member", signs_as="sponsor")
    person = office.state.people[jan]
    assert (person.side, person.role, person.signs_as) == ("theirs", "customer", None)
    office.post(f"roster/{jan}", name="Jan de Wit", side="ours", role="member")
    assert office.state.people[jan].role == "member"
    browser().post(office.way("join"), data={"person": jan})
    assert not re.search(r'<select name="side"', office.get(f"roster/{jan}").text)
    assert office.post(f"roster/{jan}", name="Jan de Wit", side="theirs").status_code == 409
    assert office.state.people[jan].side == "ours"


def test_who_knocked_as_a_customer_comes_in_as_nobody_of_ours(office: Office, browser: Browser) -> None:
    office.lets_customers_in()
    jan = office.adds("Jan de Wit", side="theirs", signs_as="customer")
    phone = browser()
    knocked = phone.post(office.way("customer"), data={"person": jan, "consent": "1"})
    assert knocked.url.path.endswith("/wait")
    office.post(f"roster/{jan}", name="Jan de Wit", side="ours")
    [device] = office.waiting()
    assert office.post(f"door/{device}/in").status_code == 409
    assert not office.state.people[jan].joined


def test_removing_somebody_closes_their_screens_within_a_second(
    office: Office, browser: Browser, sits: Sits
) -> None:
    bram = office.adds("Bram Visser", "Netherlands")
    phone = browser()
    phone.post(office.way("join"), data={"person": bram})
    link = office.personal_link(bram)
    live = sits(phone)
    office.post(f"roster/{bram}/remove")
    assert live.closed_with(within=1.0) == 4401
    assert "not in the room" in phone.get(f"/p/{office.plan}").text
    assert sits(phone).welcome is None
    assert browser().get(link).status_code == 404
    assert "Bram Visser" not in office.get("roster").text


def test_signing_somebody_out_leaves_them_on_the_list(office: Office, browser: Browser, sits: Sits) -> None:
    bram = office.adds("Bram Visser", "Netherlands")
    phone = browser()
    phone.post(office.way("join"), data={"person": bram})
    live = sits(phone)
    office.post(f"roster/{bram}/sign-out")
    assert live.closed_with(within=1.0) == 4401
    names = phone.get(office.way("join")).text
    assert button(names, "Bram Visser") == bram


def test_the_roster_shows_who_is_here_now(office: Office, browser: Browser, sits: Sits) -> None:
    bram = office.adds("Bram Visser", "Netherlands")
    assert 'data-presence="not-yet"' in office.get("roster").text
    assert "1 here now of 2" in office.get("roster").text, "whoever looks at the list is here"
    phone = browser()
    phone.post(office.way("join"), data={"person": bram})
    assert 'data-presence="came"' in office.get("roster").text
    sits(phone)
    assert 'data-presence="came"' not in office.get("roster").text
    assert "2 here now of 2" in office.get("roster").text


def test_a_co_facilitator_leads_from_a_personal_link_and_only_while_they_may(
    office: Office, browser: Browser, sits: Sits
) -> None:
    ruth = office.adds("Ruth Maas", role="facilitator")
    laptop = browser()
    assert laptop.post(office.way("join"), data={"person": ruth}).status_code == 409, "not by a tap"
    laptop.get(office.personal_link(ruth))
    assert laptop.get(f"/p/{office.plan}/roster").status_code == 200
    assert sits(laptop, "console").welcome is not None
    assert (
        laptop.post(f"/p/{office.plan}/settings/delete", data={"title": "Noordzee Leven"}).status_code == 403
    )
    office.post(f"roster/{ruth}", name="Ruth Maas", role="member")
    assert laptop.get(f"/p/{office.plan}/roster").status_code == 403
    assert sits(laptop, "console").welcome is None


def test_a_demoted_facilitators_open_page_can_do_nothing_more(
    office: Office, browser: Browser, sits: Sits
) -> None:
    ruth = office.adds("Ruth Maas", role="facilitator")
    laptop = browser()
    laptop.get(office.personal_link(ruth))
    console, phone = sits(laptop, "console"), sits(laptop)
    office.post(f"roster/{ruth}", name="Ruth Maas", role="member")
    assert console.closed_with(within=1.0) == 4403
    assert phone.asks(
        {"type": "command", "id": "curtain-1", "do": "room", "name": "curtain", "value": True}
    ) == {
        "type": "refused",
        "id": "curtain-1",
        "code": "not-allowed",
        "message": "You cannot do this here.",
    }


def test_members_keep_out_of_the_facilitators_pages(office: Office, browser: Browser) -> None:
    phone = browser()
    phone.post(office.way("join"), data={"name": "Noor Bakker"})
    for path in ("roster", "check", "door", "boards", "settings"):
        assert phone.get(f"/p/{office.plan}/{path}").status_code == 403, path
    posted = phone.post(f"/p/{office.plan}/roster", data={"name": "Somebody Else"})
    assert posted.status_code == 403


def test_a_page_elsewhere_cannot_post_in_a_facilitators_name(office: Office) -> None:
    answer = office.client.post(
        f"/p/{office.plan}/roster", data={"name": "Mallory"}, headers={"origin": "http://elsewhere.test"}
    )
    assert answer.status_code == 403
    assert "Mallory" not in office.get("roster").text


@pytest.mark.parametrize(
    ("path", "given", "level"),
    [("/remove", {}, None), ("", {"role": "member"}, None), ("", {"role": "auditor"}, "reader")],
)
def test_the_roster_takes_back_what_an_account_was_granted(
    office: Office, browser: Browser, login: str, path: str, given: dict[str, str], level: str | None
) -> None:
    ruth = ruths(office, browser, login)
    person = office.person("Ruth Maas")
    office.post(f"roster/{person}{path}", **({"name": "Ruth Maas", **given} if given else {}))
    assert ruth.get(f"/p/{office.plan}/roster").status_code == (404 if level is None else 403)
    known = office.state.people.get(person)
    assert (known.role if known else None) == given.get("role")
    held = office.server.do(
        office.server.site.store.read(lambda rows: dict(grants_of(rows, office.plan)).get(f"ruth-{login}"))
    )
    assert held == level


def test_the_owner_of_a_plan_stays_on_its_list(office: Office, browser: Browser, login: str) -> None:
    ruth = ruths(office, browser, login)
    eva = office.person("Eva Gruber")
    at = f"/p/{office.plan}/roster/{eva}"
    for refused in (ruth.post(f"{at}/remove"), ruth.post(at, data={"name": "Eva Gruber", "role": "member"})):
        assert refused.status_code == 409
        assert "its owner leads it" in refused.text
    assert ruth.post(at, data={"name": "Eva M. Gruber", "role": "facilitator"}).status_code == 200
    assert office.state.people[eva].role == "facilitator"


def ruths(office: Office, browser: Browser, login: str) -> httpx.Client:
    """Another account that leads the plan, in its browser."""
    add_account(office.server, f"ruth-{login}", "Ruth Maas")
    office.post("settings/grant", login=f"ruth-{login}", level="facilitator")
    client = browser()
    client.post("/login", data={"login": f"ruth-{login}", "password": PASSWORD})
    assert client.get(f"/p/{office.plan}/roster").status_code == 200
    return client


def grants_of(rows: Session, plan: str) -> list[tuple[str, str]]:
    return [(user.login, level) for user, level in grants.users_of(rows, plan)]
