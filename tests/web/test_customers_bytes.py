"""Every byte that customers are ever sent: pages, sockets, programs, refusals and errors, in every step of the day.

The plan holds canaries in every internal field, and the day adds more: notes, lines of ours, reasons, carried findings.
What was sent is searched for them, and also for the ids of what is hidden, for names that customers do not know, and for
what the format tells our side alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import websockets

from app.domain.agenda import StepSpec
from app.formats import load
from app.web.identity import invitations
from tests.canaries import Secrets
from tests.faults.program import Program
from tests.faults.served import ROOT, demo
from tests.serving import Served, serving

MARIJKE, PIETER, ANOUK, BRAM = "Marijke van den Berg", "Pieter Hoekstra", "Anouk Terpstra", "Bram Visser"
LEAVES = ("leave", "logout", "revoke", "/inside")
"""Ends of the paths that a customer may press with an effect: they sign out, or are none of the room's."""


class Screen(Program):
    """A page of ours, as far as its socket goes: it keeps what it is told and asks for whatever it likes."""

    def __init__(self, url: str, plan: str, token: str, page: str = "phone", language: str = "en") -> None:
        super().__init__(url, plan, token)
        self.page, self.language, self.keep = page, language, True
        self.answers: dict[str, dict[str, Any]] = {}

    async def _visit(self) -> None:
        protocol = websockets.Subprotocol("stratroom.html.1")
        async with websockets.connect(
            self.url, subprotocols=[protocol], additional_headers=self.headers, max_size=2**24
        ) as socket:
            hello = {"type": "hello", "protocol": protocol, "page": self.page, "lang": self.language}
            await socket.send(json.dumps(hello))
            self._socket = socket
            async for raw in socket:
                await self._hear(str(raw))

    async def _hear(self, raw: str) -> None:
        said = json.loads(raw)
        if said["type"] in ("ack", "refused"):
            self.answers[said["id"]] = said
        if said["type"] == "frame":
            self.bytes.append(raw)
            self._news.set()
            return
        await super()._hear(raw)

    async def say(self, **message: Any) -> None:
        if self._socket is not None and self.welcomed.is_set():
            with contextlib.suppress(websockets.WebSocketException):
                await self._socket.send(json.dumps(message))

    @property
    def seated(self) -> bool:
        return self.welcomed.is_set()


@dataclass
class Room:
    served: Served
    told: dict[str, Any]
    canaries: list[str] = field(default_factory=list)
    """What the day itself added."""
    clients: dict[str, httpx.AsyncClient] = field(default_factory=dict)
    """Person → their program."""

    @property
    def plan(self) -> str:
        return str(self.told["plan"])

    @property
    def invitation(self) -> str:
        """What the customer's QR code holds."""
        way = invitations.way_in(self.served.identity, self.plan, invitations.CUSTOMER)
        return self.served.do(way).secret

    def person(self, name: str) -> dict[str, Any]:
        return next(each for each in self.told["people"] if each["name"] == name)

    def client(self, name: str) -> httpx.AsyncClient:
        """Somebody's browser: the cookie of their seat, redirects told and not followed."""
        cookie = {f"seat_{self.plan}": self.person(name)["token"]}
        url = self.served.url
        return httpx.AsyncClient(base_url=url, cookies=cookie, headers={"origin": url}, timeout=60)

    def screen(self, name: str, page: str = "phone", language: str = "en") -> Screen:
        return Screen(self.served.url, self.plan, self.person(name)["token"], page, language)

    def program(self, name: str) -> Program:
        program = Program(self.served.url, self.plan, self.person(name)["token"])
        program.keep = True
        return program

    def whisper(self, words: str) -> str:
        """Words of our side's alone."""
        canary = f"canary-{secrets.token_hex(6)}"
        self.canaries.append(canary)
        return f"{words} {canary}"

    def api(self, who: str) -> httpx.AsyncClient:
        if who not in self.clients:
            headers = {"authorization": f"Bearer {self.person(who)['token']}"}
            self.clients[who] = httpx.AsyncClient(base_url=self.served.url, headers=headers, timeout=60)
        return self.clients[who]

    async def asks(self, who: str, **command: Any) -> dict[str, Any]:
        body = {"type": "command", "id": secrets.token_urlsafe(9), **command}
        answer: dict[str, Any] = (
            await self.api(who).post(f"/api/plans/{self.plan}/commands", json=body)
        ).json()
        return answer

    async def does(self, who: str, **command: Any) -> str:
        answer = await self.asks(who, **command)
        assert answer["type"] == "ack", (command, answer)
        return str(answer["id"])

    async def records(self, who: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.api(who).get(f"/api/plans/{self.plan}")).json()["records"]
        return found


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    data = tmp_path_factory.mktemp("bytes") / "data"
    return data, demo(data, "http://127.0.0.1:1", "--canaries", "--members", "4")


