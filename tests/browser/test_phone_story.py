"""A day on phones: what people write, build, answer and see, in the words that they read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.phone_room import ANOUK, BRAM, MARIJKE, PIETER, SOFIE, Room, open_room

LONG = "Everything in their audit report, all of its pages, " * 6


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with open_room(tmp_path / "data") as room:
        yield room


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Room]:
    with open_room(tmp_path / "data", "try-out") as room:
        yield room


def test_lines_are_mine_until_the_reveal_and_say_where_they_are(browser: Browser, room: Room) -> None:
    sofie, bram = room.phone(browser, SOFIE), room.phone(browser, BRAM, "nl")
    expect(sofie.page.get_by_test_id("welcome")).to_be_visible()
    room.does("step", step="aims")
    page = sofie.page
    expect(page.get_by_test_id("who-sees")).to_contain_text("before the reveal")

    page.get_by_test_id("line").fill("One mailroom in both countries")
    expect(page.locator("#line-under")).to_contain_text("30 of 240")
    page.get_by_test_id("add-line").click()
    mine = page.get_by_test_id("my-line")
    expect(mine).to_contain_text(["One mailroom in both countries"])
    expect(page.get_by_test_id("line")).to_have_value("")
    expect(page.get_by_test_id("line")).to_be_focused()

    page.get_by_test_id("line").fill(LONG)
    expect(page.locator("#line-under")).to_contain_text("too many")
    page.keyboard.press("Enter")
    refused = page.locator(".note[data-sync=refused]")
    expect(refused).to_contain_text("Not taken")
    page.reload()
    expect(refused).to_contain_text("Everything in their audit report")
    refused.get_by_role("button", name="Shorten").click()
    expect(page.get_by_test_id("line")).to_have_value(LONG.strip())
    page.get_by_test_id("line").fill("Everything in their audit report")
    page.keyboard.press("Enter")
    expect(mine).to_have_count(2)
    expect(refused).to_have_count(0)
    assert "One mailroom" not in "".join(bram.received), "somebody else was sent a private line"

    room.does("reveal", step="aims")
    for phone in (sofie, bram):
        expect(phone.page.get_by_test_id("said")).to_have_count(2)
        expect(phone.page.get_by_test_id("said").first).to_contain_text(SOFIE)
    expect(page.get_by_test_id("add-line")).to_have_count(0)


def test_what_was_being_typed_at_the_reveal_can_still_be_sent(browser: Browser, room: Room) -> None:
    room.does("step", step="aims")
    sofie, bram = room.phone(browser, SOFIE), room.phone(browser, BRAM)
    page = sofie.page
    page.get_by_test_id("line").fill(LONG)
    page.keyboard.press("Enter")
    expect(page.locator(".note[data-sync=refused]")).to_be_visible()
    page.get_by_test_id("line").fill("One mailroom in both")
    bram.page.get_by_test_id("line").focus()
    room.does("reveal", step="aims")
    for each in (page, bram.page):
        expect(each.get_by_test_id("line")).to_have_count(0)
    expect(bram.page.get_by_test_id("kept")).to_have_count(0)

    half = page.get_by_test_id("kept").filter(has_text="Writing is over")
    expect(page.get_by_test_id("kept")).to_have_count(2)
    half.get_by_test_id("kept-words").press("End")
    half.get_by_test_id("kept-words").press_sequentially(" countries")
    page.reload()
    half.get_by_test_id("kept-send").click()
    expect(page.get_by_test_id("said")).to_contain_text("One mailroom in both countries")
    long = page.get_by_test_id("kept")
    expect(long).to_have_count(1)
    expect(long).to_contain_text("Not taken")
    long.get_by_test_id("kept-words").fill("Everything in their audit report")
    long.get_by_test_id("kept-send").click()
    expect(page.get_by_test_id("said")).to_have_count(2)
    expect(long).to_have_count(0)
    page.reload()
    expect(page.get_by_test_id("said")).to_have_count(2)
    expect(long).to_have_count(0)


def test_where_a_command_is_not_possible_any_more_words_can_be_copied_and_dropped(
    browser: Browser, room: Room
) -> None:
    room.does("step", step="refine")
    sofie = room.phone(browser, SOFIE)
    page = sofie.page
    sofie.turns_to("plan")
    page.get_by_test_id("open-add-csf").click()
    page.get_by_test_id("add-csf").fill("We are the first they call")
    room.does("step", step="sign")
    expect(page.get_by_test_id("kept")).to_contain_text("That step is over")
    page.get_by_test_id("kept-send").click()
    expect(page.locator("#kept .sync")).to_have_text(re.compile(r"\w"))
    expect(page.get_by_test_id("kept")).to_have_attribute("data-sync", "refused")
    page.get_by_test_id("kept-copy").click()
    expect(page.get_by_test_id("kept-copy")).to_have_text("Copied")
    page.get_by_test_id("kept-drop").click()
    expect(page.get_by_test_id("kept")).to_have_count(0)
    room.does("step", step="refine")
    page.get_by_test_id("open-add-csf").click()
    expect(page.get_by_test_id("add-csf")).to_have_value("")


def test_under_the_curtain_every_phone_says_one_moment_and_keeps_what_was_typed(
    browser: Browser, room: Room
) -> None:
    room.does("step", step="insight")
    room.lets_customers_in()
    room.does("room", name="gate", value="edit")
    bram, pieter = room.phone(browser, BRAM), room.phone(browser, PIETER)
    page = bram.page
    bram.turns_to("plan")
    page.get_by_test_id("open-add-csf").click()
    page.get_by_test_id("add-csf").fill("We are the first they")
    bram.turns_to("now")
    room.does("room", name="curtain", value=True)
    for phone in (bram, pieter):
        expect(phone.page.get_by_test_id("rest")).to_contain_text("One moment, please.")
        phone.turns_to("plan")
        expect(phone.page.get_by_test_id("rest-plan")).to_contain_text("One moment, please.")
        expect(phone.page.locator("#view-plan li, #view-now form, .edit")).to_have_count(0)
        expect(phone.page.get_by_test_id("timer")).to_have_count(0)
        expect(phone.page.locator("#kept")).to_be_hidden()
    page.reload()
    expect(page.get_by_test_id("rest-plan")).to_be_visible()
    room.does("room", name="curtain", value=False)
    expect(page.get_by_test_id("rest")).to_have_count(0)
    expect(page.get_by_test_id("add-csf")).to_have_value("We are the first they")
    page.get_by_test_id("open-add-csf").click()
    expect(page.get_by_test_id("add-csf")).to_be_focused()
    expect(page.get_by_test_id("kept")).to_have_count(0)


def test_a_line_written_without_a_network_waits_and_arrives_once(browser: Browser, room: Room) -> None:
    room.does("step", step="aims")
    sofie = room.phone(browser, SOFIE)
    sofie.context.set_offline(True)
    for line in ("One night rota", "Answers within 4 hours"):
        sofie.page.get_by_test_id("line").fill(line)
        sofie.page.keyboard.press("Enter")
    waiting = sofie.page.locator("[data-pending] .note")
    expect(waiting).to_have_count(2)
    expect(waiting.last).to_contain_text("On this phone, goes next")
    sofie.page.get_by_test_id("line").fill("Half a thou")
    sofie.context.set_offline(False)
    sofie.page.reload()
    sofie.settled()
    expect(sofie.page.get_by_test_id("my-line")).to_have_count(2)
    expect(waiting).to_have_count(0)
    expect(sofie.page.get_by_test_id("line")).to_have_value("Half a thou")


def test_lines_without_a_name_are_known_to_their_writers_phone_alone(browser: Browser, trial: Room) -> None:
    sofie, bram = trial.phone(browser, SOFIE), trial.phone(browser, BRAM)
    trial.does("step", step="write")
    expect(sofie.page.get_by_test_id("who-sees")).to_contain_text("others may guess")
    for line in ("We answer at night", "This one goes back"):
        sofie.page.get_by_test_id("line").fill(line)
        sofie.page.keyboard.press("Enter")
    mine = sofie.page.locator("[data-pending] .note[data-sync=saved]")
    expect(mine).to_have_count(2)
    expect(mine.first).to_contain_text("Saved, without your name")
    sofie.page.reload()
    expect(mine).to_have_count(2)
    mine.last.get_by_role("button", name="Take back").click()
    expect(mine).to_have_count(1)
    bram.page.get_by_test_id("line").fill("They know their engineer")
    bram.page.keyboard.press("Enter")
    expect(bram.page.locator("[data-pending] .note[data-sync=saved]")).to_have_count(1)
    trial.does("reveal", step="write")
    expect(sofie.page.get_by_test_id("said")).to_have_count(2)
    expect(sofie.page.get_by_test_id("said").filter(has_text=SOFIE)).to_have_count(0)
    assert not sofie.page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('stratroom.held'))")
    notes = [each for each in trial.records() if each["kind"] == "note"]
    assert {each["fields"]["text"] for each in notes} == {"We answer at night", "They know their engineer"}
    assert {each["by"] for each in notes} == {None}


def test_the_tree_grows_from_phones(browser: Browser, room: Room) -> None:
    room.does("step", step="refine")
    sofie = room.phone(browser, SOFIE)
    page = sofie.page
    sofie.turns_to("plan")
    page.get_by_test_id("csf").first.click()
    page.get_by_test_id("open-add-nc").first.click()
    expect(page.get_by_test_id("add-nc").first).to_be_focused()
    page.keyboard.type("> 90 % of spare parts on site by June")
    page.keyboard.press("Enter")
    row = page.get_by_test_id("nc").filter(has_text="spare parts on site")
    expect(row).to_contain_text("> 90 %")
    row.click()
    expect(sofie.words).to_be_focused()
    expect(page.get_by_test_id("comparator")).to_have_value("gt")
    expect(page.get_by_test_id("target")).to_have_value("90")
    expect(page.get_by_test_id("date")).to_have_value("30\u00a0Jun\u00a027")
    page.get_by_test_id("date").fill("1 July 2027")
    page.get_by_test_id("target").fill("92,5")
    page.get_by_test_id("unit").focus()
    expect(page.get_by_test_id("date")).to_have_value("1\u00a0Jul\u00a027")
    expect(page.get_by_test_id("target")).to_have_value("92.5")
    page.get_by_test_id("target").fill("many")
    page.get_by_test_id("unit").focus()
    expect(page.locator(".edit")).to_have_attribute("data-sync", "refused")
    expect(page.locator(".edit > .top .sync")).to_contain_text("does not fit")
    page.get_by_test_id("target").fill("93")
    page.get_by_test_id("unit").focus()
    sofie.settled()
    fields = room.record("> 90 % of spare parts")["fields"]
    assert (fields["target"], fields["date"]) == ("93", "2027-07-01")


def test_a_row_is_moved_by_keys_and_comes_back_from_the_bin(browser: Browser, room: Room) -> None:
    room.does("step", step="refine")
    sofie = room.phone(browser, SOFIE)
    page = sofie.page
    sofie.opens("Listed as preferred", "to respond")
    page.get_by_test_id("place").focus()
    page.keyboard.press("Enter")
    page.get_by_test_id("up").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".edit > .top")).to_contain_text("A1")
    elsewhere = (
        page.get_by_test_id("parent").locator("option", has_text="Every contract").get_attribute("value")
    )
    page.get_by_test_id("parent").select_option(elsewhere)
    expect(page.locator(".edit > .top")).to_contain_text("B4")
    expect(page.locator(".csf", has_text="Every contract")).to_have_attribute("data-open", "")
    page.get_by_test_id("remove").click()
    expect(page.locator("#binned")).to_contain_text("≤ 4 h to respond")
    expect(page.get_by_test_id("nc").filter(has_text="to respond")).to_have_count(0)
    page.get_by_test_id("put-back").click()
    expect(page.get_by_test_id("nc").filter(has_text="to respond")).to_have_count(1)
    expect(page.locator("#binned")).to_be_hidden()


def test_the_goals_months_add_up_or_say_that_they_do_not(browser: Browser, room: Room) -> None:
    room.does("step", step="goal")
    sofie = room.phone(browser, SOFIE, "nl")
    page = sofie.page
    sofie.turns_to("plan")
    page.get_by_test_id("edit-goal").click()
    sums = page.locator("#view-plan .part summary").first
    sums.click()
    page.get_by_test_id("split-year").click()
    page.get_by_test_id("keep-year").click()
    sofie.settled()
    sales = room.record("Grow to")["fields"]["sales"]
    expect(page.get_by_test_id("month").first).not_to_have_value("")
    assert sum(room.record("Grow to")["fields"]["phasing"]) == sales
    page.get_by_test_id("month").first.fill("1,5 mln")
    page.get_by_test_id("keep-year").click()
    sofie.settled()
    assert room.record("Grow to")["fields"]["phasing"][0] == 150_000_000
    expect(page.get_by_test_id("month").first).to_have_value("1.500.000")


def test_a_customer_answers_line_by_line_and_is_never_sent_what_is_ours(browser: Browser, room: Room) -> None:
    room.does("step", step="welcome")
    room.lets_customers_in()
    marijke, sofie = room.phone(browser, MARIJKE), room.phone(browser, SOFIE)
    expect(marijke.page.get_by_test_id("task")).to_contain_text("Good to have you here")
    room.does("step", step="review")
    line = marijke.page.get_by_test_id("review-line").filter(has_text="on-time installations").first
    line.get_by_test_id("answer-agree").click()
    expect(marijke.page.get_by_test_id("answered")).to_have_text("1")
    other = marijke.page.get_by_test_id("review-line").filter(has_text="to respond").first
    other.get_by_test_id("answer-change").click()
    other.get_by_test_id("why").fill("Three hours at night")
    other.get_by_test_id("say-why").click()
    expect(other).to_contain_text("Three hours at night")
    expect(sofie.page.get_by_test_id("review-line").filter(has_text="to respond").first).to_contain_text(
        MARIJKE
    )
    marijke.page.reload()
    expect(line.get_by_test_id("answer-agree")).to_have_attribute("aria-pressed", "true")
    expect(other.get_by_test_id("answer-change")).to_have_attribute("aria-pressed", "true")
    expect(marijke.page.get_by_test_id("answered")).to_have_text("2")

    marijke.turns_to("plan")
    marijke.page.get_by_test_id("csf").first.click()
    marijke.page.get_by_test_id("nc").first.click()
    marijke.page.locator(".edit").wait_for()
    expect(marijke.page.get_by_test_id("words")).to_have_count(0)
    marijke.turns_to("now")
    room.does("step", step="caucus")
    expect(marijke.page.get_by_test_id("rest")).to_be_visible()
    expect(marijke.page.get_by_test_id("csf")).to_have_count(0)
    room.does("step", step="mirror")
    expect(marijke.page.get_by_test_id("csf").first).to_be_attached()
    sent = "".join(marijke.received)
    assert "on-time installations" in sent
    assert [each for each in room.canaries if each in sent] == []


def test_our_phones_turn_to_the_shared_edition_and_back_only_by_a_press(browser: Browser, room: Room) -> None:
    room.does("step", step="refine")
    sofie = room.phone(browser, SOFIE)
    sofie.opens("Listed as preferred", "on-time")
    inside = next(each for each in room.canaries if each in sofie.page.content())
    room.lets_customers_in()
    expect(sofie.page.get_by_test_id("edition")).to_contain_text("Shared edition")
    expect(sofie.page.get_by_test_id("csf").first).not_to_contain_text("canary")
    assert not [each for each in room.canaries if each in sofie.page.content()], (
        "something of ours stayed on the screen"
    )
    sofie.page.get_by_test_id("edition").click()
    sofie.page.get_by_test_id("inside").click()
    expect(sofie.page.get_by_test_id("outside")).to_be_visible()
    sofie.opens("Listed as preferred", "on-time")
    assert inside in sofie.page.content()
    sofie.page.get_by_test_id("outside").click()
    expect(sofie.page.get_by_test_id("edition")).to_be_visible()


def test_a_facilitator_shares_a_line_from_the_phone_in_other_words(browser: Browser, room: Room) -> None:
    room.lets_customers_in()
    room.does("room", name="admitted", value=True)
    pieter = room.phone(browser, PIETER)
    anouk = room.phone(browser, ANOUK)
    anouk.page.get_by_test_id("edition").click()
    anouk.page.get_by_test_id("inside").click()
    room.does("step", step="refine")
    hidden = next(each for each in room.records() if each["kind"] == "csf" and not each["shared"])
    anouk.turns_to("plan")
    factor = anouk.page.locator(f"#rec-{hidden['id']}")
    factor.get_by_test_id("csf").click()
    factor.get_by_test_id("edit").click()
    factor.locator(".part summary", has_text="For ").click()
    factor.get_by_test_id("wording").fill("We meet before you buy")
    anouk.settled()
    factor.get_by_test_id("share").click()
    pieter.turns_to("plan")
    expect(pieter.page.get_by_test_id("csf").filter(has_text="We meet before you buy")).to_be_visible()


def test_the_plan_stands_beside_the_task_where_there_is_room(browser: Browser, room: Room) -> None:
    room.does("step", step="aims")
    wide: dict[str, Any] = {
        "viewport": {"width": 1280, "height": 800},
        "is_mobile": False,
        "has_touch": False,
    }
    sofie = room.phone(browser, SOFIE, **wide)
    expect(sofie.page.get_by_test_id("line")).to_be_visible()
    expect(sofie.page.get_by_test_id("goal")).to_be_visible()
    expect(sofie.page.get_by_test_id("tab-plan")).to_be_hidden()
    assert sofie.page.locator("#view-plan").bounding_box()["width"] == 416  # type: ignore[index]
    sofie.turns_to("mine")
    expect(sofie.page.get_by_test_id("line")).to_be_hidden()
    expect(sofie.page.get_by_test_id("my-actions")).to_be_visible()
