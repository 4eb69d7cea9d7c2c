"""Twin plans that differ only in what is internal: what customers are sent is the same, byte for byte and one by one.

Two servers begin with the very same files. On both the same visible day is lived, with the same ids and at the same
times; between any two things of it, each has a life of its own among ourselves: other figures, other hidden records,
other talk, other colleagues, more of it here than there. After each thing that happens a barrier waits until
everything is shown. Everything that customers hear, on pages and as programs, and every page and answer that they ask
for, is written down; the two transcripts have to be equal. Latency is no part of the promise (docs/security.md).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import msgspec
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from app.documents.orders import Answer, CountOrder, File, Order, Pages
from app.documents.press import Press
from app.domain import commands as do
from app.domain.content import canonical, content
from app.domain.people import Edition, Person, Role, Side
from app.live import presence
from tests.faults.tally import Tally
from tests.serving import Served, serving
from tests.worked import worked_account

LEADER, MARIJKE, PIETER = "Anouk Terpstra", "Marijke van den Berg", "Pieter Hoekstra"
NOON = 1_799_924_400_000
"""14 January 2027, 11:00 UTC, in milliseconds."""
MOST_AMONG_OURSELVES = 5
"""Internal things between two visible ones."""
RANDOM = ("date", "content-security-policy", "x-request-id")
"""Headers that differ from answer to answer, whatever the plan holds."""
OWN_DEVICE = re.compile(rb"(?<=<span class=\"end\">)last seen[^<]*|(?<=<span class=\"end\">)laatst[^<]*")
"""When a customer's own device was here last: the one thing on their pages that is of the hour, not of the plan."""
NONCE = re.compile(rb'(?<=nonce[=-])"?[A-Za-z0-9_-]{22}"?|nonce-[A-Za-z0-9_-]{22}')


@dataclass(frozen=True, slots=True)
class Twins(Tally):
    pairs: int = 0
    visible: int = 0
    internal: int = 0
    """Things that happened among ourselves, on both sides together."""
    messages: int = 0
    """Frames and answers that were compared."""
    pages: int = 0
    unequal: int = 0

    @classmethod
    def bad(cls) -> tuple[str, ...]:
        return ("unequal",)


def run(folder: Path, seed: int, things: int = 14, *, printed: bool = True) -> Twins:
    """One pair of twins through one day, on which so many things happen once customers are here.

    Where nothing is `printed`, what the press was told to print is compared in the place of what it prints.
    """
    demo = worked_account(folder / "first")
    shutil.copytree(folder / "first", folder / "second")
    guests = {guest.seat.name: guest for guest in demo.guests}
    lives = []
    for name in ("first", "second"):
        with _stopped_clock(), serving(folder / name) as served, ExitStack() as open_:
            if not printed:
                served.site.sealing.press = Unprinted()
            life = Life(served, demo.plan, guests, random.Random(f"{seed} {name}"), open_)
            life.lives(random.Random(seed), things)
            lives.append(life)
    first, second = lives
    unequal = _compared(first.heard, second.heard)
    return Twins(
        pairs=1,
        visible=first.visible,
        internal=first.internal + second.internal,
        messages=sum(kind != "page" for kind, _, _ in first.heard),
        pages=sum(kind == "page" for kind, _, _ in first.heard),
        unequal=unequal,
    )


Heard = list[tuple[str, str, bytes]]
"""What it was (a page or a message), who or which, and its bytes."""


class Unprinted(Press):
    """Hands back the very order: a file is made of nothing else (tests/documents/test_print.py)."""

    def carry_out(self, order: Order, *, within: float | None = None) -> Answer:
        return Pages(1) if isinstance(order, CountOrder) else File(msgspec.msgpack.encode(order))


@contextlib.contextmanager
def _stopped_clock() -> Iterator[None]:
    """Nobody is taken for gone because the machine was slow: how long that takes is latency."""
    before, presence.EXPIRES_S = presence.EXPIRES_S, 1e9
    try:
        yield
    finally:
        presence.EXPIRES_S = before


