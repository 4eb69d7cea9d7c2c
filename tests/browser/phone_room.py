"""The worked account on a server that runs, and the phones of its people.

It holds canaries. Phones come in by their personal links over plain
HTTP at a name that is no secure context, as they do in a room.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, BrowserContext, Page, WebSocket, expect

from app.cli.demo import told
from tests.serving import serving
from tests.worked import worked_account

ROOT = Path(__file__).parents[2]
AXE = ROOT / "tests" / "vendor" / "axe.min.js"
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}

SOFIE, BRAM, ANOUK, MARIJKE, PIETER = (
    "Sofie Maes",
    "Bram Visser",
    "Anouk Terpstra",
    "Marijke van den Berg",
    "Pieter Hoekstra",
)


@dataclass
class Phone:
    """One person's phone: its page, and every byte that it was ever sent."""

    context: BrowserContext
    page: Page
    received: list[str] = field(default_factory=list)

    def settled(self) -> None:
        """Everything that was typed here is saved."""
        expect(self.page.locator("#net")).to_have_attribute("data-sync", "saved")

    def turns_to(self, view: str) -> None:
        self.page.get_by_test_id(f"tab-{view}").click()

    def opens(self, *words: str) -> None:
        """Open the branch of a factor, then rows by their words, down to an editor."""
        self.turns_to("plan")
        for word in words:
            self.page.locator("#view-plan button:visible", has_text=word).first.click()
        self.page.locator(".edit").first.wait_for()

    @property
    def words(self) -> Any:
        return self.page.get_by_test_id("words").first


@dataclass
class Room:
    """A plan in a server of its own."""

    url: str
    plan: str
    people: list[dict[str, Any]]
    canaries: list[str]
    contexts: contextlib.ExitStack

    def person(self, name: str) -> dict[str, Any]:
        return next(each for each in self.people if each["name"] == name)

    def asks(self, *commands: dict[str, Any], who: str = ANOUK) -> list[dict[str, Any]]:
        """Commands over the API, in order; their answers."""
        body = [{"type": "command", "id": os.urandom(9).hex(), **each} for each in commands]
        answer = httpx.post(
            f"{self.url}/api/plans/{self.plan}/commands",
            json=body,
            headers={"authorization": f"Bearer {self.person(who)['token']}"},
            timeout=30,
        )
        answers: list[dict[str, Any]] = answer.json()
        return answers

    def does(self, do: str, who: str = ANOUK, **fields: Any) -> str:
        """One command that has to be done; its id."""
        answer = self.asks({"do": do, **fields}, who=who)[0]
        assert answer["type"] == "ack", answer
        return str(answer["id"])

    def records(self, who: str = ANOUK) -> list[dict[str, Any]]:
        """The plan as somebody may see it."""
        answer = httpx.get(
            f"{self.url}/api/plans/{self.plan}",
            headers={"authorization": f"Bearer {self.person(who)['token']}"},
            timeout=30,
        )
        found: list[dict[str, Any]] = answer.json()["records"]
        return found

    def record(self, words: str) -> dict[str, Any]:
        """The record whose statement begins with these words."""
        return next(
            each for each in self.records() if str(each["fields"].get("statement", "")).startswith(words)
        )

    def lets_customers_in(self) -> None:
        self.does("room", name="board", value="shared")
        self.does("room", name="admitted", value=True)

    def phone(self, browser: Browser, name: str, language: str = "en", **how: Any) -> Phone:
        """Somebody's phone, on the plan."""
        context = browser.new_context(**{**PHONE, **how})
        self.contexts.callback(context.close)
        phone = Phone(context, context.new_page())
        phone.page.on("websocket", lambda socket: _listen(phone, socket))
        phone.page.on("response", lambda answer: phone.received.append(_text(answer)))
        link = self.person(name)["link"].rsplit("/", 1)[1]
        phone.page.goto(f"{self.url.replace('127.0.0.1', 'room.test')}/me/{link}?lang={language}")
        phone.page.goto(f"{self.url.replace('127.0.0.1', 'room.test')}/p/{self.plan}?lang={language}")
        assert not phone.page.evaluate("isSecureContext")
        phone.settled()
        return phone


def _listen(phone: Phone, socket: WebSocket) -> None:
    socket.on("framereceived", lambda payload: phone.received.append(str(payload)))


def _text(answer: Any) -> str:
    if not str(answer.headers.get("content-type", "")).startswith(("text/html", "application/json")):
        return ""
    try:
        return str(answer.text())
    except Exception:
        return ""  # a redirect has no body


@contextlib.contextmanager
def open_room(folder: Path, format_: str = "strat-for-nat") -> Iterator[Room]:
    """The worked account with canaries, in an empty folder on a server of its own. `format_`: id of the day's format."""
    demo = worked_account(folder, canaries=True, format_=format_)
    with serving(folder) as served, contextlib.ExitStack() as contexts:
        people: Any = told(demo, served.url)["people"]
        yield Room(served.url, demo.plan, people, [each.value for each in demo.canaries], contexts)


_VIOLATIONS = """async () => {
  const runOnly = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  // What passes is neither gathered nor told: on a full page it is most of the work.
  const {violations} = await axe.run(document, {runOnly, resultTypes: ["violations"]});
  return violations.map(({id, help, nodes}) => ({id, help, nodes: nodes.slice(0, 3).map(({html}) => ({html}))}));
}"""
_STICKY = (
    "position => document.querySelectorAll('.p-top, .p-foot').forEach(e => (e.style.position = position))"
)


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong with what the page shows now, one line each."""
    if not page.evaluate("() => 'axe' in globalThis"):
        page.evaluate(AXE.read_text())
    # Bars that stick cover what is scrolled under them; that makes no target small.
    page.evaluate(_STICKY, "static")
    found = page.evaluate(_VIOLATIONS)
    page.evaluate(_STICKY, "")
    return [
        f"{each['id']}: {each['help']}: " + " | ".join(node["html"][:160] for node in each["nodes"])
        for each in found
    ]


def sideways(page: Page) -> int:
    """Pixels by which the page is wider than the screen."""
    wide: int = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    return wide
