"""A program that remembers everything: what it asked in which order, what it was answered, what it saw and when.

It is as unruly as the network may make it: says things twice, in another order, hangs up in the middle. What the server
makes of that is judged by `judge`.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import random
import secrets
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import websockets
from pycrdt import Doc, Text

from tests.faults.program import Program

REGISTER = "register "
"""How the text of a register begins; a number follows, which only grows."""

Place = tuple[str, str]
"""Record and co-edited field."""


@dataclass
class History:
    """Of one person."""

    person: str
    asked: dict[str, int] = field(default_factory=dict)
    """Command id → number of the batch in which it was said: order counts between batches, not within one."""
    steady: set[str] = field(default_factory=set)
    """Those that nothing could have refused."""
    sure: set[str] = field(default_factory=set)
    """Commands that leave exactly one event, if they are done."""
    resent: set[str] = field(default_factory=set)
    """Commands that were said again, after the connection was lost or for no reason."""
    restarted: bool = False
    """Whether the server began anew meanwhile: it then knows of the log alone."""
    acked: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    put_off: Counter[str] = field(default_factory=Counter)
    """What was said of commands that could not be saved yet → how often."""
    contradicted: list[str] = field(default_factory=list)
    """Commands that were acknowledged and refused."""
    saw: list[tuple[dict[str, int], int]] = field(default_factory=list)
    """After each frame: what every register read, and what my own was acknowledged to be."""
    typed: dict[str, str] = field(default_factory=dict)
    """Command id → the token that it put into a co-edited field."""


class Witness(Program):
    def __init__(self, url: str, plan: str, token: str, person: str) -> None:
        super().__init__(url, plan, token)
        self.history = History(person)
        self.led = False
        """Whether somebody leads the day: steps and gates refuse what may be right later."""
        self.mine = 0
        """What my register was acknowledged to be."""
        self._sets: dict[str, int] = {}
        self.repeated = 0
        """How often it said again what had been said."""
        self._batch = 0
        self._stalled: set[str] = set()
        self._docs: dict[Place, Doc[Any]] = {}
        self._again: asyncio.Task[None] | None = None

    def _patience(self) -> float:
        """Comes back sooner than is polite: a thousand days have to be lived."""
        return random.uniform(0.01, 0.08)

    # saying

    async def asks(self, *commands: dict[str, Any], chance: random.Random | None = None) -> None:
        """Ask for these; with a `chance`, as one batch in any order, some of them twice."""
        self._batch += 1
        for command in commands:
            self.history.asked[command["id"]] = self._batch
            self.outbox[command["id"]] = {"type": "command", **command}
        told = list(commands)
        if chance is not None:
            twice = chance.sample(told, chance.randrange(len(told) + 1))
            self.repeated += len(twice)
            self.history.resent.update(each["id"] for each in twice)
            told += twice
            chance.shuffle(told)
        for command in told:
            await self.say({"type": "command", **command})

    async def set_register(self, record: str, number: int) -> None:
        """Set my register."""
        command = {"id": secrets.token_urlsafe(12), "do": "set", "record": record, "field": "text"}
        self._sets[command["id"]] = number
        self.history.sure.add(command["id"])
        if not self.led:
            self.history.steady.add(command["id"])
        await self.asks({**command, "value": f"{REGISTER}{number}"})

    async def repeat(self, id_: str, command: dict[str, Any]) -> None:
        """Say what was said, and perhaps answered, once more."""
        self.repeated += 1
        self.history.resent.add(id_)
        await self.say({"type": "command", **command, "id": id_})

    def hang_up(self) -> None:
        """As a phone that lost its network."""
        if self._socket is not None:
            self._socket.transport.abort()

    # co-edited text

    async def join(self, place: Place) -> None:
        """Open a field's document."""
        await self.say({"type": "text", "op": "open", "record": place[0], "field": place[1]})

    async def type(self, place: Place, token: str, *, at_end: bool) -> bool:
        """Type `token` at the beginning or the end of a field; False where its document is not here."""
        doc = self._docs.get(place)
        if doc is None:
            await self.join(place)
            return False
        before, text = doc.get_state(), doc.get("t", type=Text)
        text.insert(len(str(text).encode()) if at_end else 0, token)
        id_ = secrets.token_urlsafe(12)
        self._batch += 1
        self.history.asked[id_] = self._batch
        self.history.typed[id_] = token
        update = base64.b64encode(doc.get_update(before)).decode()
        self.outbox[id_] = {
            "type": "text", "op": "edit", "id": id_, "record": place[0], "field": place[1], "update": update,
        }  # fmt: skip
        await self.say(self.outbox[id_])
        return True

    # hearing

    async def _hear(self, raw: str) -> None:
        said = json.loads(raw)
        match said["type"]:
            case "ack":
                self._acknowledged(said["id"])
            case "refused" if said.get("again") or self._waits_for_earlier(said["id"]):
                self._stall(said["id"])
                self.history.put_off[said["message"]] += bool(said.get("again"))
                self._heard = asyncio.get_running_loop().time()
                self._news.set()
                return
            case "refused":
                self._turned_down(said)
            case "text":
                self._take_text(said)
            case "welcome":
                self.history.resent.update(self.outbox)
                self._stalled.clear()
                self._docs.clear()
        await super()._hear(raw)
        if said["type"] == "frame":
            self._look()

    def _acknowledged(self, id_: str) -> None:
        self._stalled.discard(id_)
        if id_ in self.history.refused:
            self.history.contradicted.append(id_)
        if id_ in self.outbox:
            self.history.acked.append(id_)
            self.mine = max(self.mine, self._sets.get(id_, 0))

    def _turned_down(self, said: dict[str, Any]) -> None:
        id_ = said["id"]
        if id_ in self.history.acked:
            self.history.contradicted.append(id_)
        if id_ not in self.outbox:
            return
        self._stalled.discard(id_)
        self.history.refused[id_] = said["code"]
        message = self.outbox[id_]
        if message["type"] == "text":
            # What it holds is not what the server has: it begins anew.
            self._docs.pop((message["record"], message["field"]), None)

    def _waits_for_earlier(self, id_: str) -> bool:
        """Refused perhaps only because something said earlier could not be saved yet."""
        asked = self.history.asked
        return id_ in self.outbox and any(asked[each] < asked[id_] for each in self._stalled)

    def _stall(self, id_: str) -> None:
        if id_ in self.outbox:
            self._stalled.add(id_)
            if self._again is None or self._again.done():
                self._again = asyncio.create_task(self._say_again())

    async def _say_again(self) -> None:
        await asyncio.sleep(0.1)
        if self._socket is not None and self.welcomed.is_set():
            with contextlib.suppress(websockets.WebSocketException, OSError):
                await self._send(list(self.outbox.values()), self._socket)

    def _take_text(self, said: dict[str, Any]) -> None:
        place = (said["record"], said["field"])
        match said["op"]:
            case "sync":
                doc: Doc[Any] = Doc(client_id=secrets.randbelow(2**32))
                doc.get("t", type=Text)
                doc.apply_update(base64.b64decode(said["update"]))
                self._docs[place] = doc
            case "edit" if place in self._docs:
                self._docs[place].apply_update(base64.b64decode(said["update"]))
            case "reset":
                self._docs.pop(place, None)

    def _look(self) -> None:
        seen = {
            id_: int(text.removeprefix(REGISTER))
            for id_, record in self.records.items()
            if (text := str(record["fields"].get("text") or "")).startswith(REGISTER)
        }
        if not self.history.saw or self.history.saw[-1] != (seen, self.mine):
            self.history.saw.append((seen, self.mine))
