"""A room of people with phones: scan or type, tap a name, be in."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import httpx
import pytest

from app.domain import commands as do
from app.web.identity import joining
from app.web.identity.identity import Identity
from tests.serving import ROOT, Served
from tests.web.conftest import Browser, Office, Sits, button


def test_scanning_and_tapping_a_name_is_all_it_takes(office: Office, browser: Browser) -> None:
    bram = office.adds("Bram Visser", "Netherlands")
    phone = browser()
    names = phone.get(office.way("join"))
    assert "Who are you?" in names.text
    inside = phone.post(office.way("join"), data={"person": button(names.text, "Bram Visser")})
    assert inside.url.path == f"/p/{office.plan}"
    assert office.state.people[bram].joined
    again = phone.get(office.way("join"))
    assert again.url.path == f"/p/{office.plan}", "the same phone scans again and is in"


def test_the_code_is_read_in_any_case_with_spaces(office: Office, browser: Browser) -> None:
    phone, code = browser(), office.code("join")
    phone.get("/join")
    answer = phone.post("/join", data={"code": f" {code[:3].lower()} {code[3:].lower()}"})
    assert answer.url.path == office.way("join")


def test_a_stranger_is_asked_for_the_code(server: Served, eva: httpx.Client, browser: Browser) -> None:
    assert browser().get("/").url.path == "/join"


def test_a_browser_that_has_no_cookie_yet_is_given_one_first(office: Office, browser: Browser) -> None:
    phone = browser()
    page = phone.post("/join", data={"code": office.code("join")})
    assert f'value="{office.code("join")}"' in page.text, "what was typed is there"
    assert phone.post("/join", data={"code": office.code("join")}).url.path == office.way("join")


def test_wrong_codes_are_slowed_and_right_ones_never(office: Office, browser: Browser) -> None:
    guesser, guest = browser(), browser()
    for each in (guesser, guest):
        each.get("/join")
    wrong = [guesser.post("/join", data={"code": f"AAA AA{n}"}).status_code for n in range(11)]
    assert wrong == [404] * 10 + [429]
    refused = guesser.post("/join", data={"code": office.code("join")})
    assert refused.status_code == 429, "nothing is looked up for who guesses too much"
    assert guest.post("/join", data={"code": office.code("join")}).url.path == office.way("join")


def test_while_codes_are_tried_everywhere_a_right_one_is_later_and_not_refused(
    office: Office, browser: Browser
) -> None:
    identity = office.server.identity
    for _ in range(200):
        identity.all_codes.wrong("all")
    guest = browser()
    guest.get("/join")
    assert guest.post("/join", data={"code": office.code("join")}).url.path == office.way("join")
    assert identity.line.turn() is not None


def test_a_name_that_is_there_is_not_added_in_another_spelling(office: Office, browser: Browser) -> None:
    office.adds("Jürgen Wölfl", "Austria")
    phone = browser()
    asked = phone.post(office.way("join"), data={"name": " jurgen  WOLFL", "function": "Austria"})
    assert asked.status_code == 409
    assert "Is this you?" in asked.text
    phone.post(office.way("join"), data={"person": button(asked.text, "Jürgen Wölfl")})
    assert len([p for p in office.state.people.values() if p.function == "Austria"]) == 1


def test_two_people_of_one_name_are_told_apart_by_their_function(office: Office, browser: Browser) -> None:
    office.adds("Anna Bauer", "Austria")
    phone = browser()
    again = {"name": "Anna Bauer", "function": "austria", "another": "1"}
    assert "Is this you?" in phone.post(office.way("join"), data=again).text
    inside = phone.post(office.way("join"), data={**again, "function": "Finance"})
    assert inside.url.path == f"/p/{office.plan}"


def test_somebody_who_is_not_on_the_list_adds_themselves(office: Office, browser: Browser) -> None:
    phone = browser()
    form = phone.get(f"{office.way('join')}/add")
    assert "Your name" in form.text
    assert phone.post(office.way("join"), data={"name": "  "}).status_code == 409
    inside = phone.post(office.way("join"), data={"name": "Zoë Martens", "function": "Product"})
    assert inside.url.path == f"/p/{office.plan}"
    assert office.state.people[office.person("Zoë Martens")].function == "Product"


def test_the_same_person_on_a_second_phone(office: Office, browser: Browser, sits: Sits) -> None:
    office.adds("Bram Visser", "Netherlands")
    first, second = browser(), browser()
    first.post(office.way("join"), data={"person": office.person("Bram Visser")})
    names = second.get(office.way("join")).text
    assert "1 came in already. On another phone?" in names
    second.post(office.way("join"), data={"person": button(names, "Bram Visser")})
    mine = [sits(phone).welcome for phone in (first, second)]
    assert all(welcome is not None for welcome in mine)
    assert len({welcome["you"]["person"] for welcome in mine if welcome}) == 1


def test_a_second_phone_under_a_name_is_told_and_can_be_taken_out(
    office: Office, browser: Browser, sits: Sits
) -> None:
    bram = office.adds("Bram Visser", "Netherlands")
    first, second, third = browser(), browser(), browser()
    first.post(office.way("join"), data={"person": bram})
    first.post(office.way("join"), data={"person": bram})
    assert 'data-testid="second"' not in office.get("door/list").text, "the same phone tapped twice"
    for phone in (second, third):
        phone.post(office.way("join"), data={"person": bram})
    told = re.findall(rf"/p/{office.plan}/door/([^/]+)/out", office.get("door/list").text)
    assert len(told) == 2
    out = sits(second)
    office.post(f"door/{told[0]}/out")
    assert out.closed_with(within=1.0) == 4401
    assert sits(second).welcome is None
    assert sits(first).welcome is not None, "who was in is not put out"
    office.post(f"door/{told[1]}/theirs")
    assert 'data-testid="second"' not in office.get("door/list").text
    assert sits(third).welcome is not None
    assert office.post(f"door/{told[1]}/out").status_code == 404, (
        "what nobody is told of is not taken out here"
    )


def test_who_has_a_link_of_their_own_or_a_nod_is_no_news(office: Office, browser: Browser) -> None:
    bram = office.adds("Bram Visser", "Netherlands")
    jan = office.adds("Jan de Wit", "Service", signs_as="sales-director")
    for person in (bram, jan):
        browser().get(office.personal_link(person))
        browser().get(office.personal_link(person))
    browser().post(office.way("join"), data={"person": jan})
    [device] = office.waiting()
    office.post(f"door/{device}/in")
    assert 'data-testid="second"' not in office.get("door/list").text


def test_the_facilitators_seat_cannot_be_taken(office: Office, browser: Browser) -> None:
    eva = next(p.id for p in office.state.people.values() if p.role == "facilitator")
    phone = browser()
    assert "Eva Gruber" not in phone.get(office.way("join")).text
    refused = phone.post(office.way("join"), data={"person": eva})
    assert refused.status_code == 409
    assert phone.get(f"/p/{office.plan}").url.path == f"/p/{office.plan}/wait"
    assert (
        phone.get(f"/p/{office.plan}/roster").status_code in (403, 404)
        or "Log in" in phone.get(f"/p/{office.plan}/roster").text
    )


@pytest.mark.parametrize("already", [False, True])
def test_a_name_that_signs_waits_for_the_facilitators_nod(
    office: Office, browser: Browser, sits: Sits, already: bool
) -> None:
    jan = office.adds("Jan de Wit", "Service", signs_as="sales-director")
    if already:
        browser().get(office.personal_link(jan))
    phone = browser()
    waits = phone.post(office.way("join"), data={"person": jan})
    assert waits.url.path == f"/p/{office.plan}/wait"
    assert sits(phone).welcome is None, "no socket before the nod"
    assert phone.get(f"/p/{office.plan}/wait/state").json() == {}
    [device] = office.waiting()
    assert ("Is in already" in office.get("door").text) is already
    office.post(f"door/{device}/in")
    assert phone.get(f"/p/{office.plan}/wait/state").json() == {"go": f"/p/{office.plan}"}
    live = sits(phone)
    assert live.welcome is not None
    assert live.welcome["you"]["person"] == jan


def test_who_is_sent_away_can_try_again(office: Office, browser: Browser) -> None:
    jan = office.adds("Jan de Wit", "Service", signs_as="sales-director")
    phone = browser()
    phone.post(office.way("join"), data={"person": jan})
    [device] = office.waiting()
    office.post(f"door/{device}/away")
    onward = phone.get(f"/p/{office.plan}/wait/state").json()["go"]
    assert "did not let this phone in" in phone.get(onward).text
    assert "Who are you?" in phone.get(office.way("join")).text


def test_a_door_that_asks_first_keeps_everybody_until_it_opens(office: Office, browser: Browser) -> None:
    office.post("door", door="ask")
    listed, new = browser(), browser()
    bram = office.adds("Bram Visser", "Netherlands")
    assert listed.post(office.way("join"), data={"person": bram}).url.path.endswith("/wait")
    assert new.post(office.way("join"), data={"name": "Noor Bakker"}).url.path.endswith("/wait")
    assert "Noor Bakker" not in office.get("roster").text, "not on the list before the nod"
    first, _second = office.waiting()
    office.post(f"door/{first}/in")
    assert listed.get(f"/p/{office.plan}").url.path == f"/p/{office.plan}"
    assert new.get(f"/p/{office.plan}").url.path.endswith("/wait")
    office.asks(do.SetRoom("door", "open"))
    assert new.get(f"/p/{office.plan}/wait/state").json() == {"go": f"/p/{office.plan}"}
    assert office.person("Noor Bakker")


def test_two_looks_at_once_after_the_door_opened_both_lead_in(
    office: Office, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.post("door", door="ask")
    phone = browser()
    phone.post(office.way("join"), data={"name": "Noor Bakker"})
    office.asks(do.SetRoom("door", "open"))
    let_in = joining.let_in

    async def after_another_look(identity: Identity, plan: str, device: str) -> None:
        await let_in(identity, plan, device)
        await let_in(identity, plan, device)

    monkeypatch.setattr(joining, "let_in", after_another_look)
    assert phone.get(f"/p/{office.plan}/wait/state").json() == {"go": f"/p/{office.plan}"}


def test_a_personal_link_brings_the_same_person_back_past_any_door(
    office: Office, browser: Browser, sits: Sits
) -> None:
    jan = office.adds("Jan de Wit", "Service", signs_as="sales-director")
    office.post("door", door="ask")
    for phone in (browser(), browser()):
        assert phone.get(office.personal_link(jan)).url.path == f"/p/{office.plan}/before"
        live = sits(phone)
        assert live.welcome is not None
        assert live.welcome["you"]["person"] == jan
    old = office.personal_link(jan)
    office.post(f"roster/{jan}/link")
    assert browser().get(old).status_code == 404
    assert browser().get(office.personal_link(jan)).url.path == f"/p/{office.plan}/before"


def test_another_code_ends_the_old_one_and_nobodys_seat(office: Office, browser: Browser, sits: Sits) -> None:
    old_way, old_code = office.way("join"), office.code("join")
    phone = browser()
    phone.post(old_way, data={"name": "Noor Bakker"})
    office.post("check/renew/join")
    late = browser()
    late.get("/join")
    assert late.get(old_way).status_code == 404
    assert late.post("/join", data={"code": old_code}).status_code == 404
    assert sits(phone).welcome is not None


def test_signing_out_on_the_phone(office: Office, browser: Browser, sits: Sits) -> None:
    phone = browser()
    phone.post(office.way("join"), data={"name": "Noor Bakker"})
    live = sits(phone)
    phone.post(f"/p/{office.plan}/leave")
    assert live.closed_with(within=1.0) == 4401
    assert "Who are you?" in phone.get(office.way("join")).text


def test_two_hundred_come_in_at_once_from_one_address(office: Office) -> None:
    paste = "\n".join(f"Person Number{n}\tCountry {n % 8}" for n in range(200))
    taken = {"text": paste, "take": "1", "side": "ours", "row": [str(n) for n in range(1, 201)]}
    office.client.post(f"/p/{office.plan}/roster/paste", data=taken)
    people = [p.id for p in office.state.people.values() if p.role == "member"]
    assert len(people) == 200
    port = office.server.url.rpartition(":")[2]
    asked = [sys.executable, "-m", "tests.web.crowd", "127.0.0.1", port, office.way("join")]
    began = office.server.busy
    crowd = subprocess.run(
        asked, input=" ".join(people), capture_output=True, text=True, cwd=ROOT, check=True, timeout=60
    )
    assert json.loads(crowd.stdout)["came"] == 200, "nobody is refused, whatever their address"
    assert all(office.state.people[person].joined for person in people)
    assert office.server.busy - began < 2.0, "the loop's own time: two hundred scan in the same two seconds"
