"""A page of the toy plan in a browser: opening it, and what it shows of itself."""

from __future__ import annotations

import json
import zlib

from playwright.sync_api import BrowserContext, Locator, Page, WebSocket, expect

from tests.browser.toy_site import ToySite
from tests.live.protocol import conforms


def visit(context: BrowserContext, site: ToySite, person: str = "anna", *, own_clock: bool = False) -> Page:
    """A page that is online; what it says and hears is held to the protocol, what goes wrong in it is kept."""
    page = context.new_page()
    page.problems = []  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.problems.append(str(error)))  # type: ignore[attr-defined]
    page.on("websocket", hold_to_the_protocol)
    if own_clock:
        page.clock.install()
    page.goto(f"{site.url}/?{person}")
    says(page, "saved")
    return page


def hold_to_the_protocol(socket: WebSocket) -> None:
    socket.on("framesent", lambda said: conforms("client", json.loads(said)))
    socket.on("framereceived", lambda said: conforms("server", json.loads(unpacked(said))))


def unpacked(said: str | bytes) -> str | bytes:
    return zlib.decompress(said) if isinstance(said, bytes) else said


def says(page: Page, state: str) -> None:
    """Whether all is saved, in the page's own words."""
    expect(page.locator("[data-sync-of=page]")).to_have_attribute("data-sync", state)


def field(page: Page, n: int) -> Locator:
    return page.locator(f"#f-line-{n:03}")
