"""Two programs type in one field over real sockets: what the socket adds to the documents of app.live.text."""

from __future__ import annotations

import asyncio
import json
from base64 import b64decode, b64encode
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from pycrdt import Doc, Text

from app.live.channel import HIGH_WATER, LOW_WATER
from app.live.cotyping import TextScreen
from app.live.ports import Ack
from app.live.room import TYPING_S
from app.live.visit import Visit
from app.live.wire import TextOpen
from tests.live.client import Client, Dial, ack, refusal
from tests.live.conftest import House
from tests.live.server import serving
from tests.live.toy import Toy

LINE = {"record": "line-003", "field": "text"}


numbers = count(1)


class Paper:
    """A document of one field."""

    def __init__(self) -> None:
        self.doc: Doc[Any] = Doc(client_id=next(numbers))
        self.doc["t"] = self.text = Text()

    def takes(self, message: dict[str, Any]) -> None:
        self.doc.apply_update(b64decode(message["update"]))

    def writes(self, words: str) -> bytes:
        before = self.doc.get_state()
        self.text += words
        return self.doc.get_update(before)


class Typist(Paper):
    """A program that has a field open."""

    def __init__(self, client: Client) -> None:
        super().__init__()
        self.client = client

    async def opens(self) -> None:
        await self.client.say(type="text", op="open", **LINE, vector=b64encode(self.doc.get_state()).decode())
        self.takes(await self.client.hears(lambda m: m["type"] == "text" and m["op"] == "sync"))

    async def types(self, id_: str, words: str) -> None:
        update = b64encode(self.writes(words)).decode()
        await self.client.say(type="text", op="edit", id=id_, **LINE, update=update)

    async def reads(self) -> None:
        self.takes(await self.client.hears(lambda m: m["type"] == "text" and m["op"] == "edit"))


@pytest.fixture
async def address(toy: Toy):
    async with serving(toy) as (url, _):
        yield url


async def test_what_one_types_the_other_reads_at_once_and_every_screen_a_moment_later(
    address: str, toy: Toy, joins: Dial
):
    anna, bert = Typist(await joins(address, "anna")), Typist(await joins(address, "bert"))
    carla = await joins(address, "carla")
    await anna.opens()
    await bert.opens()
    began = asyncio.get_running_loop().time()
    await anna.types("command-1", " and more")
    await bert.reads()
    assert asyncio.get_running_loop().time() - began < TYPING_S
    assert str(bert.text) == "line 3 and more"
    await anna.client.hears(ack("command-1"))
    await carla.hears(lambda m: m["type"] == "frame" and "line 3 and more" in str(m))
    assert not [m for m in anna.client.heard if m["type"] == "text" and m["op"] == "edit"]


async def test_a_refused_edit_starts_the_page_afresh_and_is_refused_by_its_id(address: str, joins: Dial):
    anna = Typist(await joins(address, "anna"))
    await anna.opens()
    await anna.types("command-1", "x" * 200)
    reset = await anna.client.hears(lambda m: m["type"] == "text" and m["op"] == "reset")
    assert reset["code"] == (await anna.client.hears(refusal("command-1")))["code"] == "too-long"
    fresh = Paper()
    fresh.takes(reset)
    assert str(fresh.text) == "line 3"


async def test_an_edit_with_a_gap_is_answered_with_a_sync_and_not_acknowledged(address: str, joins: Dial):
    anna = Typist(await joins(address, "anna"))
    await anna.opens()
    anna.text += "lost on the way"
    await anna.types("command-1", " and this")
    assert (await anna.client.hears(refusal("command-1")))["code"] == "gap"
    assert [m["op"] for m in anna.client.heard if m["type"] == "text"] == ["sync", "sync"]


async def test_a_field_that_one_may_not_see_stays_closed(address: str, toy: Toy, joins: Dial):
    toy.do({"do": "set", "id": "command-0", "record": "line-003", "value": "secret margin"})
    customer = await joins(address, "customer-1")
    await customer.say(type="text", op="open", **LINE)
    reset = await customer.hears(lambda m: m["type"] == "text")
    assert reset["op"] == "reset"
    assert "update" not in reset
    anna = Typist(await joins(address, "anna"))
    await anna.opens()
    await anna.types("command-1", " 31")
    await anna.client.hears(ack("command-1"))
    await customer.say(type="ping")
    await customer.hears(lambda m: m["type"] == "pong")
    assert len([m for m in customer.heard if m["type"] == "text"]) == 1


