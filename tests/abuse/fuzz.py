"""Customers and outsiders who try everything: on sockets and over HTTP, against a real server in the middle of its day.

While ours go on with the day and say secret things among themselves, others send what `corpus` makes, each under an
identity: a customer with a seat, a seat that ended, a forged token, nobody. Everything that comes back is searched
for canaries; the server may log no error and answer no 500; and it must not grow for as long as this goes on.

A message counts when it was answered or when the server read what came after it: each life on a socket ends with a
ping, and only what its pong follows has counted.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import secrets
import string
import sys
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from app.formats import load
from app.live import wire
from tests.abuse import raw
from tests.abuse.corpus import Corpus, nested, spoken
from tests.abuse.routes import Way, filled, ways
from tests.canaries import Secrets
from tests.faults.served import ROOT, Served, demo
from tests.faults.tally import Tally

MOST = 50_000
"""Frames and requests of a round."""
BURST = 420
"""Messages of one session before it is changed for a new one: beyond its burst the server takes its time with them."""
SOCKETS, BROWSERS = 6, 5
GROWS = 24_000
"""Kilobytes by which the process may be larger at the end of a round than after its first third: caches have bounds of
their own, and allocators round up. A leak of a kilobyte a message would be twice that."""
MOST_TOLD = 5
"""Lines of a kind of finding: the first ones say it."""
UNFINISHED = 0.25
"""Seconds to wait for an answer to what may be no whole frame or request."""
DEAR = ("/document/", "/sign/page", "/sign/all", "/api/verify", "/verify", "/login", "/setup")
"""Parts of paths that cost the server much; asked for now and then."""


@dataclass(frozen=True, slots=True)
class Fuzzed(Tally):
    frames: int = 0
    requests: int = 0
    acknowledged: int = 0
    refused: int = 0
    hung_up: int = 0
    """Sockets that the server closed, with a reason."""
    answered_200: int = 0
    answered_4xx: int = 0
    searched_kb: int = 0
    """Kilobytes of what came back."""
    canaries: int = 0
    exceptions: int = 0
    """Errors in the server's log, answers of 500, sockets closed with 1011."""
    memory_grew: int = 0
    """Rounds in which the process grew."""
    silent: int = 0
    """Answers that never came."""

    @classmethod
    def bad(cls) -> tuple[str, ...]:
        return "canaries", "exceptions", "memory_grew", "silent"


def run(folder: Path, seed: int, most: int = MOST) -> Fuzzed:
    """`most` frames and requests in one plan; what was found is told on standard output."""
    served = Served(folder / "data", environment={})  # started anew: its memory is its own
    told = demo(served.data, served.url, "--canaries", "--members", "4")
    served.start()
    try:
        return asyncio.run(Round(served, told, seed, most).run())
    finally:
        served.kill()


@dataclass(slots=True)
class Count:
    """A tally that is still being made."""

    told: dict[str, int] = field(default_factory=dict)
    sent: int = 0

    def add(self, name: str, n: int = 1) -> None:
        self.told[name] = self.told.get(name, 0) + n
        if name in ("frames", "requests"):
            self.sent += n


