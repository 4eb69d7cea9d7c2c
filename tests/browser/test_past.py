"""What the plan stands on: last year looked back on, claims disputed, the director's questions answered or owned.

Anouk leads on the console, Sofie and Bram sit with their phones, a board hangs on the wall, and Marijke of the customer
is in the room: of all this not a byte reaches her.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.console_room import Led
from tests.browser.phone_room import BRAM, MARIJKE, SOFIE, open_room, sideways, violations

YEAR = {
    "begins": "2026-01-01",
    "forecast": [10_000_000] * 12,
    "actual": [9_000_000] * 11 + [12_000_000],
}


@pytest.fixture
def led(browser: Browser, tmp_path: Path) -> Iterator[Led]:
    with open_room(tmp_path / "data", "past-and-promise") as room:
        led = Led(room, browser)
        for kind in ("figure", "promise", "lesson", "claim", "question"):
            for each in led.records(kind):  # the worked account has a past of its own
                room.does("remove", record=each["id"])
        yield led


def test_last_year_is_settled_on_phones_and_becomes_lessons_and_actions(led: Led) -> None:
    led.room.does("add", kind="figure", fields={"product": "Mail", "measure": "sales", **YEAR})
    led.goes_to("past")
    console, board = led.console(), led.board()
    for words in (
        "Weekly report on invoices @Sofie Maes by 1 May",
        "Price letter before the summer @Bram Visser",
    ):
        console.get_by_test_id("enter-promise").fill(words)
        console.get_by_test_id("enter-promise").press("Enter")
        expect(console.get_by_test_id("promise").filter(has_text=words.split(" @")[0])).to_be_visible()
    expect(board.get_by_test_id("result-sales")).to_contain_text("EUR 1.11 M expected EUR 1.2 M, −8 %")
    assert board.locator(".bars .bar").count() == 12
    expect(board.locator(".promised h2")).to_contain_text("2 promises are open")

    sofie = led.room.phone(led.browser, SOFIE)
    report = sofie.page.get_by_test_id("promise").filter(has_text="Weekly report")
    report.get_by_test_id("outcome-kept").click()
    expect(report.get_by_test_id("outcome-kept")).to_have_attribute("aria-pressed", "true")
    sofie.page.get_by_test_id("promise").nth(1).get_by_test_id("outcome-goes-on").click()
    expect(board.locator(".promised h2")).to_contain_text("What came of our promises")
    expect(board.locator(".promised h2")).to_contain_text("1 kept, 1 goes on")
    sofie.page.get_by_test_id("say-stop").fill("Price talks without finance")
    sofie.page.get_by_test_id("say-stop").press("Enter")
    expect(board.get_by_test_id("said")).to_have_text("Price talks without finance S. Maes")
    expect(sofie.page.get_by_test_id("my-line")).to_contain_text("Price talks without finance")
    assert not violations(sofie.page)
    assert sideways(sofie.page) <= 0

    console.get_by_test_id("keep-lesson").click()
    expect(console.get_by_test_id("lesson")).to_contain_text("Price talks without finance")
    (lesson,) = led.records("lesson")
    assert lesson["fields"]["verdict"] == "stop"
    option = console.get_by_test_id("goes-under").locator("option").nth(1).get_attribute("value")
    console.get_by_test_id("goes-under").select_option(option)
    expect(sofie.page.get_by_test_id("promise").nth(1)).to_contain_text("goes on as A1.4")
    (action,) = led.records("action", "Price letter before the summer")
    assert action["fields"]["accountable"] == led.room.person(BRAM)["id"]
    assert not violations(console)


def test_claims_are_disputed_and_questions_owned_and_the_customer_learns_nothing(led: Led) -> None:
    led.goes_to("facts")
    console, board = led.console(), led.board()
    console.get_by_test_id("enter-claim").fill("Procurement decides alone")
    console.get_by_test_id("enter-source").fill("Somebody's memory")
    console.get_by_test_id("enter-source").press("Enter")
    bram, sofie = led.room.phone(led.browser, BRAM), led.room.phone(led.browser, SOFIE)
    bram.page.get_by_test_id("dispute").click()
    bram.page.get_by_test_id("dispute-text").fill("Operations has the last word")
    bram.page.get_by_test_id("dispute-source").fill("Their minutes of June")
    bram.page.get_by_test_id("say-dispute").click()
    expect(sofie.page.get_by_test_id("disputed")).to_contain_text("Operations has the last word")
    expect(board.get_by_test_id("open")).to_contain_text("of 1 still open 1 is disputed")
    console.get_by_test_id("corrected").click()
    console.get_by_test_id("answer").fill("Procurement prepares, operations decides")
    console.get_by_test_id("answer").press("Enter")
    expect(board.get_by_test_id("claim")).to_contain_text("Procurement prepares, operations decides")
    expect(sofie.page.get_by_test_id("dispute")).to_have_count(0)
    assert not violations(bram.page)

    led.goes_to("challenge")
    bram.page.get_by_test_id("ask").fill("What if Linz closes?")
    bram.page.get_by_test_id("say-ask").click()
    expect(board.get_by_test_id("open")).to_contain_text("1 of 1 still open")
    sofie.page.get_by_test_id("own-it").click()
    expect(sofie.page.get_by_test_id("owned")).to_have_text("Sofie Maes owns it")
    sofie.page.get_by_test_id("question-due").fill("15 March")
    sofie.page.get_by_test_id("question-due").press("Enter")
    expect(board.get_by_test_id("question")).to_contain_text("S. Maes, 15 Mar")
    expect(board.get_by_test_id("open")).to_contain_text("0 of 1 still open")
    assert not violations(sofie.page)

    led.room.lets_customers_in()
    marijke = led.room.phone(led.browser, MARIJKE)
    expect(marijke.page.locator("h1").first).to_be_visible()
    told = "".join(marijke.received)
    for secret in ("Procurement decides", "Operations has", "minutes of June", "Linz closes", "owns it"):
        assert secret not in told
    expect(board.get_by_test_id("question")).to_have_count(0)