async def test_who_may_not_see_a_field_any_more_hears_no_more_of_it(address: str, toy: Toy, joins: Dial):
    customer = Typist(await joins(address, "customer-1"))
    anna = Typist(await joins(address, "anna"))
    await customer.opens()
    await anna.opens()
    toy.do({"do": "set", "id": "command-0", "record": "line-001", "value": "secret margin"})
    toy.do({"do": "move", "id": "command-1", "record": "line-003", "parent": "line-001"})
    await anna.types("command-1", " and more")
    await anna.client.hears(ack("command-1"))
    await customer.client.say(type="ping")
    await customer.client.hears(lambda m: m["type"] == "pong")
    assert not [m for m in customer.client.heard if m["type"] == "text" and m["op"] == "edit"]


async def test_a_page_that_was_behind_gets_what_it_missed_and_nothing_was_queued(house: House):
    anna = await house.enters("anna")
    screen = TextScreen(house.toy.hub.ports, house.room, anna.connection)
    screen.open(TextOpen("line-003", "text", None))
    anna.wire.reads, anna.wire.waiting = False, HIGH_WATER + 1
    writer, reader = Paper(), Paper()
    writer.takes(next(m for m in anna.wire.messages if m["type"] == "text"))
    for n in range(5):
        edit = {"type": "text", "id": f"command-{n}", **LINE, "update": writer.writes(str(n))}
        assert house.toy.type(edit, None) == Ack()
    assert len([m for m in anna.wire.messages if m["type"] == "text"]) == 1
    anna.wire.reads_again()
    (first, missed) = [m for m in anna.wire.messages if m["type"] == "text"]
    reader.takes(first)
    reader.takes(missed)
    assert str(reader.text) == "line 301234"


async def test_a_page_that_is_shown_the_plan_before_its_line_is_empty_hears_what_was_typed_too(house: House):
    anna = await house.enters("anna")
    screen = TextScreen(house.toy.hub.ports, house.room, anna.connection)
    screen.open(TextOpen("line-003", "text", None))
    writer, reader = Paper(), Paper()
    writer.takes(next(m for m in anna.wire.messages if m["type"] == "text"))
    anna.wire.reads, anna.wire.waiting = False, HIGH_WATER + 1
    house.toy.type({"type": "text", "id": "command-1", **LINE, "update": writer.writes("!")}, None)
    anna.wire.waiting = LOW_WATER + 1
    house.room.flush()
    anna.wire.reads_again()
    house.toy.type({"type": "text", "id": "command-2", **LINE, "update": writer.writes("?")}, None)
    for message in anna.wire.messages:
        if message["type"] == "text":
            reader.takes(message)
    assert str(reader.text) == "line 3!?"


async def test_a_refusal_for_somebody_who_hung_up_meanwhile_wakes_nothing(house: House):
    toy, anna = house.toy, await house.enters("anna")
    room, author = house.room, Paper()
    visit = Visit(toy.hub, room, anna.connection)
    heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    running = asyncio.create_task(visit.run(heard.get))
    update = b64encode(author.writes("not of this field")).decode()
    for message in (
        {"type": "text", "op": "open", **LINE},
        {"type": "text", "op": "edit", "id": "command-1", **LINE, "update": update},
    ):
        heard.put_nowait({"type": "websocket.receive", "text": json.dumps(message)})
    toy.may_commit.clear()
    while not visit._connection.under_way:  # noqa: ASYNC110
        await asyncio.sleep(0)
    heard.put_nowait({"type": "websocket.disconnect"})
    await running
    audience = toy.gate.audience
    toy.gate.audience = lambda seat, state: replace(audience(seat, state), language="nl")  # type: ignore[method-assign, type-var]
    anna.wire.waiting = HIGH_WATER + 1
    toy.may_commit.set()
    await asyncio.gather(*visit._connection.under_way)
    assert not room.looked_at
    assert not toy.typists._behind
