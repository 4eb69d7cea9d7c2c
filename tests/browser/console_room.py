"""The worked account as whoever leads it sees it: consoles and boards beside the phones of `phone_room`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.phone_room import ANOUK, Room


@dataclass
class Led:
    """A room, and the browser in which it is led."""

    room: Room
    browser: Browser

    @property
    def canaries(self) -> list[str]:
        return self.room.canaries

    def cookies(self, who: str) -> dict[str, str]:
        return {f"seat_{self.room.plan}": str(self.room.person(who)["token"])}

    def page(self, surface: str, who: str = ANOUK, language: str = "en", **how: Any) -> Page:
        """A page of the plan, come in by cookie, at an origin that is no secure context."""
        context = self.browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **how})
        self.room.contexts.callback(context.close)
        at = self.room.url.replace("127.0.0.1", "room.test")
        context.add_cookies([{"name": n, "value": v, "url": at} for n, v in self.cookies(who).items()])
        page = context.new_page()
        page.on("pageerror", lambda error: self.room.contexts.callback(_fail, str(error)))
        page.goto(f"{at}/p/{self.room.plan}{surface}?lang={language}")
        if surface in ("/console", "/board"):
            expect(page.locator("[data-sync-of=page]")).to_have_attribute("data-sync", "saved")
        return page

    def console(self, language: str = "en", **how: Any) -> Page:
        return self.page("/console", language=language, **how)

    def board(self) -> Page:
        return self.page("/board")

    def phone(self, who: str) -> Page:
        return self.room.phone(self.browser, who).page

    def goes_to(self, step: str) -> None:
        self.room.does("step", step=step)

    def tell(self, who: str, **command: Any) -> dict[str, Any]:
        """One command of somebody's; its answer."""
        return self.room.asks(command, who=who)[0]

    def records(self, kind: str, statement: str = "") -> list[dict[str, Any]]:
        """The records of a kind whose statement holds these words, in the order of the plan."""
        found = (each for each in self.room.records() if each["kind"] == kind)
        return [each for each in found if statement in str(each["fields"].get("statement", ""))]


def _fail(error: str) -> None:
    raise AssertionError(f"a script failed on a page: {error}")
