"""Before the day on a phone, a rehearsal led from a console, and the day's difference: stories with real screens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.console_room import Led
from tests.browser.phone_room import ANOUK, BRAM, MARIJKE, PHONE, SOFIE, Room, open_room, sideways, violations
from tests.serving import serving

GUESS = "They want one price list for all countries"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with open_room(tmp_path_factory.mktemp("before") / "data") as opened:
        yield opened


@pytest.fixture
def led(room: Room, browser: Browser) -> Led:
    return Led(room, browser)


def by_link(led: Led, who: str, width: int = 390) -> Page:
    """Somebody opens the link that they were sent."""
    context = led.browser.new_context(**{**PHONE, "viewport": {"width": width, "height": 780}})
    led.room.contexts.callback(context.close)
    page = context.new_page()
    link = str(led.room.person(who)["link"]).rsplit("/", 1)[1]
    page.goto(f"{led.room.url.replace('127.0.0.1', 'room.test')}/me/{link}?lang=en")
    return page


def right(page: Page) -> None:
    assert sideways(page) <= 0
    assert violations(page) == []


def test_a_phone_before_the_day_and_the_step_that_begins_with_what_was_written(led: Led) -> None:
    """Sofie says that she comes, guesses an aim and answers; the facilitator reads counts; Marijke only says yes."""
    sofie = by_link(led, SOFIE, width=320)
    right(sofie)
    sofie.get_by_test_id("yes").click()
    expect(sofie.get_by_test_id("said")).to_have_text("You said yes. Good.")
    question = sofie.get_by_test_id("question").filter(has_text="a year from now")
    question.get_by_test_id("line").fill(GUESS)
    question.get_by_test_id("keep-line").click()
    expect(question.get_by_test_id("my-line")).to_contain_text(GUESS)
    sofie.get_by_test_id("to-ready").click()
    right(sofie)
    for statement in sofie.get_by_test_id("statement").all():
        statement.get_by_role("radio", name="Partly").check()
    sofie.get_by_test_id("keep-answers").click()
    expect(sofie.locator("#ready")).to_contain_text("You answered 15 of 15")
    right(sofie)

    office = led.page("/preparing")
    right(office)
    place = office.get_by_test_id("place").filter(has_text="key account manager")
    expect(place).to_have_attribute("data-standing", "comes")
    expect(office.get_by_test_id("beforehand").filter(has_text="a year from now")).to_contain_text("1 line")
    assert GUESS not in office.content()

    marijke = by_link(led, MARIJKE)
    right(marijke)
    marijke.get_by_test_id("yes").click()
    assert marijke.get_by_test_id("question").count() == 0
    assert not any(canary in marijke.content() for canary in led.canaries)

    led.goes_to("aims")
    phone = led.phone(SOFIE)
    expect(phone.get_by_test_id("my-line")).to_contain_text(GUESS)
    other = led.phone(BRAM)
    assert GUESS not in other.content()
    led.tell(ANOUK, do="reveal", step="aims")
    expect(other.get_by_text(GUESS)).to_be_visible()


def test_from_the_morning_to_now_on_page_and_board_and_one_line_back(led: Led) -> None:
    led.goes_to("conditions")
    [line] = [
        each for each in led.records("csf") if each["fields"]["statement"].startswith("Listed as preferred")
    ]
    led.tell(
        ANOUK, do="set", record=line["id"], field="statement", value="Listed as preferred in all of Europe"
    )
    action = led.records("action")[0]
    led.tell(ANOUK, do="remove", record=action["id"])
    page = led.page("/difference")
    right(page)
    value = page.locator("[data-testid=since] option", has_text="Critical success factors").get_attribute(
        "value"
    )
    page.get_by_test_id("since").select_option(str(value))
    page.get_by_test_id("compare").click()
    expect(page.get_by_test_id("counts")).to_contain_text("1 taken out")
    board = led.board()
    page.get_by_test_id("on-board").click()
    expect(board.get_by_test_id("difference")).to_contain_text("Since")
    expect(board.get_by_test_id("difference")).to_contain_text("in all of Europe")
    smallest = board.evaluate(
        "() => Math.min(...[...document.querySelectorAll('.changes *')].filter(e => e.textContent.trim())"
        ".map(e => parseFloat(getComputedStyle(e).fontSize) / innerWidth * 1920))"
    )
    assert smallest >= 23.9
    page.get_by_test_id("different").filter(has_text="in all of Europe").get_by_test_id("one-back").click()
    expect(page.get_by_test_id("different").filter(has_text="in all of Europe")).to_have_count(0)
    page.get_by_test_id("all-back").click()
    page.get_by_test_id("go-back").click()
    expect(page.get_by_text("Nothing is different.")).to_be_visible()
    assert action["id"] in {each["id"] for each in led.records("action")}


def test_a_rehearsal_is_led_and_thrown_away(browser: Browser, tmp_path: Path) -> None:
    with serving(tmp_path / "data") as server:
        server.site.rehearsals.pace = 0.05
        context = browser.new_context(base_url=f"http://room.test:{urlsplit(server.url).port}")
        page = context.new_page()
        page.goto(server.setup_path)
        page.get_by_label("Your name").fill("Eva Gruber")
        page.get_by_label("Login").fill("eva@meridian.test")
        page.get_by_label("Password").fill("a door that opens inwards")
        page.get_by_test_id("set-up").click()
        page.get_by_test_id("new-plan").click()
        page.get_by_label("Key account", exact=True).fill("Noordzee Leven")
        page.get_by_label("Your organisation", exact=True).fill("Meridian")
        page.get_by_test_id("create").click()
        meant = page.url.partition("/roster")[0]
        page.goto(f"{meant}/console")
        page.get_by_test_id("menu").click()
        page.get_by_test_id("rehearse").click()
        expect(page.get_by_test_id("stop-rehearsal")).to_be_visible()
        assert not page.url.startswith(meant)
        expect(page.locator(".people h2")).to_contain_text("11 of 11 here")
        page.get_by_test_id("next").click()
        page.get_by_test_id("stop-rehearsal").click()
        expect(page.get_by_test_id("go-on-rehearsal")).to_be_visible()
        page.get_by_test_id("end-rehearsal").click()
        page.wait_for_url(f"{meant}/preparing")
        expect(page.get_by_test_id("rehearse")).to_be_visible()
        context.close()
