"""Trouble on sockets: one caller after the other, each with a hello, whole and broken messages, and last words."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from typing import TYPE_CHECKING, Any

from app.live import wire
from tests.abuse import raw
from tests.abuse.corpus import spoken

if TYPE_CHECKING:
    from tests.abuse.fuzz import Round

BURST = 420
"""Messages of one session before it is changed for a new one: beyond its burst the server takes its time with them."""
UNFINISHED = 0.25
"""Seconds to wait for an answer to what may be no whole frame or request."""


class Sockets:
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


def _survived(said: bytes) -> bool:
    """Whether the protocol lets a connection live that said this."""
    try:
        wire.read(said.decode().encode())
    except (wire.Bad, UnicodeDecodeError):
        return False
    except wire.BadCommand:
        return True
    return True
