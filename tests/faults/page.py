"""A real browser's page of a plan, for suites whose other people are programs on a loop.

Playwright's synchronous API belongs to one thread: every call is run there, and is short.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Playwright, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
CHROMIUM = os.environ.get("STRATROOM_CHROMIUM", "/usr/bin/chromium-headless-shell")

LIVE = """const live = await (async () => {
  // Whichever of the page's scripts has it: a second copy of the module would be a second page.
  for (const { src } of document.querySelectorAll("script[type=module][src]")) {
    const { live } = await import(src);
    if (live) return live;
  }
  return (await import("/static/live.js")).live;
})();"""
"""For scripts of a suite: the page's own `live`, however its release brings it."""

InThread = Callable[[Callable[[], Any]], Any]
"""Does something in the browser's thread and waits for it."""


class Browser:
    """One page. `run` is where its browser lives: a thread, perhaps in a network of its own."""

    def __init__(self, run: InThread) -> None:
        self._run = run
        self._playwright: Playwright = run(lambda: sync_playwright().start())
        self._page: Page
        self.problems: list[str] = []
        """Errors that nobody caught in the page."""

    async def do(self, act: Callable[[Page], Any]) -> Any:
        return await asyncio.to_thread(self._run, lambda: act(self._page))

    async def opens(self, url: str, person: dict[str, Any], plan: str) -> None:
        def opened() -> None:
            chromium = self._playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            self._page = chromium.new_page(viewport={"width": 1200, "height": 800})
            self._page.on("pageerror", lambda error: self.problems.append(str(error)))
            self._page.goto(f"{url}/me/{person['link'].rsplit('/', 1)[1]}")
            self._page.goto(f"{url}/p/{plan}")

        await asyncio.to_thread(self._run, opened)
        await self.until("saved", 20)

    async def asks(self, command: dict[str, Any]) -> None:
        """Give a command as the page's own modules do, and do not wait for its answer."""
        await self.do(
            lambda page: page.evaluate(f"async (asked) => {{ {LIVE} live.command(asked); }}", command)
        )

    async def state(self) -> str:
        """What the page says of what was typed: saved, pending, offline or refused."""
        return str(
            await self.do(lambda page: page.locator("[data-sync-of=page]").first.get_attribute("data-sync"))
        )

    async def until(self, state: str, patience: float) -> None:
        """Raises TimeoutError."""
        async with asyncio.timeout(patience):
            while await self.state() != state:  # noqa: ASYNC110  it is in a page
                await asyncio.sleep(0.05)

    async def shows(self, words: str, patience: float) -> None:
        """Wait until these words are somewhere in the page. Raises TimeoutError."""
        async with asyncio.timeout(patience):
            while words not in await self.do(lambda page: page.content()):  # noqa: ASYNC110  it is in a page
                await asyncio.sleep(0.05)

    def close(self) -> None:
        self._run(self._playwright.stop)