class Round:
    def __init__(self, served: Served, told: dict[str, Any], seed: int, most: int) -> None:
        self.served, self.told, self.seed, self.most = served, told, seed, most
        self.plan = str(told["plan"])
        self.count = Count()
        self.secrets = Secrets.of_demo(told)
        self.seen: OrderedDict[int, None] = OrderedDict()
        """Digests of what was searched already: most refusals read alike."""
        self.ways = _ways(served.data.parent)
        self.hidden: list[str] = []
        self.known: list[str] = []
        self.memory: list[int] = []
        self.invitation = ""
        self.people = [each for each in told["people"] if not each["name"].startswith("Member")]
        """Whom they ask about; of the others they may not hear."""
        self.sessions: list[str] = []
        """Tokens of customers that are good, or were."""

    async def run(self) -> Fuzzed:
        ours = _Ours(self)
        await ours.begins()
        day = asyncio.create_task(ours.goes_on())
        watch = asyncio.create_task(self._watches_memory())
        try:
            async with asyncio.TaskGroup() as group:
                for n in range(SOCKETS):
                    group.create_task(_Sockets(self, n).run())
                for n in range(BROWSERS):
                    group.create_task(_Pages(self, n).run())
        finally:
            for task in (day, watch):
                task.cancel()
            await asyncio.gather(day, watch, return_exceptions=True)
            ours.browser.close()
            await asyncio.sleep(0.05)  # until every line is down
        if day.done() and not day.cancelled() and day.exception():
            raise RuntimeError("ours could not go on") from day.exception()
        self._reads_the_log()
        self._weighs()
        return replace(Fuzzed(), **self.count.told)

    # ── what came back ────────────────────────────────────────────────────────────────────────────────

    def hears(self, said: bytes, of: str) -> None:
        """Search it, unless the very same was searched."""
        self.count.add("searched_bytes", len(said))
        key = hash(said)
        if key in self.seen:
            return
        self.seen[key] = None
        if len(self.seen) > 20_000:
            self.seen.popitem(last=False)
        for line in self.secrets.found_in(said):
            self.finds("canaries", f"{of}: {line}")

    def finds(self, what: str, line: str) -> None:
        self.count.add(what)
        if self.count.told[what] <= MOST_TOLD:
            sys.stdout.write(f"{what}: {line}\n")

    @property
    def goes_on(self) -> bool:
        return self.count.sent < self.most

    def _reads_the_log(self) -> None:
        log = (self.served.data.parent / "server.log").read_text(errors="replace")
        for line in log.splitlines():
            try:
                said = json.loads(line)
                level, what = said["level"], f"{said['message']} {said.get('error', '')[-1_500:]}"
            except (json.JSONDecodeError, AttributeError, TypeError, KeyError):
                level, what = ("error" if "Traceback" in line or "Error" in line else "info"), line
            if level in ("error", "critical"):
                self.finds("exceptions", what)
        for line in self.secrets.found_in(log):
            self.finds("canaries", f"the log: {line}")

    async def _watches_memory(self) -> None:
        while True:
            self.memory.append(_resident(self.served))
            await asyncio.sleep(0.25)

    def _weighs(self) -> None:
        self.memory.append(_resident(self.served))
        third = max(1, len(self.memory) // 3)
        warm, last = max(self.memory[:third]), sorted(self.memory[-third:])[third // 2]
        self.count.told["searched_kb"] = self.count.told.pop("searched_bytes", 0) // 1_024
        if last - warm > GROWS:
            self.finds("memory_grew", f"from {warm} to {last} kB")
        sys.stdout.write(f"resident: {self.memory[0]} kB at first, {warm} warm, {last} in the end\n")

    # ── who asks ──────────────────────────────────────────────────────────────────────────────────────

    async def seat(self, chance: random.Random, browser: raw.Browser) -> str:
        """A customer's new device: their own link, opened once more. A token with a fresh allowance."""
        link = chance.choice([p["link"] for p in self.told["people"] if p["side"] == "theirs"])
        answer = await browser.ask(raw.request("GET", "/me/" + link.rsplit("/", 1)[1], {}))
        token = answer.cookies().get(f"seat_{self.plan}", "")
        if token:
            self.sessions.append(token)
            del self.sessions[:-200]
        return token

    def corpus(self, seed: str) -> Corpus:
        people = (person["id"] for person in self.people)
        return Corpus(
            random.Random(f"{self.seed} {seed}"), (*self.known, *self.hidden, *people, "nowhere-at-all")
        )


class _Ours:
    """The facilitator goes through the day again and again, customers come and go, and secret things are said."""

    def __init__(self, round_: Round) -> None:
        self.round = round_
        self.leader = next(p for p in round_.told["people"] if p["role"] == "facilitator")
        self.browser = raw.Browser(round_.served.port)
        self.steps = load(ROOT / "workshops")["strat-for-nat"].steps
        self.goal = ""

    async def begins(self) -> None:
        await self.does(do="step", step="welcome")
        await self.does(do="room", name="board", value="shared")
        await self.does(do="room", name="admitted", value=True)
        inside, outside = await self.records(self.leader["token"]), await self.records(self._customer())
        shown = {record["id"] for record in outside}
        hidden = sorted(record["id"] for record in inside if record["id"] not in shown)
        assert hidden
        assert shown
        self.goal = next(record["id"] for record in inside if record["kind"] == "goal")
        # They ask about one half by id; of the other half no id may ever reach them.
        self.round.known, self.round.hidden = sorted(shown), hidden[::2]
        self.round.secrets.add(hidden[1::2], "the id of a hidden record")
        named = {record["fields"].get(who) for record in outside for who in ("accountable", "responsible")}
        for person in self.round.told["people"]:
            if person not in self.round.people and person["id"] not in named:
                self.round.secrets.add([person["name"], person["id"]], "somebody whom customers do not know")
        way = await self.browser.ask(
            raw.request("GET", f"/p/{self.round.plan}/qr/customer.svg", self._bearer())
        )
        assert way.status == 200, way

    def _customer(self) -> str:
        return str(next(p["token"] for p in self.round.told["people"] if p["side"] == "theirs"))

    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.leader['token']}"}

    async def records(self, token: str) -> list[dict[str, Any]]:
        headers = {"Authorization": f"Bearer {token}"}
        answer = await self.browser.ask(raw.request("GET", f"/api/plans/{self.round.plan}", headers))
        found: list[dict[str, Any]] = json.loads(answer.body)["records"]
        return found

    async def does(self, **command: Any) -> str:
        body = {"type": "command", "id": secrets.token_urlsafe(9), **command}
        sent = raw.request(
            "POST", f"/api/plans/{self.round.plan}/commands", self._bearer(), json.dumps(body).encode()
        )
        answer = json.loads((await self.browser.ask(sent)).body)
        assert answer["type"] == "ack", (command, answer)
        return str(answer["id"])

    async def goes_on(self) -> None:
        while True:
            for step in self.steps:
                await self.does(do="step", step=step.key)
                await self._among_ourselves(step.key)
                if step.key == "caucus":
                    await self.does(do="room", name="admitted", value=False)
                    await asyncio.sleep(0.1)
                    await self.does(do="room", name="admitted", value=True)
                await asyncio.sleep(0.4)

    async def _among_ourselves(self, step: str) -> None:
        canary = f"canary-{secrets.token_hex(6)}"
        self.round.secrets.add([canary], "said among ourselves")
        made = await self.does(do="add", kind="csf", parent=self.goal, fields={"statement": canary})
        note = await self.does(do="add", kind="note", fields={"text": canary, "step": step})
        await self.does(do="room", name="spotlight", value=made)
        await self.does(do="remove", record=made)
        await self.does(do="remove", record=note)


class _Sockets:
    """One caller after the other, on one socket at a time."""

    def __init__(self, round_: Round, n: int) -> None:
        self.round = round_
        self.corpus = round_.corpus(f"socket {n}")
        self.chance = self.corpus.chance
        self.browser = raw.Browser(round_.served.port)

    async def run(self) -> None:
        while self.round.goes_on:
            try:
                await self._life()
            except TimeoutError:
                self.round.finds("silent", "a socket was not answered")
        self.browser.close()

    async def _life(self) -> None:
        protocol = self.chance.choice(("stratroom.json.1", "stratroom.html.1"))
        who = self.chance.choices(("customer", "ended", "forged", "nobody", "wrong"), (80, 4, 6, 5, 5))[0]
        headers = await self._headers(who)
        if who == "wrong":
            protocol = self.chance.choice(
                ("", "stratroom.html.9", "chat", "stratroom.json.1, stratroom.html.1")
            )
        plan = (
            self.round.plan
            if who != "wrong"
            else self.chance.choice((self.round.plan, "no-such-plan", "a" * 500))
        )
        got = await raw.upgrade(self.round.served.port, f"/live/{plan}", protocol, headers)
        if isinstance(got, raw.Answer):
            self.round.count.add("requests")
            self._judges(got)
            return
        try:
            await self._talks(got, protocol, who == "customer")
        except raw.HungUp as gone:
            self.round.count.add("hung_up")
            if gone.code == 1011:
                self.round.finds("exceptions", "a socket was closed with 1011")
        finally:
            got.close()
            for said in got.heard:
                self._searches(said)

    async def _headers(self, who: str) -> dict[str, str]:
        match who:
            case "customer" | "wrong":
                token = await self.round.seat(self.chance, self.browser)
            case "ended":
                token = self.chance.choice(self.round.sessions or ["x"])
            case "forged":
                token = self.chance.choice(
                    (
                        "facilitator",
                        secrets.token_urlsafe(32),
                        self.round.told["plan"],
                        "A" * 5_000,
                        "ü",
                        "null",
                    )
                )
            case _:
                return {}
        bearer = {"Authorization": f"Bearer {token}"}
        cookie = {
            "Cookie": f"seat_{self.round.plan}={token}",
            "Origin": f"http://127.0.0.1:{self.round.served.port}",
        }
        return self.chance.choice((bearer, cookie))

    async def _talks(self, socket: raw.Socket, protocol: str, seated: bool) -> None:
        pages = (
            ("json",)
            if "json" in protocol
            else ("phone", "phone", "phone", "board", "console", "json", "paper")
        )
        hello: Any = {"type": "hello", "protocol": protocol, "page": self.chance.choice(pages), "lang": "en"}
        if self.chance.random() < 0.2:
            hello |= {
                "holds": {"all": {"x": "y"}},
                "orders": {"all": {"": "1.aaaaaaaa"}},
                "watch": ["shows-internal"],
            }
        if self.chance.random() < 0.06:
            hello = self.chance.choice((self.corpus.message(), {**hello, "lang": self.corpus.text()[:35]}))
        socket.send(raw.frame(spoken(hello)))
        self.round.count.add("frames")
        if not seated or json.loads(await socket.hear()).get("type") != "welcome":
            await self._last_words(socket)
            return
        left = BURST
        while left > 0 and self.round.goes_on:
            many = self.chance.choice((1, 20, 60))
            left -= many
            socket.send(*(raw.frame(self._message()) for _ in range(many)))
            await socket.drained()
            await self._answered(socket)
            self.round.count.add("frames", many + 1)
            if self.chance.random() < 0.1:
                break
        await self._last_words(socket)

    def _message(self) -> bytes:
        """One that does not end the connection: those that do are its last words."""
        while True:
            said = spoken(self.corpus.message())
            made = self.corpus.mutated(said) if self.chance.random() < 0.1 else said
            if _survived(made):
                return made

    async def _answered(self, socket: raw.Socket) -> None:
        """Everything that was said before has been read, decided and answered: answers come in the order of asking."""
        id_ = secrets.token_urlsafe(12)
        asked = {"type": "command", "id": id_, "do": "remove", "record": "nowhere-at-all"}
        socket.send(raw.frame(spoken(asked)))
        while id_.encode() not in await socket.hear():
            pass

    async def _pong(self, socket: raw.Socket) -> None:
        """Everything that was said before has been read."""
        socket.send(raw.frame(b'{"type":"ping"}'))
        while not (await socket.hear()).startswith(b'{"type":"pong"'):
            pass

    async def _last_words(self, socket: raw.Socket) -> None:
        """Something that may well end the connection, and what comes of it."""
        if self.chance.random() < 0.5:
            socket.send(self._broken())
            await socket.drained()
            self.round.count.add("frames")
            await self._pong(socket)
            return
        socket.send(self._odd())
        await socket.drained()
        self.round.count.add("frames")
        with contextlib.suppress(TimeoutError):  # the server may be waiting for the rest of it
            async with asyncio.timeout(UNFINISHED):
                await self._pong(socket)

    def _broken(self) -> bytes:
        return raw.frame(self.corpus.broken(), self.chance.choice((raw.TEXT, raw.TEXT, raw.TEXT, raw.BINARY)))

    def _odd(self) -> bytes:
        """Frames that RFC 6455 forbids, or allows though nobody sends them."""
        said = spoken(self.corpus.message())
        return self.chance.choice(
            (
                raw.frame(said, first=0xF1),
                raw.frame(said, first=0x83),
                raw.frame(said, first=0x8F),
                raw.frame(said, masked=False),
                raw.frame(said[:20], first=0x01) + raw.frame(said[20:], first=0x80),
                raw.frame(said[:20], first=0x01)
                + raw.frame(b"", raw.PING)
                + raw.frame(said[20:], first=0x00),
                raw.frame(said, first=0x80),
                raw.frame(b"x" * 126, raw.PING),
                raw.frame(b"", raw.PONG),
                raw.frame(b"\x03", raw.CLOSE),
                raw.frame(b"\x00\x00", raw.CLOSE),
                raw.frame(b"\x0f\xff" + b"\xff" * 20, raw.CLOSE),
                b"\x81\xff" + b"\xff" * 8,
                b"\x81\xfe\x00",
                self.chance.randbytes(200),
            )
        )

    def _searches(self, said: bytes) -> None:
        if said.startswith(b'{"type":"ack"'):
            self.round.count.add("acknowledged")
        elif said.startswith(b'{"type":"refused"'):
            self.round.count.add("refused")
            told = json.loads(said)
            if told["code"] == "server-error":
                self.round.finds("exceptions", said.decode()[:300])
            self.round.hears(f"{told['code']} {told['message']} {sorted(told)}".encode(), "a refusal")
        else:
            self.round.hears(said, "a socket")

    def _judges(self, answer: raw.Answer) -> None:
        if answer.status >= 500:
            self.round.finds("exceptions", f"a handshake: {answer.status}")
        self.round.hears(answer.all, "a handshake")


class _Pages:
    """Requests: to every route with every method, as a customer, as nobody, whole and broken."""

    def __init__(self, round_: Round, n: int) -> None:
        self.round = round_
        self.corpus = round_.corpus(f"pages {n}")
        self.chance = self.corpus.chance
        self.browser = raw.Browser(round_.served.port)
        self.token = ""
        self.left = 0

    async def run(self) -> None:
        while self.round.goes_on:
            try:
                if self.chance.random() < 0.15:
                    sent, where = self._malformed(), "malformed"
                    answer = await raw.exchange(self.round.served.port, sent, patience=UNFINISHED)
                else:
                    sent, where = await self._whole()
                    answer = await self.browser.ask(sent)
            except TimeoutError:
                self.browser.close()
                self.round.finds("silent", f"{where}: {sent[:300]!r}")
                continue
            self.round.count.add("requests")
            self._judges(answer, where)
        self.browser.close()

    def _judges(self, answer: raw.Answer, where: str) -> None:
        if answer.status >= 500 and not (answer.status == 503 and where == "GET /readyz"):
            self.round.finds("exceptions", f"{where}: {answer.status} {answer.body[:300]!r}")
        self.round.count.add("answered_200", int(200 <= answer.status < 300))
        self.round.count.add("answered_4xx", int(400 <= answer.status < 500))
        self.round.hears(answer.all, where)
        if answer.status == 401:
            self.left = 0

    async def _whole(self) -> tuple[bytes, str]:
        if self.left <= 0 and self.chance.random() < 0.9:
            self.token, self.left = await self.round.seat(self.chance, self.browser), BURST
        way = self._way()
        method = way.method if way.method in ("GET", "POST") else "GET"
        if self.chance.random() < 0.05:
            method = self.chance.choice(
                ("HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get", "BREW", "POST")
            )
        target = self._target(way)
        headers, body = self._headers(), b""
        if method not in ("GET", "HEAD"):
            kind, body = self._body(way)
            if kind:
                headers["Content-Type"] = kind
        self.left -= 40 if isinstance(body, bytes) and body.startswith(b"[") else 1
        return raw.request(
            method, target, headers, body, f"127.0.0.1:{self.round.served.port}"
        ), f"{method} {way.path}"

    def _way(self) -> Way:
        if self.chance.random() < 0.35:
            return Way("POST", "/api/plans/{plan}/commands")
        while True:
            way = self.chance.choice(self.round.ways)
            if not any(part in way.path for part in DEAR) or self.chance.random() < 0.02:
                return way

    def _target(self, way: Way) -> str:
        person = self.chance.choice(self.round.people)
        values = {
            "plan": self.round.plan if self.chance.random() < 0.93 else self._odd_part(),
            "person": person["id"],
            "record": self.corpus.record(),
            "secret": self.chance.choice(("x", person["link"][-22:])),
            "edition": self.chance.choice(("internal", "shared", "both")),
            "kind": self.chance.choice(("customer", "join")),
            "seq": self.chance.choice(("1", "0", "-1", "999999999999999999999", "x", "1e3")),
        }  # fmt: skip
        values = {name: _quoted(value) for name, value in values.items()}
        path = filled(way.path, values, _quoted(self._odd_part()))
        if self.chance.random() < 0.2:
            names = (
                "lang",
                "code",
                "next",
                "version",
                "draft",
                "plan",
                "again",
                "q",
                "record",
                "from",
                "kind",
            )
            path += f"?{self.chance.choice(names)}={_quoted(self.corpus.text()[:200])}"
        return path

    def _odd_part(self) -> str:
        return self.chance.choice(
            ("anything", "no-such-plan", "%00", "..%2f..", "a" * 3_000, self.corpus.text()[:60] or "x")
        )

    def _headers(self) -> dict[str, str]:
        own = f"http://127.0.0.1:{self.round.served.port}"
        headers = {"Origin": own}
        token = self.token if self.chance.random() < 0.85 else self.chance.choice(("", "x", "A" * 4_000))
        if self.chance.random() < 0.5:
            headers["Authorization"] = f"Bearer {token}"
        else:
            headers["Cookie"] = f"seat_{self.round.plan}={token}; account={token}; visitor=fuzz; board=x"
        if self.chance.random() < 0.1:
            headers |= self.chance.choice(
                (
                    {"Origin": "https://evil.example"},
                    {"Origin": "null"},
                    {"Host": "evil.example"},
                    {"Host": ""},
                    {"X-Forwarded-For": "1.2.3.4, x" * 50, "X-Forwarded-Proto": "https"},
                    {"Accept-Language": self._latin()},
                    {"User-Agent": self._latin() * 20},
                    {"Sec-Fetch-Site": "cross-site"},
                    {"If-None-Match": '"x"', "Range": "bytes=0-1,5-"},
                    {"Content-Encoding": "gzip", "Accept-Encoding": "br;q=2"},
                    {"Cookie": "; ;=;seat_=" + "x" * 3_000},
                    {"Expect": "x"},
                )
            )
        return headers

    def _latin(self) -> str:
        return "".join(self.chance.choices(string.printable[:94] + "éÿ", k=40))

    def _body(self, way: Way) -> tuple[str, bytes]:
        if way.path.endswith("/commands") and self.chance.random() < 0.85:
            return "application/json", self._commands()
        match self.chance.randrange(8):
            case 0:
                return "application/json", spoken(self.corpus.value())
            case 1:
                return "application/json", self.corpus.broken()
            case 2:
                return "multipart/form-data; boundary=b", self._multipart()
            case 3:
                return self.chance.choice(
                    ("", "text/plain", "application/pdf", "multipart/form-data", "x")
                ), self.chance.randbytes(500)
            case 4 if self.chance.random() < 0.05:
                return "application/x-www-form-urlencoded", b"name=" + b"x" * 1_200_000
            case _:
                return "application/x-www-form-urlencoded", self._form()

    def _commands(self) -> bytes:
        match self.chance.randrange(12):
            case 0:
                return spoken([self.corpus.command() for _ in range(self.chance.randrange(40))])
            case 1:
                return spoken(nested(self.chance.choice((12, 13, 500, 900))))
            case 2:
                return self.corpus.broken()
            case 3:
                return spoken(self.corpus.typing())
            case 4:
                return spoken([self.corpus.value() for _ in range(3)])
            case _:
                return spoken(self.corpus.command())

    def _form(self) -> bytes:
        names = (
            "person", "name", "function", "on", "edition", "door", "consent", "digest", "reason", "drawing", "version",
            "lang", "login", "password", "next", "code", "another", "id", "signs_as", "side", "text", "round_trip",
        )  # fmt: skip
        pairs = (
            (self.chance.choice(names), self.corpus.text()[:2_000]) for _ in range(self.chance.randrange(6))
        )
        return "&".join(f"{name}={_quoted(value)}" for name, value in pairs).encode()

    def _multipart(self) -> bytes:
        part = b'--b\r\nContent-Disposition: form-data; name="file"; filename="' + self.corpus.text()[
            :50
        ].encode("utf-8", "replace")
        return (
            part
            + b'"\r\n\r\n'
            + self.chance.randbytes(200)
            + self.chance.choice((b"\r\n--b--\r\n", b"\r\n--b", b""))
        )

    def _malformed(self) -> bytes:
        """What no client sends: the server's own HTTP has to say no."""
        whole = raw.request(
            "POST", f"/api/plans/{self.round.plan}/commands", {"Content-Length": "5"}, b"{}{}{}{}"
        )
        lines = (
            self.chance.randbytes(300),
            b"GET / HTTP/9.9\r\n\r\n",
            b"GET /\r\n\r\n",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 100,
            b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            b"GET / HTTP/1.1\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
            b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
            b"GET http://evil.example/ HTTP/1.1\r\nHost: a\r\n\r\n",
            b"GET /\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n",
            b"POST /join HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
            b"POST /join HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            b"POST /join HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
            b"POST /join HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\nabc",
            b"GET / HTTP/1.1\r\nHost: a\r\nA:" + b"b" * 30 + b"\r\n c\r\n\r\n",
            b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(600)) + b"\r\n",
            b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
            b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n",
            b"GET /live/x HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
            b"GET /live/x HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
            b"GET /live/x HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Version: 99\r\nSec-WebSocket-Key: short\r\n\r\n",
            self.corpus.mutated(whole),
            self.corpus.mutated(raw.request("GET", f"/p/{self.round.plan}", self._headers())),
        )  # fmt: skip
        # so that nobody waits for more: the line ends after the answer
        return self.chance.choice(lines).replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1)


def _survived(said: bytes) -> bool:
    """Whether the protocol lets a connection live that said this."""
    try:
        wire.read(said.decode().encode())
    except (wire.Bad, UnicodeDecodeError):
        return False
    except wire.BadCommand:
        return True
    return True


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")


def _ways(folder: Path) -> list[Way]:
    # Here and not at the head: composing loads the whole application.
    from app.main import compose
    from app.settings import Settings

    installation = compose(Settings(data=folder / "table"))
    try:
        return [way for way in ways(installation.app) if way.method != "WS"]
    finally:
        installation.app.state.site.store.close()


def _resident(served: Served) -> int:
    """Kilobytes of memory that the server's process holds."""
    for line in Path(f"/proc/{served.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0
