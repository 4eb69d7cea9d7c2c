"""A vote as a room holds it: phones give dots and consent, the board counts heads, the console closes it; and what
everybody knows of the plan by heart.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.console_room import Led
from tests.browser.phone_room import ANOUK, BRAM, MARIJKE, SOFIE, open_room, sideways, violations


@pytest.fixture
def led(browser: Browser, tmp_path: Path) -> Iterator[Led]:
    with open_room(tmp_path / "data", "votes") as room:
        yield Led(room, browser)


def gives(phone: Page, thing: int, dots: int) -> None:
    for _ in range(dots):
        phone.get_by_test_id("thing").nth(thing).get_by_test_id("more-dots").click()


def saved(phone: Page) -> None:
    expect(phone.get_by_test_id("ballot")).to_have_attribute("data-sync", "saved")


def test_a_vote_with_dots_and_then_consent(led: Led) -> None:
    led.goes_to("dots")
    sofie, bram, board, console = led.phone(SOFIE), led.phone(BRAM), led.board(), led.console()
    expect(sofie.get_by_test_id("who-sees")).to_contain_text("Nobody sees your vote before it is closed")
    gives(sofie, 0, 2)
    expect(sofie.get_by_test_id("ballot")).to_contain_text("3 of 5 dots left")
    expect(sofie.get_by_test_id("thing").nth(0).get_by_test_id("more-dots")).to_have_attribute(
        "aria-disabled", "true"
    )
    gives(sofie, 1, 1)
    saved(sofie)
    expect(board.get_by_test_id("voted")).to_contain_text("1 of 2 have voted")
    expect(console.get_by_test_id("not-yet")).to_contain_text(BRAM)
    expect(console.get_by_test_id("not-yet")).not_to_contain_text(SOFIE)
    assert violations(sofie) == []
    assert sideways(sofie) <= 0

    # without a network the vote waits on the phone, and a reload loses nothing
    bram.context.set_offline(True)
    gives(bram, 1, 2)
    gives(bram, 2, 1)
    expect(bram.get_by_test_id("ballot")).to_contain_text("2 of 5 dots left")
    bram.context.set_offline(False)
    expect(board.get_by_test_id("voted")).to_contain_text("2 of 2 have voted")
    bram.reload()
    expect(bram.get_by_test_id("ballot")).to_contain_text("2 of 5 dots left")
    bram.get_by_test_id("thing").nth(2).get_by_test_id("less").click()
    saved(bram)

    # somebody without a phone, by keyboard
    console.get_by_text("Enter for somebody without a phone").click()
    console.get_by_test_id("vote-for").select_option(label="Eva Gruber")
    console.locator("#enter-1").fill("1")
    console.get_by_test_id("enter-vote").press("Enter")
    expect(board.get_by_test_id("voted")).to_contain_text("3 of 3 have voted")
    expect(board.get_by_test_id("result")).to_have_count(0)

    console.get_by_test_id("reveal").click()
    lines = board.get_by_test_id("result-line")
    expect(lines.nth(0)).to_contain_text("Listed as preferred supplier")
    expect(lines.locator(".sum")).to_contain_text(["3", "3", "0", "0"])
    expect(board.get_by_test_id("result")).to_contain_text("1 entered by the facilitator")
    expect(sofie.get_by_test_id("result-line")).to_have_count(4)
    expect(console.get_by_test_id("result-line")).to_have_count(4)

    console.on("dialog", lambda dialog: dialog.accept())
    console.get_by_test_id("again").click()
    expect(board.get_by_test_id("voted")).to_contain_text("0 of 2 have voted")
    gives(sofie, 3, 2)
    expect(board.get_by_test_id("voted")).to_contain_text("1 of 2 have voted")
    console.get_by_test_id("reveal").click()
    expect(board.get_by_test_id("result-line").nth(0)).to_contain_text("Digital mailroom")
    expect(board.get_by_test_id("result")).to_contain_text("was 3")

    led.goes_to("consent")
    sofie.get_by_test_id("mark-1").click()
    expect(sofie.get_by_test_id("ballot")).to_contain_text("Say why, then it counts.")
    expect(board.get_by_test_id("voted")).to_contain_text("0 of 2 have voted")
    sofie.get_by_test_id("ballot-why").fill("Only with two more technicians")
    expect(board.get_by_test_id("voted")).to_contain_text("1 of 2 have voted")
    bram.get_by_test_id("mark-2").focus()
    bram.keyboard.press("Enter")
    expect(board.get_by_test_id("voted")).to_contain_text("2 of 2 have voted")
    console.get_by_test_id("reveal").click()
    expect(board.get_by_test_id("result")).to_contain_text("Only with two more technicians")
    assert violations(board) == []

    # the customer's phone shows none of it
    led.room.lets_customers_in()
    marijke = led.room.phone(led.browser, MARIJKE)
    expect(marijke.page.get_by_test_id("task")).to_be_visible()
    sent = "".join(marijke.received)
    assert "technicians" not in sent
    assert "have voted" not in sent
    assert "data-ballot" not in sent


def test_a_nameless_ballot_lives_on_its_phone_until_the_vote_is_closed(led: Led) -> None:
    led.goes_to("nameless")
    sofie, board = led.phone(SOFIE), led.board()
    expect(sofie.get_by_test_id("who-sees")).to_contain_text("So few vote")
    gives(sofie, 1, 2)
    saved(sofie)
    expect(board.get_by_test_id("voted")).to_contain_text("1 of 1 have voted")
    sofie.reload()
    expect(sofie.get_by_test_id("ballot")).to_contain_text("1 of 3 dots left")
    led.room.does("reveal", step="nameless")
    expect(board.get_by_test_id("result-line").nth(0)).to_contain_text("Every contract earns")
    expect(board.get_by_test_id("result")).not_to_contain_text("without names")


def test_what_everybody_knows_of_the_plan_by_heart(led: Led) -> None:
    led.goes_to("recall")
    sofie, bram, board, console = led.phone(SOFIE), led.phone(BRAM), led.board(), led.console()
    sofie.get_by_test_id("tab-plan").click()
    expect(sofie.get_by_test_id("plan-away")).to_be_visible()
    expect(sofie.locator("#view-plan")).not_to_contain_text("preferred supplier")
    sofie.get_by_test_id("tab-now").click()
    for words in ("being the preferred supplier", "asked before tenders are written"):
        sofie.get_by_test_id("line").fill(words)
        sofie.get_by_test_id("add-line").click()
    sofie.get_by_test_id("mark-4").click()
    saved(sofie)
    bram.get_by_test_id("line").fill("More golf")
    bram.get_by_test_id("add-line").click()
    expect(board.get_by_test_id("recalled")).to_contain_text("2 of 2 have answered")
    assert "golf" not in "".join(led.room.phone(led.browser, ANOUK).received)

    console.get_by_test_id("reveal").click()
    lines = console.get_by_test_id("recall-line")
    expect(lines).to_have_count(3)
    expect(lines.filter(has_text="supplier").get_by_test_id("names-A")).to_have_class("likely")
    console.get_by_test_id("accept-all").click()
    expect(board.get_by_test_id("alignment")).to_contain_text("25 %")
    lines.filter(has_text="golf").get_by_test_id("names-none").click()
    expect(board.get_by_test_id("factor-named").nth(0)).to_contain_text("1 of 2")
    expect(board.get_by_test_id("commitment")).to_contain_text("4")
    expect(board.locator("main")).not_to_contain_text("golf")
    expect(bram.get_by_test_id("alignment")).to_contain_text("25 %")
    assert violations(board) == []
