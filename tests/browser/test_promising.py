"""What people promise: each lead fills in a part of the goal on their own phone, and accepts their own actions.

Sofie, Bram and Claire sit with their phones, Anouk leads, a board hangs on the wall.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.console_room import Led
from tests.browser.phone_room import BRAM, SOFIE, open_room, sideways, violations

CLAIRE = "Claire Lefèvre"
SEASON = [2, 2, 3, 3, 3, 4, 2, 2, 3, 4, 4, 4]


@pytest.fixture
def led(browser: Browser, tmp_path: Path) -> Iterator[Led]:
    with open_room(tmp_path / "data", "past-and-promise") as room:
        yield Led(room, browser)


def test_three_leads_fill_their_parts_of_the_goal_and_its_months_follow_the_season(led: Led) -> None:
    (goal,) = led.records("goal")
    for each in (*led.records("part"), *led.records("figure")):
        led.room.does("remove", record=each["id"])
    for name, value in {
        "sales": 360_000_000,
        "phasing": None,
        "last_phasing": [each * 100 for each in SEASON],
    }.items():
        led.room.does("set", record=goal["id"], field=name, value=value)
    for geography in ("AT", "NL"):
        fields = {"product": "Mail", "geography": geography, "last_sales": 90_000_000}
        led.room.does("add", kind="part", parent=goal["id"], fields=fields)
    led.goes_to("split")
    console, board = led.console(), led.board()
    expect(board.get_by_test_id("gap")).to_contain_text("EUR 3.6 M to go")
    console.get_by_test_id("part").filter(has_text="Mail · NL").get_by_test_id("answers-for").select_option(
        label=SOFIE
    )

    sofie = led.room.phone(led.browser, SOFIE, "nl")
    bram, claire = led.room.phone(led.browser, BRAM), led.room.phone(led.browser, CLAIRE)
    sofie.page.get_by_test_id("my-sales").fill("1,2 mln")
    sofie.page.get_by_test_id("my-sales").press("Tab")
    expect(sofie.page.get_by_test_id("my-sales")).to_have_value("EUR\N{NO-BREAK SPACE}1.200.000")
    bram.page.get_by_test_id("cell").filter(has_text="Mail · AT").get_by_test_id("this-is-mine").click()
    bram.page.get_by_test_id("my-sales").fill("0.9M")
    bram.page.get_by_test_id("my-sales").press("Tab")
    claire.page.get_by_test_id("new-part").click()
    for name, typed in (("product", "Digital mailroom"), ("geography", "NL"), ("sales", "1.1M")):
        claire.page.get_by_test_id(f"part-{name}").fill(typed)
    claire.page.get_by_test_id("add-part").click()
    expect(claire.page.get_by_test_id("my-cell")).to_contain_text("Digital mailroom · NL")
    expect(board.get_by_test_id("gap")).to_contain_text("EUR 400,000 to go")
    expect(board.get_by_test_id("part-row").first).to_contain_text("B. Visser")
    expect(claire.page.get_by_test_id("gap")).to_have_text("EUR 400,000 to go")
    for phone in (sofie, bram, claire):
        assert not violations(phone.page)
        assert sideways(phone.page) <= 0

    for phone, sure in ((bram, "4"), (claire, "2")):
        phone.page.get_by_test_id(f"mark-{sure}").click()
    expect(board.get_by_test_id("confidence")).to_contain_text("2 of 3 said how sure they are")
    led.room.does("reveal", step="split")
    expect(board.get_by_test_id("confidence")).to_contain_text("confidence 3.0 of 5")

    console.get_by_test_id("months").click()
    console.get_by_test_id("like-last-year").click()
    first = console.get_by_test_id("month").first
    expect(first).to_have_value("200,000")
    expect(board.locator(".months .bar")).to_have_count(12)
    first.fill("400,000")
    console.get_by_test_id("keep-year").click()
    expect(console.get_by_test_id("stay").first).to_be_checked()
    console.get_by_test_id("like-last-year").click()
    expect(console.get_by_test_id("month").nth(1)).not_to_have_value("200,000")
    (goal,) = led.records("goal")
    assert sum(goal["fields"]["phasing"]) == 360_000_000
    assert goal["fields"]["phasing"][0] == 40_000_000
    expect(board.locator(".months .pinned")).to_have_count(1)
    assert not violations(console)


def test_owners_accept_change_or_decline_and_one_is_written_down_for(led: Led) -> None:
    conditions = led.records("nc")
    people = {who: led.room.person(who)["id"] for who in (SOFIE, BRAM, CLAIRE)}
    for each in led.records("action"):
        led.room.does("remove", record=each["id"])
    for who, what in (
        (SOFIE, "Night rota"),
        (SOFIE, "Price letter"),
        (BRAM, "Index clause"),
        (CLAIRE, "Roadmap session"),
    ):
        fields = {"statement": what, "accountable": people[who], "due": "2027-02-12"}
        led.room.does("add", kind="action", parent=conditions[0]["id"], fields=fields)
    bram = led.room.phone(led.browser, BRAM)  # before the day, by his link
    bram.turns_to("mine")
    asked = bram.page.locator("#view-mine").get_by_test_id("own-word")
    asked.get_by_test_id("accept").click()
    expect(asked).to_have_count(0)

    led.goes_to("commit")
    console, board = led.console(), led.board()
    expect(board.get_by_test_id("accepted")).to_contain_text("1 of 4 actions accepted")
    sofie = led.room.phone(led.browser, SOFIE)
    rota, letter = (
        sofie.page.locator("#view-now").get_by_test_id("own-word").filter(has_text=what)
        for what in ("Night rota", "Price letter")
    )
    rota.get_by_test_id("otherwise").click()
    rota.get_by_test_id("own-due").fill("15 March")
    rota.get_by_test_id("set-due").click()
    expect(rota).to_have_attribute("data-standing", "accepted")
    letter.get_by_test_id("otherwise").click()
    letter.get_by_test_id("own-reason").fill("No people before April")
    letter.get_by_test_id("decline").click()
    expect(letter.get_by_test_id("standing")).to_have_text("You declined: No people before April")
    expect(board.get_by_test_id("accepted")).to_contain_text("2 of 4 actions accepted 1 declined")
    (action,) = led.records("action", "Night rota")
    assert action["fields"]["due"] == "2027-03-15"
    assert not violations(sofie.page)
    assert sideways(sofie.page) <= 0

    theirs = console.get_by_test_id("owned").filter(has_text="Roadmap session")
    theirs.get_by_test_id("says-yes").click()
    expect(theirs.get_by_test_id("noted")).to_be_visible()
    expect(board.get_by_test_id("accepted")).to_contain_text("3 of 4")
    claire = led.room.phone(led.browser, CLAIRE)
    expect(claire.page.get_by_test_id("noted").first).to_have_text("Anouk Terpstra wrote this down for you.")
    led.room.does("set", record=action["id"], field="due", value="2027-05-01")
    expect(rota.get_by_test_id("standing")).to_contain_text("You said yes for 15 Mar.")

    console.get_by_test_id("stages").click()
    console.get_by_test_id("relationship").fill("Operations asks us first")
    console.get_by_test_id("relationship").press("Tab")
    console.get_by_test_id("stage").first.fill("89,5")
    console.get_by_test_id("stage").first.press("Tab")
    expect(board.locator(".stages")).to_contain_text("Operations asks us first")
    expect(board.get_by_test_id("staged")).to_contain_text("13 Feb 89.5")
    assert not violations(console)
