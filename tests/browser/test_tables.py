"""The room works at tables: two with two phones each, the console that makes them, the board that says who sits where."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.console_room import Led
from tests.browser.phone_room import BRAM, SOFIE, open_room, sideways, violations


@pytest.fixture
def room(browser: Browser, tmp_path: Path) -> Iterator[Led]:
    with open_room(tmp_path / "data", "writing") as room:
        yield Led(room, browser)


def writes(phone: Page, text: str) -> None:
    phone.get_by_test_id("line").fill(text)
    phone.get_by_test_id("add-line").click()
    expect(phone.get_by_test_id("my-line").filter(has_text=text)).to_contain_text("Saved")


def sits(phone: Page, table: str) -> None:
    """At a table, wherever they sat before."""
    other = phone.get_by_test_id("other-table")
    expect(phone.get_by_test_id("my-table").or_(phone.get_by_test_id("choose-table"))).to_be_visible()
    if other.count():
        if table in phone.get_by_test_id("my-table").locator("h2").inner_text():
            return
        other.click()
    phone.locator(".at-tables button.row", has_text=table).click()
    expect(phone.get_by_test_id("my-table").locator("h2")).to_contain_text(table)


def test_a_large_room_works_at_tables(room: Led) -> None:
    names = (SOFIE, BRAM, "Eva Gruber", "Daan Smit")
    sofie, bram, eva, daan = phones = [room.phone(each) for each in names]
    room.goes_to("tables")
    console, board = room.console(), room.board()
    console.get_by_test_id("tables-csf").click()
    expect(console.get_by_test_id("table-row").nth(3)).to_be_visible()
    expect(board.get_by_test_id("tables")).to_contain_text("Listed as preferred")
    first, second = (each["fields"]["name"] for each in room.records("table")[:2])
    for phone, table in zip(phones, (first, first, second, second), strict=True):
        sits(phone, table)
    assert not sideways(sofie)
    assert not violations(sofie)
    assert not violations(console)

    for number in range(4):
        writes(sofie, f"Sofie's thought {number}")
    writes(eva, "Only for the second table")
    assert "Sofie's thought" not in bram.content()
    expect(console.get_by_test_id("table-row").first).to_contain_text("1 of")
    bram.on("dialog", lambda dialog: dialog.accept())
    bram.get_by_test_id("lay-open").click()
    for phone in (sofie, bram):
        expect(phone.get_by_test_id("card")).to_have_count(4)
        for number in range(3) if phone is bram else ():
            phone.get_by_test_id("card").nth(number).get_by_test_id("send-card").click()
            expect(phone.get_by_test_id("my-table")).to_contain_text(f"{number + 1} of 3 cards")
    expect(sofie.get_by_test_id("send-card")).to_have_count(3)  # the fourth stays here
    for page in (eva, daan, console, board):
        assert "Sofie's thought" not in page.content()
    assert not violations(bram)

    # Somebody is moved, everybody is called back, and the room reads what the tables sent.
    seat = console.locator("form.seat", has_text="Daan Smit").get_by_test_id("move-seat")
    seat.select_option(label=first)
    expect(daan.get_by_test_id("card")).to_have_count(4)
    console.get_by_test_id("call-back").click()
    for page in (sofie, eva, board):
        expect(page.get_by_text("Back to the room, please.")).to_be_visible()
    console.keyboard.press("r")
    expect(board.get_by_test_id("line")).to_have_count(3)

    # At the next step each table has its own branch.
    room.goes_to("parts")
    console.get_by_test_id("tables-csf").click()
    sits(sofie, first)
    expect(sofie.get_by_test_id("spot-action").first).to_contain_text("A1")
    assert not any(each.startswith("B") for each in sofie.get_by_test_id("spot-action").all_inner_texts())
