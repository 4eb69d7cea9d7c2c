"""Those who take part in the day: whoever leads it, a board on the wall, phones of ours, phones of the customer.

Each is a browser of its own on `http://room.test`, which is no secure context; what customers receive goes through a tap.
"""

from __future__ import annotations

import base64
import contextlib
import re
from dataclasses import dataclass, field
from typing import Any, TypeVar

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.day.tap import Tap
from tests.faults.served import Served

G = TypeVar("G", bound="Guest")

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
LAPTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
WALL: dict[str, Any] = {"viewport": {"width": 1920, "height": 1080}}


@dataclass
class Guest:
    """Somebody at a screen."""

    name: str
    at: str
    """Base URL."""
    context: BrowserContext
    page: Page
    troubles: list[str]
    """What went wrong in scripts of the page."""

    def goes(self, path: str) -> None:
        self.page.goto(f"{self.at}{path}")
        self.is_in_the_open()

    def is_in_the_open(self) -> None:
        """Nothing here may lean on what only secure contexts have."""
        assert self.page.evaluate("window.isSecureContext") is False

    def sees(self, words: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_text(words).filter(visible=True).first).to_be_visible()

    def test(self, name: str) -> Locator:
        return self.page.get_by_test_id(name)

    def is_saved(self) -> None:
        expect(self.page.locator("[data-sync-of=page]")).to_have_attribute("data-sync", "saved")


@dataclass
class Phone(Guest):
    def turns_to(self, view: str) -> None:
        self.test(f"tab-{view}").tap()

    def writes(self, line: str) -> None:
        """A line of one's own, as silent writing asks for it."""
        self.turns_to("now")
        self.test("line").fill(line)
        self.test("add-line").tap()
        expect(self.page.locator("#view-now .note", has_text=line)).to_be_visible()

    def opens_factor(self, words: str) -> Locator:
        """A branch of the plan, unfolded."""
        self.turns_to("plan")
        factor = self.page.locator("#view-plan li.csf", has_text=words)
        toggle = factor.get_by_test_id("csf")
        if toggle.get_attribute("aria-expanded") != "true":
            toggle.tap()
        expect(toggle).to_have_attribute("aria-expanded", "true")
        return factor

    def adds_condition(self, factor: str, line: str) -> None:
        """Typed in one go, at the end of its branch."""
        self._adds(self.opens_factor(factor).locator("[data-adds=nc]"), "nc", line)

    def opens_condition(self, factor: str, words: str) -> Locator:
        """The editor of a condition."""
        condition = self.opens_factor(factor).locator("li.nc-row", has_text=words)
        condition.get_by_test_id("nc").tap()
        condition.locator(".edit").wait_for()
        return condition

    def adds_action(self, factor: str, condition: str, line: str) -> None:
        """What, who and when in one line, under a condition."""
        self._adds(self.opens_condition(factor, condition).locator("[data-adds=action]"), "action", line)

    def _adds(self, adder: Locator, kind: str, line: str) -> None:
        adder.get_by_test_id(f"open-add-{kind}").tap()
        adder.get_by_test_id(f"add-{kind}").fill(line)
        adder.get_by_test_id(f"add-{kind}-now").tap()
        expect(adder.get_by_test_id(f"add-{kind}")).to_have_value("")

    def answers(self, line: str, answer: str, why: str = "") -> None:
        """A line of the review."""
        row = self.page.get_by_test_id("review-line").filter(has_text=line)
        row.get_by_test_id(f"answer-{answer}").tap()
        expect(row.get_by_test_id(f"answer-{answer}")).to_have_attribute("aria-pressed", "true")
        if why:
            row.get_by_test_id("why").fill(why)
            row.get_by_test_id("say-why").tap()
            expect(row.get_by_test_id("why")).to_have_value("")

    def signs(self) -> None:
        """Read, tick, sign: the name stands there already."""
        self.test("consent").check()
        self.test("sign").tap()
        expect(self.test("signed")).to_be_visible()

    def declines(self, reason: str) -> None:
        self.test("decline").tap()
        if not self.test("decline-reason").is_visible():
            self.test("decline-open").tap()
        self.test("decline-reason").fill(reason)
        self.test("decline-send").tap()
        expect(self.test("declined")).to_contain_text(reason)

    def fetches(self, path: str) -> bytes:
        """A file, as this phone gets it."""
        fetch = """async (path) => {
          const blob = await (await fetch(path)).blob();
          const reader = new FileReader();
          await new Promise((done) => { reader.onload = done; reader.readAsDataURL(blob); });
          return reader.result.split(",")[1];
        }"""
        return base64.b64decode(self.page.evaluate(fetch, path))

    def status_of(self, path: str) -> int:
        """What this phone is answered."""
        status: int = self.page.evaluate("async (path) => (await fetch(path)).status", path)
        return status

    def draws(self) -> None:
        """A signature with a finger."""
        box = self.test("sign-draw").bounding_box()
        assert box is not None
        self.test("sign-draw").scroll_into_view_if_needed()
        box = self.test("sign-draw").bounding_box() or box
        mouse = self.page.mouse
        mouse.move(box["x"] + 20, box["y"] + 60)
        mouse.down()
        for step in range(12):
            mouse.move(box["x"] + 20 + step * 18, box["y"] + (30 if step % 2 else 80))
        mouse.up()


