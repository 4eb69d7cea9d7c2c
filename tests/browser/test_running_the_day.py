"""The agenda changed by hand while the day runs, on the console; and the day led from a phone while the laptop stands at
the projector.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.console_room import Led
from tests.browser.phone_room import ANOUK, open_room, sideways, violations

BRAM = "Bram Visser"


@pytest.fixture
def room(browser: Browser, tmp_path: Path) -> Iterator[Led]:
    with open_room(tmp_path / "data") as room:
        yield Led(room, browser)


def order(console: Page) -> list[str]:
    found: list[str] = console.evaluate(
        "() => [...document.querySelectorAll('[data-list=\"run-rows\"] > li')].map(e => e.dataset.step)"
    )
    return found


def stands_behind(console: Page, step: str, before: str) -> None:
    expect(console.locator(f"#run-{before} + #run-{step}")).to_be_visible()


def test_the_agenda_is_changed_where_it_stands_and_one_tap_catches_up(room: Led) -> None:
    room.goes_to("goal")
    console, other, board = room.console(), room.console("nl"), room.board()
    expect(console.get_by_test_id("grip-actions")).to_be_hidden()
    console.get_by_test_id("agenda").click()
    expect(console.get_by_test_id("grip-aims")).to_be_visible()  # it was passed over: it can come again
    expect(console.get_by_test_id("grip-goal")).to_have_count(0)

    console.get_by_test_id("grip-actions").focus()
    console.keyboard.press("ArrowUp")
    stands_behind(console, "doubts", "actions")
    expect(console.get_by_test_id("grip-actions")).to_be_focused()
    stands_behind(other, "doubts", "actions")  # who edits with us sees it
    console.keyboard.press("ArrowDown")
    stands_behind(console, "actions", "doubts")

    grip = console.get_by_test_id("grip-constraints").bounding_box()
    target = console.locator("#run-conditions").bounding_box()
    assert grip
    assert target
    console.mouse.move(grip["x"] + 5, grip["y"] + 8)
    console.mouse.down()
    console.mouse.move(target["x"] + 30, target["y"] + target["height"] - 4, steps=4)
    console.mouse.up()
    stands_behind(console, "constraints", "conditions")
    assert sorted(order(console)) == sorted(order(other))

    console.get_by_test_id("minutes-conditions").fill("45")
    console.keyboard.press("Tab")
    expect(console.locator("#run-lunch").get_by_test_id("misfit")).to_contain_text(
        "10 min too much before 12:45"
    )
    expect(console.locator("#run-actions [data-planned]")).to_have_text(re.compile(r"\d\d:\d\d"))
    console.get_by_test_id("skip-coffee").click()
    expect(console.locator("#run-coffee")).to_contain_text("left out")
    expect(console.locator("#run-lunch").get_by_test_id("misfit")).to_contain_text("5 min free before it")
    console.get_by_test_id("skip-share").click()
    expect(console.locator("#run-share .sync")).to_contain_text("before anything is shared")

    console.get_by_test_id("add-activity").select_option("silent-writing")
    console.get_by_test_id("add-title").fill("What did we forget?")
    console.get_by_test_id("add-after").select_option("lunch")
    console.get_by_test_id("add-step").click()
    stands_behind(console, "silent-writing", "lunch")
    console.get_by_test_id("open-silent-writing").click()
    console.get_by_test_id("silent-writing-title-en").fill("What have we forgotten?")
    console.keyboard.press("Tab")
    expect(other.locator("#run-silent-writing .nm")).to_contain_text("What have we forgotten?")
    assert violations(console) == []
    expect(console.locator("#run-welcome").get_by_test_id("misfit")).to_contain_text(
        "15 min too much before 13:30"
    )
    console.once("dialog", lambda dialog: dialog.accept())
    console.get_by_test_id("remove-silent-writing").click()
    expect(console.locator("#run-silent-writing")).to_have_count(0)
    expect(console.locator("#run-welcome").get_by_test_id("misfit")).to_have_count(0)
    console.get_by_test_id("agenda").click()

    console.get_by_test_id("more").click()
    console.get_by_test_id("more").click()
    expect(console.get_by_test_id("drift")).to_contain_text(re.compile(r"1\d.min behind"))
    expect(console.get_by_test_id("mend-line")).to_contain_text("Back on plan by")
    console.get_by_test_id("mend").click()
    expect(console.get_by_test_id("mend-line")).to_be_hidden()

    console.get_by_test_id("message").fill("Coffee stands outside")
    console.keyboard.press("Enter")
    expect(board.locator("#said-to-all")).to_have_text("Coffee stands outside")
    expect(board.locator("button, a, input")).to_have_count(0)
    console.get_by_test_id("clear-message").click()
    expect(board.locator("#said-to-all")).to_have_count(0)


def test_the_day_is_led_from_a_phone_with_one_thumb(room: Led) -> None:
    board, console = room.board(), room.console()
    bram = room.phone(BRAM)
    phone = room.phone(ANOUK)
    expect(bram.get_by_test_id("tab-lead")).to_have_count(0)
    phone.get_by_test_id("tab-lead").click()
    phone.get_by_test_id("remote-next").click()
    expect(phone.get_by_test_id("remote-step")).to_have_text("Open the room")
    room.goes_to("aims")
    expect(phone.get_by_test_id("remote-step")).to_have_text("The customer’s aims")
    phone.get_by_test_id("remote-more").click()
    expect(phone.locator("#remote-now .time")).to_contain_text("left of 17")
    phone.get_by_test_id("remote-lock").click()
    expect(phone.get_by_test_id("remote-lock")).to_have_attribute("aria-pressed", "true")
    expect(console.get_by_test_id("lock")).to_contain_text("Unlock")
    expect(bram.get_by_test_id("line")).to_have_count(0)
    phone.get_by_test_id("remote-lock").click()
    expect(bram.get_by_test_id("line")).to_be_visible()
    room.room.does("room", who=BRAM, name="ready", value=True)
    expect(phone.get_by_test_id("remote-ready")).to_contain_text("1 of")
    expect(console.get_by_test_id("ready")).to_have_text("1 ready")
    phone.get_by_test_id("remote-reveal").click()
    expect(phone.get_by_test_id("remote-reveal")).to_have_count(0)
    phone.get_by_test_id("remote-curtain").click()
    expect(board.locator(".curtain")).to_be_visible()
    phone.get_by_test_id("remote-open").click()
    expect(board.locator(".curtain")).to_have_count(0)

    room.goes_to("conditions")
    factor = room.records("csf")[1]["id"]
    phone.get_by_test_id("remote-spot").select_option(f'"{factor}"')
    expect(console.locator(f"#o-{factor}")).to_contain_text("on the board")
    for width in (390, 320):
        phone.set_viewport_size({"width": width, "height": 640})
        assert sideways(phone) <= 0
        for name in ("next", "back", "more", "lock", "curtain"):
            box = phone.get_by_test_id(f"remote-{name}").bounding_box()
            assert box
            assert box["height"] >= 44
            assert box["y"] + box["height"] <= 640 - 48, f"{name} lies above the tabs, without scrolling"
    assert violations(phone) == []
    phone.get_by_test_id("remote-back").click()
    expect(phone.get_by_test_id("remote-step")).to_have_text("The top three")

    console.get_by_test_id("everybody").click()
    row = console.get_by_test_id("person-row").filter(has_text=BRAM)
    expect(row).to_contain_text("here")
    row.locator("summary").click()
    row.get_by_test_id("let-lead").click()
    expect(bram.get_by_test_id("tab-lead")).to_be_visible()
    bram.get_by_test_id("tab-lead").click()
    bram.get_by_test_id("remote-next").click()
    expect(phone.get_by_test_id("remote-step")).to_have_text(
        "Critical success factors and necessary conditions"
    )
