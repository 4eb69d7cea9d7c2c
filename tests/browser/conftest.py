"""The browser of the browser tests: Debian's Chromium, without anything that calls elsewhere.

`http://room.test` reaches this machine, as a name of the local network would: over plain HTTP and therefore not
a secure context, the way phones in a room come. STRATROOM_CHROMIUM names another browser.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect, sync_playwright

from tests.browser.toy_site import ToySite

NOT_WANTED = (
    # Pages of its own that it draws for the address bar of each new window, at a second of processor each.
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    # What Playwright switches off itself: the last such list is the one that counts.
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "TcpPortRandomizationWin",
    "ThirdPartyStoragePartitioning",
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(NOT_WANTED)}",
    "--host-resolver-rules=MAP room.test 127.0.0.1",
]


PATIENCE = 30_000
"""Milliseconds that nobody would wait in a room: four browsers on two processors are slow, a broken page stays broken.
It is also how long Playwright itself waits for a page, or for what is to be pressed."""
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for all; a context each is what keeps people apart."""
    chromium = playwright.chromium.launch(
        executable_path=os.environ.get("STRATROOM_CHROMIUM", "/usr/bin/chromium-headless-shell"), args=FLAGS
    )
    yield chromium
    chromium.close()


@pytest.fixture
def laptop(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    yield context
    context.close()


@pytest.fixture
def site() -> Iterator[ToySite]:
    """The toy plan, of thirty lines."""
    site = ToySite({f"line-{n:03}": f"line {n}" for n in range(30)})
    site.start()
    yield site
    site.stop()
