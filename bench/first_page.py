"""The first page on a phone: how soon it is usable, what was sent for it until then, whether anything moved.

A real Chromium, slowed down as a cheap phone on a bad line: the processor to a quarter, 1.6 Mbit/s down, 750 kbit/s up,
150 ms for each request. Chromium's emulation has no connections to set up and does not slow a socket down: a real
line adds a round trip for the first connection, and three for the socket, its welcome and the first editor.
"""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, Route, sync_playwright

CHROMIUM = os.environ.get("STRATROOM_CHROMIUM", "/usr/bin/chromium-headless-shell")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
LINE = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
SLOWER = 4

WATCHED = """
(() => {
  let enter;
  let show;
  globalThis.seen = {
    shift: 0, moved: [], painted: 0, welcomed: 0,
    entered: new Promise((done) => (enter = done)), shown: new Promise((done) => (show = done)),
  };
  const watch = (type, each) =>
    new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({ type, buffered: true });
  watch("layout-shift", ({ value, sources }) => {
    seen.shift += value;
    for (const { node } of sources ?? []) seen.moved.push(node?.id || node?.className || node?.nodeName || "?");
  });
  watch("paint", ({ name, startTime }) => {
    if (name === "first-contentful-paint") show((seen.painted = startTime));
  });
  globalThis.WebSocket = class extends globalThis.WebSocket {
    constructor(...asked) {
      super(...asked);
      this.addEventListener("message", ({ data }) => {
        if (!seen.welcomed && String(data).includes('"welcome"')) enter((seen.welcomed = performance.now()));
      });
    }
  };
})();
"""
"""In the page before anything of it: sums up what moved, and notes when it was painted and when it was let in."""

TOUCH = """async () => {
  await Promise.all([seen.shown, seen.entered]);
  document.querySelector("[data-tab=plan]").click();
  document.querySelector("#view-plan [data-edit]").click();
  const field = await new Promise((done) => {
    const look = () => {
      const standing = document.querySelector("#view-plan .edit .write");
      if (standing) done(standing);
    };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
    look();
  });
  field.focus();
  document.execCommand("insertText", false, "Thursdays");
  if (!field.value.includes("Thursdays")) throw new Error("words were not taken");
  return performance.now();
}"""
"""Once the page is there, touch the first line of the plan and put words into its editor; when they stood there.

In the page itself: Playwright's touch from outside waits until nothing moves.
"""


A_WHILE = "new Promise((done) => setTimeout(done, 700))"
TAKEN = (
    "(() => { const { shift, moved } = seen; seen.shift = 0; seen.moved = []; return { shift, moved }; })()"
)
"""What moved since one asked before."""


@dataclass(frozen=True)
class Visit:
    painted_ms: float
    welcomed_ms: float
    """When the live socket said welcome: what is typed from now on goes out at once."""
    usable_ms: float
    """Painted, welcomed, and a line that was touched has an editor that takes words."""
    sent: int
    """Bytes that crossed the line until it was usable, headers and socket included."""
    files: dict[str, int]
    """Path of every request until then, and its bytes."""
    levels: int
    """How many requests came one after the other before it was live, the page and the socket among them."""


@dataclass(frozen=True)
class Moved:
    shift: float
    """Sum of layout shifts; 0 where nothing moved."""
    what: tuple[str, ...]
    asked: tuple[str, ...]
    """Paths of all requests, in order."""


class _Wire:
    """What crosses the line, as the browser's own tools see it."""

    def __init__(self, session: CDPSession) -> None:
        self.paths: dict[str, str] = {}
        self.level: dict[str, int] = {}
        self.bytes: dict[str, int] = {}
        self.heard = 0
        session.on("Network.requestWillBeSent", self._asks)
        session.on("Network.responseReceived", self._answered)
        session.on("Network.dataReceived", self._receives)
        session.on("Network.loadingFinished", self._finished)
        session.on("Network.webSocketCreated", self._opens)
        session.on("Network.webSocketFrameReceived", self._hears)

    def until_now(self) -> dict[str, int]:
        return {self.paths[each]: size for each, size in self.bytes.items() if each in self.paths}

    def levels(self) -> int:
        """Of the socket: what it had to wait for, one after the other, and itself."""
        return max((level for url, level in self.level.items() if url.startswith("ws")), default=0)

    def _asks(self, told: dict[str, Any]) -> None:
        url = told["request"]["url"]
        if url.startswith("http"):
            self.paths[told["requestId"]] = url.split("/", 3)[3]
            self._counts(url, told.get("initiator", {}), told.get("documentURL", ""))

    def _opens(self, told: dict[str, Any]) -> None:
        self._counts(told["url"], told.get("initiator", {}), "")

    def _counts(self, url: str, initiator: dict[str, Any], document: str) -> None:
        frames = [each["url"] for each in initiator.get("stack", {}).get("callFrames", []) if each["url"]]
        by = initiator.get("url") or (frames[0] if frames else document)
        self.level.setdefault(url, 1 + (0 if by == url else self.level.get(by, 0)))

    def _answered(self, told: dict[str, Any]) -> None:
        self.bytes[told["requestId"]] = int(told["response"].get("encodedDataLength", 0))

    def _receives(self, told: dict[str, Any]) -> None:
        self.bytes[told["requestId"]] = self.bytes.get(told["requestId"], 0) + int(told["encodedDataLength"])

    def _finished(self, told: dict[str, Any]) -> None:
        self.bytes[told["requestId"]] = int(told["encodedDataLength"])

    def _hears(self, told: dict[str, Any]) -> None:
        self.heard += len(told["response"]["payloadData"])