@dataclass
class Console(Guest):
    @property
    def title(self) -> Locator:
        return self.test("step-title")

    def goes_on(self, to: str) -> None:
        """Press Next, which says where it leads."""
        expect(self.test("next")).to_contain_text(to)
        self.test("next").click()
        expect(self.title).to_have_text(to)

    def line(self, kind: str, words: str) -> Locator:
        """A row of the outline."""
        return self.page.locator(f"#outline [data-kind={kind}] > .line", has_text=words).first

    def share_line(self, words: str) -> Locator:
        return self.test("share-line").filter(has_text=words).first

    def unfolds(self, factor: str) -> None:
        """A branch of the outline."""
        fold = self.line("csf", factor).locator("[data-fold]")
        if fold.get_attribute("aria-expanded") != "true":
            fold.click()

    def writes_under(self, kind: str, words: str, line: str) -> None:
        """One more line after this one of the outline, with the keyboard."""
        self.line(kind, words).focus()
        expect(self.line(kind, words)).to_be_focused()
        self.page.keyboard.press("Enter")
        expect(self.test("draft")).to_be_focused()
        self.page.keyboard.type(line)
        self.page.keyboard.press("Enter")
        self.page.keyboard.press("Escape")


@dataclass
class Company:
    """Everybody with a screen."""

    browser: Browser
    served: Served
    told: dict[str, Any]
    """What `stratroom demo --json` printed."""
    tap: Tap
    contexts: contextlib.ExitStack
    guests: list[Guest] = field(default_factory=list)

    @property
    def plan(self) -> str:
        return str(self.told["plan"])

    def person(self, name: str) -> dict[str, Any]:
        return next(each for each in self.told["people"] if each["name"] == name)

    def console(self, name: str) -> Console:
        return self._comes(Console, name, self.served.port, LAPTOP)

    def board(self) -> Guest:
        return self._comes(Guest, "the board", self.served.port, WALL)

    def phone(self, name: str, locale: str = "en-GB") -> Phone:
        return self._comes(Phone, name, self.served.port, {**PHONE, "locale": locale})

    def customer(self, name: str) -> Phone:
        return self._comes(Phone, name, self.tap.port, {**PHONE, "locale": "en-GB"})

    def by_link(self, guest: Guest) -> None:
        """The personal link that brings somebody back on any device."""
        guest.goes("/me/" + self.person(guest.name)["link"].rsplit("/", 1)[1])

    def _comes(self, kind: type[G], name: str, port: int, how: dict[str, Any]) -> G:
        context = self.browser.new_context(**how)
        self.contexts.callback(context.close)
        context.set_default_timeout(30_000)
        page = context.new_page()
        guest = kind(name, f"http://room.test:{port}", context, page, [])
        page.on("pageerror", lambda error: guest.troubles.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())
        self.guests.append(guest)
        return guest