def _compared(first: Heard, second: Heard) -> int:
    """How many things differ; the first of them is told."""
    pairs = list(zip(first, second, strict=False))
    differ = [number for number, (one, other) in enumerate(pairs) if one != other]
    if differ:
        one, other = pairs[differ[0]]
        sys.stdout.write(f"the {differ[0]}th of {len(first)} and {len(second)} differs:\n")
        sys.stdout.write(
            f"  {one[:2]} {_around(one[2], other[2])!r}\n  {other[:2]} {_around(other[2], one[2])!r}\n"
        )
    return len(differ) + abs(len(first) - len(second))


def _around(said: bytes, other: bytes) -> bytes:
    at = next(
        (n for n, (a, b) in enumerate(zip(said, other, strict=False)) if a != b), min(len(said), len(other))
    )
    return said[max(0, at - 120) : at + 200]


@dataclass
class Life:
    served: Served
    plan: str
    guests: dict[str, Any]
    own: random.Random
    """For what happens here alone."""
    open: ExitStack
    heard: Heard = field(default_factory=list)
    sockets: dict[str, ClientConnection] = field(default_factory=dict)
    clients: dict[str, httpx.Client] = field(default_factory=dict)
    now: int = NOON
    asked: int = 0
    visible: int = 0
    internal: int = 0
    known: list[dict[str, Any]] = field(default_factory=list)
    """What there was in the beginning."""
    hidden: list[str] = field(default_factory=list)
    """Records of this life alone."""

    # ── the day ───────────────────────────────────────────────────────────────────────────────────────

    def lives(self, both: random.Random, things: int) -> None:
        self._stops_the_clock()
        for what in self._day(both, things):
            for _ in range(self.own.randrange(MOST_AMONG_OURSELVES)):
                self._among_ourselves()
                self.settled()
            self.now += 1_000
            what()
            self.visible += 1
            self.settled()
        state = self.served.do(self.served.site.rooms.get(self.plan)).live.state
        self.heard.append(("page", "what customers sign", canonical(content(state, Edition.SHARED))))

    def _stops_the_clock(self) -> None:
        room = self.served.do(self.served.site.rooms.get(self.plan))
        self.served.site.hub.clock = lambda: self.now
        room.live._clock = lambda: self.now

    def _day(self, both: random.Random, things: int) -> Iterator[Callable[[], None]]:
        """The visible day; chosen alike in both lives."""
        ours = self._records(LEADER)
        shared = [r["id"] for r in ours if r["shared"] and r["kind"] in ("csf", "nc", "action")]
        withheld = [r["id"] for r in ours if not r["shared"] and r["kind"] in ("nc", "action")][:6]
        yield lambda: self.does(do="step", step="welcome")
        yield lambda: self.does(do="room", name="board", value="shared")
        yield lambda: self.does(do="room", name="admitted", value=True)
        for who, page in ((MARIJKE, "phone"), (PIETER, "phone"), (PIETER, "json")):
            yield lambda w=who, p=page: self.comes(w, p)
        yield self.reads
        for number in range(things):
            one, other = both.choice(shared), both.choice(shared)
            hides = both.choice(withheld)
            kind = both.randrange(9)
            yield from self._something(kind, number, one, other, hides)
        yield self.reads
        yield self.goes
        yield lambda: self.comes(MARIJKE, "phone")
        yield lambda: self.does(do="step", step="caucus")
        yield self.reads
        yield lambda: self.does(do="room", name="admitted", value=False)
        yield self.reads

    def _something(
        self, kind: int, number: int, one: str, other: str, hides: str
    ) -> Iterator[Callable[[], None]]:
        match kind:
            case 0:
                yield lambda: self.does(
                    do="set", record=one, field="statement", value=f"Said anew, the {number}th time"
                )
            case 1:
                yield lambda: self.does(do="share", record=hides)
                yield lambda: self.does(do="withhold", record=hides)
            case 2:
                yield lambda: self.says(
                    MARIJKE, do="add", kind="comment", parent=one, fields={"text": f"Why {number}?"}
                )
            case 3:
                yield lambda: self.says(PIETER, do="add", kind="mark", parent=one, fields={"value": "agree"})
            case 4:
                yield lambda: self.does(
                    do="step", step=("review", "insight", "refine", "welcome")[number % 4]
                )
                yield self.reads
            case 5:
                yield lambda: self.does(do="room", name="spotlight", value=one)
            case 6:
                yield lambda: self.says(PIETER, do="set", record=hides, field="statement", value="mine")
                yield lambda: self.says(PIETER, do="remove", record="a-record-of-only-one-life")
                yield lambda: self.says(MARIJKE, do="undo")
            case 7:
                yield lambda: self.does(do="move", record=one, parent=self._parent(one), after=None)
            case _:
                yield lambda: self.does(do="room", name="extra", value=number)

    # ── what nobody of theirs may notice ──────────────────────────────────────────────────────────────

    def _among_ourselves(self) -> None:
        self.internal += 1
        ours = self.known = self.known or self._records(LEADER)
        chosen = self.own.choice([r for r in ours if r["kind"] in ("goal", "csf", "nc", "action")])
        words = f"among ourselves {self.own.randrange(10**9)}"
        match self.own.randrange(11):
            case 0 if chosen["kind"] == "goal":
                self.tries(do="set", record=chosen["id"], field="sales", value=self.own.randrange(10**9))
            case 0 | 1 if chosen["kind"] == "nc":
                self.tries(do="set", record=chosen["id"], field="source", value=words)
                self.tries(do="set", record=chosen["id"], field="baseline", value=str(self.own.randrange(99)))
            case 2 | 3:
                under = {"goal": "csf", "csf": "nc", "nc": "action"}.get(chosen["kind"])
                if under is not None:
                    made = self.tries(
                        do="add", kind=under, parent=chosen["id"], after=None, fields={"statement": words}
                    )
                    self.hidden.append(made)
            case 4:
                self.tries(do="add", kind="comment", parent=chosen["id"], fields={"text": words})
            case 5:
                self.tries(do="add", kind="mark", parent=chosen["id"], fields={"value": "agree"})
            case 6:
                self.tries(do="add", kind="note", fields={"text": words})
            case 7 if self.hidden:
                self.tries(do="set", record=self.own.choice(self.hidden), field="statement", value=words)
            case 8 if self.hidden:
                self.tries(do="remove", record=self.own.choice(self.hidden))
            case 9:
                self._a_colleague(words)
            case _:
                self._a_phone_of_ours(self.own.choice([r["id"] for r in ours if not r["shared"]]))

    def _a_colleague(self, name: str) -> None:
        room = self.served.do(self.served.site.rooms.get(self.plan))
        id_ = f"colleague-{self.own.randrange(10**9):09}"
        self.served.do(
            self.served.identity.ask(
                room, do.SetPerson(Person(id_, Side.OURS, Role.MEMBER, name, joined=True))
            )
        )

    def _a_phone_of_ours(self, hidden: str) -> None:
        """Somebody of ours comes, writes in what is hidden, and leaves."""
        name = self.own.choice([n for n, g in self.guests.items() if g.seat.role == "member"])
        with self._dialled(name, "phone") as socket:
            self._until(socket, b'"frame"')
            socket.send(json.dumps({"type": "presence", "record": hidden}))
            socket.send(json.dumps({"type": "text", "op": "open", "record": hidden, "field": "statement"}))
            socket.send('{"type":"ping"}')
            self._until(socket, b'"pong"')

    # ── doing ─────────────────────────────────────────────────────────────────────────────────────────

    def client(self, name: str) -> httpx.Client:
        if name not in self.clients:
            # packed, a page's length would tell of its nonce
            bearer = {"authorization": f"Bearer {self.guests[name].token}", "accept-encoding": "identity"}
            made = httpx.Client(base_url=self.served.url, headers=bearer, timeout=60)
            self.clients[name] = self.open.enter_context(made)
        return self.clients[name]

    def _records(self, name: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.client(name).get(f"/api/plans/{self.plan}").json()["records"]
        return found

    def _parent(self, record: str) -> str | None:
        parent: str | None = next(r["parent"] for r in self._records(LEADER) if r["id"] == record)
        return parent

    def does(self, **command: Any) -> None:
        """Ours, for all to see: the id is the same in both lives."""
        self.asked += 1
        told = self._asks(LEADER, f"visible-{self.asked:05}", command)
        assert told["type"] == "ack", (command, told)

    def tries(self, **command: Any) -> str:
        """Ours, in this life alone; it may be refused."""
        id_ = f"own-{self.own.randrange(10**12):012}"
        self._asks(LEADER, id_, command)
        return id_

    def says(self, name: str, **command: Any) -> None:
        """A customer's; the answer is heard as well."""
        self.asked += 1
        told = self._asks(name, f"visible-{self.asked:05}", command)
        self.heard.append(("answer", name, json.dumps(told).encode()))

    def _asks(self, name: str, id_: str, command: dict[str, Any]) -> dict[str, Any]:
        body = {"type": "command", "id": id_, **command}
        told: dict[str, Any] = self.client(name).post(f"/api/plans/{self.plan}/commands", json=body).json()
        return told

    def comes(self, name: str, page: str) -> None:
        key = f"{name}, {page}"
        if key in self.sockets:
            self.sockets.pop(key).close()
        socket = self.sockets[key] = self.open.enter_context(self._dialled(name, page))
        self._until(socket, b'"frame"', key, it_too=True)

    def goes(self) -> None:
        self.sockets.pop(f"{MARIJKE}, phone").close()
        left = self.guests[MARIJKE].id

        async def noticed() -> None:
            hub = self.served.site.hub
            while any(c.seat.person == left for c in hub.connections(self.plan)):  # noqa: ASYNC110
                await asyncio.sleep(0.002)

        self.served.do(noticed())

    def _dialled(self, name: str, page: str) -> ClientConnection:
        protocol = f"stratroom.{'json' if page == 'json' else 'html'}.1"
        socket = connect(
            f"ws{self.served.url.removeprefix('http')}/live/{self.plan}",
            subprotocols=[Subprotocol(protocol)],
            additional_headers={"authorization": f"Bearer {self.guests[name].token}"},
            max_size=2**24,
            legacy=True,
        )
        socket.send(
            json.dumps(
                {
                    "type": "hello",
                    "protocol": protocol,
                    "page": page,
                    "lang": "nl" if name == PIETER else "en",
                }
            )
        )
        return socket

    def reads(self) -> None:
        """Every page and answer that a customer can ask for."""
        paths = (
            f"/p/{self.plan}", f"/p/{self.plan}/you", f"/p/{self.plan}/history", f"/p/{self.plan}/bin",
            f"/p/{self.plan}/sign", f"/p/{self.plan}/wait", f"/p/{self.plan}/document/shared.pdf",
            f"/p/{self.plan}/document/internal.pdf",
            f"/api/plans/{self.plan}", f"/api/plans/{self.plan}/documents", f"/api/plans/{self.plan}/sign",
        )  # fmt: skip
        for name in (MARIJKE, PIETER):
            for path in paths:
                answer = self.client(name).get(path)
                told = {k: v for k, v in answer.headers.items() if k not in RANDOM}
                said = f"{answer.status_code} {sorted(told.items())}\n".encode() + answer.content
                said = OWN_DEVICE.sub(b"", NONCE.sub(b"", said)).replace(
                    self.served.url.removeprefix("http://").encode(), b"here"
                )
                self.heard.append(("page", f"{name} {path}", said))

    # ── hearing ───────────────────────────────────────────────────────────────────────────────────────

    def settled(self) -> None:
        """The barrier: nothing is still to be shown, and everybody has heard what was."""

        async def shown() -> None:
            hub = self.served.site.hub
            while any(room.busy for room in hub._rooms.values()):  # noqa: ASYNC110  rooms have no event for it
                await asyncio.sleep(0.002)

        self.served.do(shown())
        for key, socket in list(self.sockets.items()):
            # Who was hung up on cannot ask any more, and has yet to read what came before that.
            with contextlib.suppress(ConnectionClosed):
                socket.send('{"type":"ping"}')
            try:
                self._until(socket, b'"pong"', key)
            except ConnectionClosed as gone:
                code = gone.rcvd.code if gone.rcvd else 1006
                self.heard.append(("closed", key, str(code).encode()))
                del self.sockets[key]

    def _until(
        self, socket: ClientConnection, wanted: bytes, key: str | None = None, *, it_too: bool = False
    ) -> None:
        while True:
            said = str(socket.recv(timeout=60)).encode()
            found = wanted in said[:40]
            if key is not None and (it_too or not found):  # a pong comes as often as the barrier asks for it
                self.heard.append(("message", key, said))
            if found:
                return
