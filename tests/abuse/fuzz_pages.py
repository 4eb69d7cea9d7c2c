"""Trouble over HTTP: every route with every method, as a customer and as nobody, whole, odd, and no HTTP at all."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING
from urllib.parse import quote

from tests.abuse import raw
from tests.abuse.corpus import nested, spoken
from tests.abuse.fuzz_sockets import BURST, UNFINISHED
from tests.abuse.routes import Way, filled

if TYPE_CHECKING:
    from tests.abuse.fuzz import Round

DEAR = ("/document/", "/sign/page", "/sign/all", "/api/verify", "/verify", "/login", "/setup")
"""Parts of paths that cost the server much; asked for now and then."""


class Pages:
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


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")