def visit(browser: Browser, url: str, plan: str, token: str, *, slow: bool = True) -> Visit:
    """One first visit with nothing kept from before. Raises Playwright's Error where the page never gets usable."""
    with _phone(browser, url, plan, token, slow=slow) as (page, wire):
        page.goto(f"{url}/p/{plan}", wait_until="commit")
        usable = float(page.evaluate(TOUCH))
        seen = page.evaluate("({ painted: seen.painted, welcomed: seen.welcomed })")
        files = wire.until_now()
        return Visit(
            painted_ms=seen["painted"],
            welcomed_ms=seen["welcomed"],
            usable_ms=usable,
            sent=sum(files.values()) + wire.heard,
            files=files,
            levels=wire.levels(),
        )


def stillness(browser: Browser, url: str, plan: str, token: str, *, slow: bool = True) -> Moved:
    """What moves on the first visit of somebody who only looks: while the page comes, and when its face comes last."""
    with _phone(browser, url, plan, token, slow=slow) as (page, wire):
        held: list[Route] = []
        page.route("**/*.woff2", lambda route: held.append(route))
        page.goto(f"{url}/p/{plan}", wait_until="commit")
        page.evaluate("Promise.all([seen.shown, seen.entered]).then(() => null)")
        page.evaluate(A_WHILE)
        coming = page.evaluate(TAKEN)
        page.evaluate("document.querySelector('[data-tab=plan]').click()")
        page.evaluate(A_WHILE)
        page.evaluate(TAKEN)  # another view is no shift
        for font in held:
            font.continue_()
        page.unroute("**/*.woff2")
        page.evaluate("document.fonts.ready.then(() => null)")
        page.evaluate(A_WHILE)
        late = page.evaluate(TAKEN)
        return Moved(
            coming["shift"] + late["shift"], (*coming["moved"], *late["moved"]), tuple(wire.paths.values())
        )


@contextmanager
def _phone(browser: Browser, url: str, plan: str, token: str, *, slow: bool) -> Iterator[tuple[Page, _Wire]]:
    """Somebody's phone that was never here, before its first page."""
    context = browser.new_context(**PHONE)
    try:
        context.add_cookies([{"name": f"seat_{plan}", "value": token, "url": url}])
        context.add_init_script(WATCHED)
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        wire = _Wire(session)
        if slow:
            session.send("Network.emulateNetworkConditions", LINE)
            session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        yield page, wire
    finally:
        context.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def measured(url: str, plan: str, token: str, times: int) -> str:
    """First visits, one after the other, as a table."""
    with chromium() as browser:
        visits = [visit(browser, url, plan, token) for _ in range(times)]
        still = stillness(browser, url, plan, token)
    last = visits[-1]
    rows = [
        f"first page on a phone, processor to a {SLOWER}th, 1.6 Mbit/s, 150 ms a request; median and worst of {times}",
        f"  painted            {_both([each.painted_ms for each in visits])} ms",
        f"  welcomed           {_both([each.welcomed_ms for each in visits])} ms",
        f"  usable             {_both([each.usable_ms for each in visits])} ms",
        f"  sent until usable  {_both([each.sent / 1000 for each in visits])} kB",
        f"  one after another  {last.levels:8d} of {len(last.files) + 1} requests",
        f"  layout shift       {still.shift:8.4f} {' '.join(sorted(set(still.what)))}",
    ]
    by_size = sorted(last.files.items(), key=lambda each: -each[1])
    return "\n".join([*rows, *(f"    {size / 1000:8.1f} kB  /{path}" for path, size in by_size)])


def _both(values: list[float]) -> str:
    return f"{statistics.median(values):8.0f} {max(values):8.0f}"
