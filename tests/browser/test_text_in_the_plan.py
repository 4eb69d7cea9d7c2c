"""Co-edited text in the product itself: the worked account, its phones, the real server."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from app.cli.demo import told
from tests.serving import serving
from tests.worked import worked_account

ROOT = Path(__file__).parents[2]
CONSTRAINT = "Austrian night service"
Join = Callable[[int], Page]


@dataclass(frozen=True)
class Room:
    """The worked account on a server that runs."""

    url: str
    plan: str
    people: list[dict[str, Any]]

    def command(self, **body: Any) -> None:
        facilitator = next(each for each in self.people if each["role"] == "facilitator")
        answer = httpx.post(
            f"{self.url}/api/plans/{self.plan}/commands",
            json={"type": "command", "id": os.urandom(8).hex(), **body},
            headers={"authorization": f"Bearer {facilitator['token']}"},
        )
        assert answer.json()["type"] == "ack", answer.text


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    data = tmp_path_factory.mktemp("data")
    demo = worked_account(data)
    with serving(data) as served:
        people: Any = told(demo, served.url)["people"]
        yield Room(served.url, demo.plan, people)


@pytest.fixture
def join(browser: Browser, room: Room) -> Iterator[Join]:
    """The phone of one of our members, by number, looking at the plan."""
    contexts = []
    members = [each for each in room.people if (each["side"], each["role"]) == ("ours", "member")]
    url = room.url.replace("127.0.0.1", "room.test")

    def joined(number: int) -> Page:
        context = browser.new_context(viewport={"width": 390, "height": 844})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.goto(url + "/me/" + members[number]["link"].rsplit("/", 1)[1])
        page.get_by_text("Plan", exact=True).first.click()
        return page

    yield joined
    for each in contexts:
        each.close()


def opened(page: Page) -> Locator:
    page.locator("[data-edit]:visible", has_text=CONSTRAINT).first.click()
    words = page.get_by_test_id("words").first
    words.wait_for()
    return words


def test_two_phones_type_in_one_constraint_and_the_rest_of_the_room_sees_it(room: Room, join: Join) -> None:
    room.command(do="step", step="constraints")
    anna, ben, carl = join(0), join(1), join(2)
    words = [opened(page) for page in (anna, ben)]
    starts = words[0].input_value()
    for page, field, at in ((anna, words[0], len(starts)), (ben, words[1], 0)):
        field.focus()
        field.evaluate("(e, at) => e.setSelectionRange(at, at)", at)
        assert not page.evaluate("isSecureContext")
    for one, other in zip(" everywhere", "Always now ", strict=True):
        anna.keyboard.type(one)
        ben.keyboard.type(other)
    typed = f"Always now {starts} everywhere"
    for page, field in zip((anna, ben), words, strict=True):
        expect(field).to_have_value(typed)
        expect(page.locator(".edit[data-sync]")).to_have_attribute("data-sync", "saved")
    expect(carl.locator("[data-edit]:visible", has_text="Always now").first).to_be_visible()
    words[0].focus()
    anna.keyboard.press("Control+z")
    expect(words[1]).to_have_value(f"Always now {starts}")


def test_what_is_typed_before_the_page_can_take_text_is_kept(room: Room, join: Join) -> None:
    """On a slow line the half of the scripts that knows shared text comes seconds behind the field."""
    room.command(do="step", step="constraints")
    anna, ben = join(0), join(1)
    late: list[Route] = []
    anna.route(re.compile(r"/text\.js"), lambda route: late.append(route))
    anna.reload()
    anna.get_by_text("Plan", exact=True).first.click()
    words = opened(anna)
    starts = words.input_value()
    words.focus()
    words.press("Control+End")
    anna.keyboard.type(", all year")
    assert late, "the page asks for it as soon as there is such a field"
    for route in late:
        route.continue_()
    expect(opened(ben)).to_have_value(f"{starts}, all year")
    expect(words).to_have_value(f"{starts}, all year")


def test_every_field_of_shared_text_says_that_no_browser_fills_it_in() -> None:
    """What stands in it before the scripts are there has been typed: only so can that be told, and kept."""
    pages = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("app/activities/*/templates/*.html")]
    fields = [tag for page in pages for tag in re.findall(r"<[^>]*\sdata-coedit\b[^>]*>", page.read_text())]
    assert len(fields) >= 4
    assert [tag for tag in fields if 'autocomplete="off"' not in tag] == []
