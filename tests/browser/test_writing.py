"""The room writes to several questions, puts together what belongs together, and takes it into the plan: two phones, a
board and the console."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.console_room import Led
from tests.browser.phone_room import BRAM, SOFIE, open_room, sideways, violations

OTHERS = ("Jan de Wit", "Eva Gruber", "Daan Smit")


@pytest.fixture
def room(browser: Browser, tmp_path: Path) -> Iterator[Led]:
    with open_room(tmp_path / "data", "writing") as room:
        yield Led(room, browser)


def writes(phone: Page, text: str, question: str = "true", scope: str = "") -> None:
    phone.get_by_test_id(f"ask-{question}").check()
    if scope:
        phone.get_by_test_id("line-scope").fill(scope)
    phone.get_by_test_id("line").fill(text)
    phone.get_by_test_id("add-line").click()
    expect(phone.get_by_test_id("my-line").filter(has_text=text)).to_contain_text("Saved")


def line(page: Page, text: str) -> Locator:
    return page.get_by_test_id("lain").filter(has_text=text)


def test_what_the_room_writes_becomes_part_of_the_plan(room: Led) -> None:
    room.goes_to("ask")
    sofie, bram = room.room.phone(room.browser, SOFIE), room.room.phone(room.browser, BRAM)
    console, board = room.console(), room.board()
    expect(sofie.page.get_by_test_id("who-sees")).to_contain_text("without your name")
    expect(sofie.page.get_by_test_id("line-scope")).to_be_hidden()
    writes(sofie.page, "Nobody answers at night", "holds", scope="Denmark")
    writes(bram.page, "Preferred supplier in all countries")
    assert not sideways(sofie.page)
    assert not violations(sofie.page)

    # A few lines of others, words alone, from the fourth writer on; nowhere else is anything to be read.
    expect(sofie.page.get_by_test_id("inspired")).to_have_count(0)
    said = ("Listed as preferred supplier everywhere", "Installations on time", "Nobody picks up at night")
    for who, text in zip(OTHERS, said, strict=True):
        room.tell(who, do="add", kind="note", fields={"text": text, "step": "ask", "prompt": "true"})
    inspired = sofie.page.get_by_test_id("inspired")
    expect(inspired.locator("li")).to_have_count(2)
    assert not any(who in inspired.inner_text() for who in (BRAM, *OTHERS))
    for page in (console, board):
        assert "Preferred supplier in all countries" not in page.content()

    console.keyboard.press("r")
    expect(board.locator(".asked")).to_have_count(2)
    expect(board.get_by_test_id("line").filter(has_text="Nobody answers")).to_contain_text("Denmark")
    expect(sofie.page.get_by_test_id("said")).to_have_count(5)
    assert not violations(console)
    console.get_by_test_id("line-to-place").filter(has_text="Nobody answers").get_by_test_id(
        "place-constraint"
    ).click()
    expect(board.get_by_test_id("line").filter(has_text="Nobody answers").locator(".lv")).to_have_text("•")
    bites = room.records("constraint", "Nobody answers")[0]["fields"]
    assert (bites["scope_kind"], bites["scope"]) == ("country", "Denmark")

    # Dragged on the console, tapped on a phone, named on the other.
    console.keyboard.press("n")
    expect(line(console, "Preferred supplier in all")).to_be_visible()
    expect(console.get_by_test_id("alike-lines")).to_contain_text(["Preferred supplier"])
    line(console, "Listed as preferred").get_by_test_id("pick").drag_to(
        line(console, "Preferred supplier in all").get_by_test_id("pick")
    )
    heap = console.get_by_test_id("heap")
    expect(heap).to_contain_text("2 lines")
    expect(board.get_by_test_id("heap").first).to_contain_text("2 lines")
    line(sofie.page, "Installations on time").get_by_test_id("pick").click()
    sofie.page.get_by_test_id("into").click()
    expect(heap).to_contain_text("3 lines")
    line(bram.page, "Installations on time").get_by_test_id("pick").click()
    bram.page.get_by_test_id("out").click()
    expect(heap).to_contain_text("2 lines")
    bram.page.get_by_test_id("heap-title").fill("Preferred supplier everywhere")
    bram.page.get_by_test_id("heap-title").blur()
    expect(board.get_by_test_id("heap").first).to_contain_text("Preferred supplier everywhere")
    assert not sideways(bram.page)
    assert not violations(bram.page)

    # Merged into one, by key; and back.
    for text in ("Installations on time", "Nobody picks up"):
        line(console, text).get_by_test_id("pick").press("Enter")
    console.get_by_test_id("merge").press("Enter")
    expect(line(sofie.page, "Installations on time")).to_contain_text("also: “Nobody picks up at night”")
    console.get_by_test_id("sorting").get_by_test_id("undo").click()
    expect(line(sofie.page, "Nobody picks up at night")).to_have_count(1)
    expect(line(sofie.page, "also:")).to_have_count(0)
    assert not violations(console)

    heap.get_by_test_id("heap-on-board").click()
    expect(board.locator(".sorted.alone .lain")).to_have_count(2)
    heap.locator("> .to").get_by_test_id("place-csf").click()
    factor = room.records("csf", "Preferred supplier everywhere")[0]
    expect(heap).to_contain_text(str(factor["number"]))
    expect(sofie.page.get_by_test_id("heap")).to_contain_text(str(factor["number"]))