@pytest.fixture
def room(filled: tuple[Path, dict[str, Any]], tmp_path: Path) -> Iterator[Room]:
    data, told = filled
    copy = tmp_path / "data"
    copy.mkdir()
    for file in data.iterdir():
        if file.is_file():
            (copy / file.name).write_bytes(file.read_bytes())
    with serving(copy) as served:
        yield Room(served, told)


def lives(room: Room, story: Callable[[Room], Awaitable[None]]) -> None:
    """A story on a loop of its own."""

    async def told() -> None:
        try:
            await story(room)
        finally:
            for client in room.clients.values():
                await client.aclose()

    asyncio.run(told())


@contextlib.asynccontextmanager
async def connected(*screens: Program) -> AsyncIterator[None]:
    """They stay connected, and come back whenever they are let."""
    tasks = [asyncio.create_task(screen.run()) for screen in screens]
    try:
        yield
    finally:
        for screen in screens:
            await screen.stop()
        await asyncio.wait(tasks, timeout=10)
        for task in tasks:
            task.cancel()


# ---------------------------------------------------------------- what nobody of theirs may be told


def kept_inside(room: Room, ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> Secrets:
    """The canaries, hidden ids, names that customers do not know, and the words for our side alone."""
    kept = Secrets.of_demo(room.told)
    kept.add(room.canaries, "said among ourselves")
    known = {record["id"] for record in theirs}
    kept.add((record["id"] for record in ours if record["id"] not in known), "the id of a hidden record")
    named = {record["fields"].get(who) for record in theirs for who in ("accountable", "responsible")}
    unknown = [
        person
        for person in room.told["people"]
        if person["side"] == "ours" and person["id"] not in named and person["id"] not in signing(room)
    ]
    kept.add((person["name"] for person in unknown), "a name that customers do not know")
    kept.add((person["id"] for person in unknown), "somebody whom customers do not know")
    for step in steps():
        kept.add(for_ours(step), f"said to our side in {step.key}")
    return kept


def signing(room: Room) -> set[str]:
    state = room.served.do(room.served.site.rooms.get(room.plan)).live.state
    return {person.id for person in state.people.values() if person.signs_as}


def steps() -> tuple[StepSpec, ...]:
    return load(ROOT / "workshops")["strat-for-nat"].steps


def for_ours(step: StepSpec) -> Iterator[str]:
    """Notes for whoever leads, what our phones say, and what a step is called that they have no part in."""
    for words in step.notes.values():
        yield from (line.strip("-0123456789. *") for line in words.splitlines() if len(line) > 30)
    yield from step.lead.values()
    if step.holds_customers:
        yield from step.title.values()


# ---------------------------------------------------------------- what they try


def paths(room: Room, method: str, person: str, record: str) -> list[str]:
    """Every path that the application knows, filled in with what a customer would love to see."""
    fill = {
        "plan": room.plan, "person": person, "record": record, "secret": room.invitation, "edition": "internal",
        "device": "nobody-s-device", "user": "nobody-s-account", "kind": "customer", "phone": "a-phone-of-mine",
        "document": "no-such-document",
    }  # fmt: skip
    known = room.served.installation.app.openapi()["paths"]
    found = []
    for path, methods in known.items():
        if method in methods:
            found.append(path.format_map({**dict.fromkeys(_names(path), "anything"), **fill}))
    return found


def _names(path: str) -> list[str]:
    return [part.split("}")[0] for part in path.split("{")[1:]]


Answers = list[tuple[str, bytes]]
"""What was asked for, and what came back."""


async def looks_everywhere(room: Room, client: httpx.AsyncClient, person: str, record: str) -> Answers:
    """Every page there is, in both languages for those of the plan."""
    got = []
    for path in paths(room, "get", person, record):
        for address in (path, f"{path}?lang=nl") if f"/{room.plan}" in path else (path,):
            answer = await client.get(address)
            got.append((f"GET {address} {answer.status_code}", _without(answer, person, record)))
    return got


async def presses_everything(room: Room, client: httpx.AsyncClient, person: str, record: str) -> Answers:
    """Every form there is, empty and full."""
    full = {"person": person, "name": "Somebody", "on": "1", "edition": "internal", "door": "open"}
    got = []
    for path in paths(room, "post", person, record):
        if path.endswith(LEAVES) or path == "/api/verify":
            continue
        for form in ({}, full):
            answer = await client.post(path, data=form)
            got.append((f"POST {path} {answer.status_code}", _without(answer, person, record)))
    return got


def _without(answer: httpx.Response, *asked: str) -> bytes:
    """An answer, headers first; what was asked for stands in the address, and in links back to it."""
    said = str(answer.headers).encode() + answer.content
    for each in asked:
        said = said.replace(each.encode(), b"(asked)")
    return said


def wishes(record: str) -> list[dict[str, Any]]:
    """Each thing that can be asked about a record."""
    return [
        {"do": "set", "record": record, "field": "statement", "value": "x"},
        {"do": "set", "record": record, "field": "baseline", "value": "1", "read": True},
        {"do": "read", "record": record},
        {"do": "move", "record": record, "parent": None},
        {"do": "remove", "record": record},
        {"do": "restore", "record": record},
        {"do": "share", "record": record, "branch": True},
        {"do": "withhold", "record": record},
        {"do": "add", "kind": "comment", "parent": record, "fields": {"text": "hello"}},
        {"do": "add", "kind": "mark", "parent": record, "fields": {"value": "agree"}},
        {"do": "add", "kind": "action", "parent": record, "fields": {"statement": "mine"}},
        {"do": "place", "note": record, "kind": "csf", "parent": None},
        {"do": "room", "name": "spotlight", "value": record},
    ]


async def asks_about(room: Room, screen: Screen, record: str) -> list[tuple[str, str]]:
    """What comes of asking about a record, without the record and the ids that were sent: code and words."""
    sent = []
    for wish in wishes(record):
        id_ = secrets.token_urlsafe(9)
        sent.append(id_)
        await screen.say(type="command", id=id_, **wish)
    await screen.until(lambda: all(id_ in screen.answers for id_ in sent))
    return [(screen.answers[id_]["type"], str(screen.answers[id_].get("message"))) for id_ in sent]


async def opens_everything(screen: Screen, ids: list[str]) -> None:
    """Editors, wordings and co-edited fields of records that are hidden."""
    names = [f"{kind}-{id_}" for id_ in ids for kind in ("edit", "line", "reword", "sign")]
    await screen.say(type="watch", fragments=names[:200])
    for id_ in ids[:12]:
        await screen.say(type="presence", record=id_)
        for name in ("statement", "wording", "profile"):
            await screen.say(type="text", op="open", record=id_, field=name, vector="AA==")


# ---------------------------------------------------------------- the day


async def goes_through_the_day(room: Room, after_each: Callable[[StepSpec], Awaitable[None]]) -> None:
    """What our side does in each step, with something secret in all of it."""
    ours = await room.records(ANOUK)
    goal = next(record for record in ours if record["kind"] == "goal")
    shared = next(record for record in ours if record["kind"] == "nc" and record["shared"])
    for step in steps():
        await room.does(ANOUK, do="step", step=step.key)
        await among_ourselves(room, step, goal["id"], shared["id"])
        if step.admits_customers:
            await room.does(ANOUK, do="room", name="board", value="shared")
            await room.does(ANOUK, do="room", name="admitted", value=True)
        await after_each(step)


async def among_ourselves(room: Room, step: StepSpec, goal: str, shared: str) -> None:
    note = await room.does(
        ANOUK, do="add", kind="note", fields={"text": room.whisper("We wonder"), "step": step.key}
    )
    comment = {"text": room.whisper("Do not tell them")}
    await room.does(ANOUK, do="add", kind="comment", parent=shared, fields=comment)
    await room.does(ANOUK, do="room", name="extra", value=5)
    await room.does(ANOUK, do="room", name="spotlight", value=shared)
    hidden = await room.does(
        ANOUK, do="add", kind="csf", parent=goal, fields={"statement": room.whisper("What they never read")}
    )
    await room.does(ANOUK, do="room", name="spotlight", value=hidden)
    if step.reveal == "on-reveal":
        await room.does(ANOUK, do="reveal", step=step.key)
    placed = await room.does(ANOUK, do="place", note=note, kind="csf", parent=goal)
    await room.does(ANOUK, do="remove", record=placed)


def test_no_byte_of_ours_reaches_a_customer_in_any_step(room: Room) -> None:
    lives(room, _no_byte_of_ours_reaches_a_customer)


async def _no_byte_of_ours_reaches_a_customer(room: Room) -> None:
    phone, dutch, program = room.screen(MARIJKE), room.screen(PIETER, language="nl"), room.program(PIETER)
    colleague = room.screen(BRAM)
    typed_in = next(r["id"] for r in await room.records(ANOUK) if r["kind"] == "nc" and r["shared"])
    heard: list[tuple[str, str | bytes]] = []
    seen: list[bool] = []
    marijke = room.person(MARIJKE)["id"]
    hidden_person = room.person(BRAM)["id"]
    thorough = {"open", "share", "welcome", "caucus", "sign"}

    async def looks(step: StepSpec) -> None:
        inside, known = await room.records(ANOUK), {r["id"] for r in program.records.values()}
        admitted = step.key in after_admission
        await phone.until(lambda: phone.seated is admitted and program.welcomed.is_set() is admitted)
        seen.append(admitted)
        await colleague.say(type="presence", record=typed_in)
        if admitted:  # they may know that somebody writes there, and of which house
            await phone.until(lambda: f'"editing":{{"{typed_in}"' in "".join(phone.bytes))
        hidden = [record["id"] for record in inside if record["id"] not in known]
        await opens_everything(phone, hidden)
        if step.key in thorough:
            async with room.client(MARIJKE) as client:
                heard.extend(await looks_everywhere(room, client, hidden_person, hidden[0]))
                heard.extend(await presses_everything(room, client, hidden_person, hidden[0]))

    keys = [step.key for step in steps()]
    first = next(step.key for step in steps() if step.admits_customers)
    after_admission = set(keys[keys.index(first) :])
    async with connected(phone, dutch, program, colleague):
        await goes_through_the_day(room, looks)
        for kind in ("hidden", "none"):
            inside = await room.records(ANOUK)
            known = {record["id"] for record in await room.records(MARIJKE)}
            of = (
                next(r["id"] for r in inside if r["id"] not in known)
                if kind == "hidden"
                else "no-such-record-at-all"
            )
            heard.append((f"asked about {kind}", json.dumps(await asks_about(room, phone, of))))
        theirs, ours = await room.records(MARIJKE), await room.records(ANOUK)

    assert set(seen) == {True, False}
    assert heard[-1][1] == heard[-2][1], "what is hidden is answered otherwise than what is not there"
    kept = kept_inside(room, ours, theirs)
    asked = {marijke, hidden_person}
    for id_ in [each for each in kept.values if each in asked]:
        del kept.values[id_]
    heard += [
        (f"{name}'s socket", raw)
        for name, each in (("phone", phone), ("Dutch phone", dutch))
        for raw in each.bytes
    ]
    heard += [("program", raw) for raw in program.bytes]
    leaks = [f"{where}: {line}" for where, said in heard for line in kept.found_in(_without_echo(said))]
    assert not leaks, "\n".join(leaks[:40])
    assert kept.found_in(json.dumps(ours)), "the search finds nothing at all"


def _without_echo(said: str | bytes) -> str | bytes:
    """A field that was asked for is named in the refusal: that is what the customer sent."""
    if isinstance(said, bytes) or '"type":"text"' not in said[:200]:
        return said
    told = json.loads(said)
    told.pop("record", None)
    return json.dumps(told)


def test_customers_cannot_count_what_we_change_among_ourselves(room: Room) -> None:
    lives(room, _customers_cannot_count)


async def _customers_cannot_count(room: Room) -> None:
    await room.does(ANOUK, do="step", step="welcome")
    await room.does(ANOUK, do="room", name="board", value="shared")
    await room.does(ANOUK, do="room", name="admitted", value=True)
    phone, program = room.screen(MARIJKE), room.program(MARIJKE)
    ours = await room.records(ANOUK)
    goal = next(record["id"] for record in ours if record["kind"] == "goal")
    shared = next(r for r in ours if r["kind"] == "nc" and r["shared"] and not r["fields"].get("wording"))
    async with connected(phone, program):
        await phone.until(lambda: _frames(phone) and _frames(program))
        before = len(_frames(phone)), len(_frames(program))
        for n in range(20):
            await room.does(
                ANOUK, do="add", kind="csf", parent=goal, fields={"statement": f"Among ourselves {n}"}
            )
            await room.does(ANOUK, do="set", record=shared["id"], field="baseline", value=str(n))
        await room.does(ANOUK, do="set", record=shared["id"], field="metric", value="visits without a fault")
        await phone.until(lambda: len(_frames(phone)) > before[0])
        await program.until(lambda: len(_frames(program)) > before[1])
        told = _frames(phone)[before[0] :], _frames(program)[before[1] :]
    assert [len(each) for each in told] == [1, 1]
    assert [record["id"] for record in told[1][0]["records"]] == [shared["id"]]


def _frames(screen: Program) -> list[dict[str, Any]]:
    return [told for raw in screen.bytes if (told := json.loads(raw))["type"] == "frame"]


def test_phones_of_ours_and_boards_show_no_more_than_customers_do_while_they_are_here(room: Room) -> None:
    lives(room, _turned)


async def _turned(room: Room) -> None:
    await room.does(ANOUK, do="step", step="welcome")
    await room.does(ANOUK, do="room", name="board", value="shared")
    await room.does(ANOUK, do="room", name="admitted", value=True)
    phone, board = room.screen(BRAM), room.screen(ANOUK, page="board")
    async with connected(phone, board), room.client(BRAM) as client:
        await phone.until(lambda: _frames(phone) and _frames(board))
        ours, theirs = await room.records(ANOUK), await room.records(MARIJKE)
        pages = [(await client.get(f"/p/{room.plan}")).text]
        await room.does(
            ANOUK, do="room", name="spotlight", value=next(r["id"] for r in ours if not r["shared"])
        )
        await room.does(ANOUK, do="step", step="review")
        await board.until(lambda: len(_frames(board)) > 1)
        pages += [(await client.get(f"/p/{room.plan}")).text, *phone.bytes, *board.bytes]
    canaries = Secrets.of_demo(room.told)
    known = {record["id"] for record in theirs}
    canaries.add(
        (r["id"] for r in ours if r["id"] not in known and r["kind"] not in ("mark", "note")), "a hidden id"
    )
    leaks = [line for said in pages for line in canaries.found_in(said)]
    assert not leaks, "\n".join(leaks[:40])
