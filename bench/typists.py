"""Typing together: from a key to the co-typist's screen, over Yjs documents as the pages keep them."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import re
import secrets
import time
from typing import Any

from pycrdt import Doc, Text

from bench.crowd import Crowd, Person
from bench.served import Filled, all_come_in, here, item, on_a_copy, settled

KEY = re.compile(r"·[0-9a-f]+;")
EVERY_S = 0.25
"""A page gathers keys for 200 ms; somebody who types fast says something four or five times a second."""


class Typist:
    """One person in one field: types at the end of what stands there, notes when the others' letters came."""

    def __init__(
        self, person: Person, record: str, field: str, said: dict[str, float], came: list[float]
    ) -> None:
        self.person = person
        self.place = {"record": record, "field": field}
        self.doc: Doc[Any] = Doc(client_id=secrets.randbelow(2**32))
        self.text = self.doc.get("t", type=Text)
        self.open = asyncio.Event()
        self.refused = 0
        self.why = b""
        self._said = said
        self._came = came
        self._seen: set[str] = set()
        person.hears = self.hears

    def begin(self) -> None:
        vector = base64.b64encode(self.doc.get_state()).decode()
        self.person.say({"type": "text", "op": "open", **self.place, "vector": vector})

    def types(self, key: str) -> None:
        before = self.doc.get_state()
        self.text += key
        update = base64.b64encode(self.doc.get_update(before)).decode()
        self._seen.add(key)  # one's own letters are no news
        self._said[key] = time.perf_counter()
        self.person.say(
            {"type": "text", "op": "edit", "id": secrets.token_urlsafe(12), **self.place, "update": update}
        )

    def rests(self) -> None:
        """Take back what stands there, so that the field never gets too long."""
        before = self.doc.get_state()
        del self.text[0 : len(str(self.text))]
        update = base64.b64encode(self.doc.get_update(before)).decode()
        self.person.say(
            {"type": "text", "op": "edit", "id": secrets.token_urlsafe(12), **self.place, "update": update}
        )

    def hears(self, payload: bytes) -> None:
        now = time.perf_counter()
        if b'"refused"' in payload or b'"reset"' in payload:
            self.refused += 1
            self.why = self.why or payload[:300]
        if b'"text"' not in payload[:40] and b'"type":"text"' not in payload:
            return
        message: dict[str, Any] = json.loads(payload)
        if message.get("type") != "text" or not message.get("update"):
            return
        self.doc.apply_update(base64.b64decode(message["update"]))
        self.open.set()
        for key in KEY.findall(str(self.text)):
            if key not in self._seen:
                self._seen.add(key)
                if key in self._said:
                    self._came.append((now - self._said[key]) * 1000)


async def typing(
    store: Filled, people: int, fields: int, seconds: float
) -> tuple[list[float], int, float, float]:
    """Milliseconds of each key to each co-typist, how many should have come, cores that the server and the load used."""
    with on_a_copy(store) as server:
        crowd = Crowd()
        said: dict[str, float] = {}
        came: list[float] = []
        async with here(crowd):
            await all_come_in(crowd, server, list(store.people[1 : people + 1]), "phone")
            typists = [
                Typist(person, item(place % fields * 6), "statement", said, came)
                for place, person in enumerate(crowd.people)
            ]
            await settled(server)
            for each in typists:
                each.begin()
            await asyncio.gather(*(asyncio.wait_for(each.open.wait(), 20) for each in typists))
            with_me = [sum(1 for other in typists if other.place == each.place) - 1 for each in typists]
            wanted = 0
            cpu, own, began = server.cpu(), time.process_time(), time.perf_counter()
            keys = itertools.count()
            turn = 0
            while (turn / people) * EVERY_S < seconds:
                at = began + turn / people * EVERY_S
                if (wait := at - time.perf_counter()) > 0:
                    await asyncio.sleep(wait)
                place = turn % people
                typist = typists[place]
                turn += 1
                if place < fields and len(str(typist.text)) > 300:
                    typist.rests()
                    continue
                typist.types(f"·{next(keys):x};")
                wanted += with_me[place]
            spent, used, took = server.cpu() - cpu, time.process_time() - own, time.perf_counter() - began
            await asyncio.sleep(2)
        if refused := sum(each.refused for each in typists):
            why = next(each.why for each in typists if each.why)
            raise RuntimeError(f"{refused} edits were refused, such as: {why.decode()}")
        return came, wanted, spent / took, used / took
