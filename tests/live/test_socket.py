"""The protocol over real sockets: a real uvicorn with our protocol class, and clients of another make."""

from __future__ import annotations

import asyncio
import contextlib
import json
import zlib
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from app.live import frames
from app.live.ports import Pace
from app.live.visit import Visit
from tests.live.client import HTML, Dial, ack, refusal
from tests.live.conftest import House
from tests.live.server import serving
from tests.live.toy import Toy, evolve


@pytest.fixture(params=["ready-made frames", "any ASGI server"])
async def address(request: pytest.FixtureRequest, toy: Toy):
    async with serving(toy, raw=request.param == "ready-made frames") as (url, _):
        yield url


@pytest.fixture
async def raw(toy: Toy):
    async with serving(toy) as running:
        yield running


async def test_a_program_is_welcomed_and_gets_the_plan(address: str, joins: Dial):
    anna = await joins(address, "anna")
    welcome = anna.heard[0]
    assert welcome["you"] == {
        "person": "anna",
        "side": "ours",
        "role": "member",
        "edition": "internal",
        "language": "en",
    }
    assert welcome["time"] == 1_000_000
    assert len(anna.words()) == 20


async def test_whoever_takes_it_packed_gets_a_large_page_in_a_fraction_of_the_bytes(
    address: str, toy: Toy, joins: Dial
):
    for number in range(400):
        words = {"text": f"As much as a plan of three hundred records holds, line {number}"}
        toy.lines = evolve(toy.lines, {"do": "add", "id": f"more-{number:03}", "fields": words})
    plain, packed = await joins(address, "anna"), await joins(address, "bert", packed=True)
    assert packed.words() == plain.words()
    assert plain.packed == []
    assert len(packed.packed) == 1
    assert packed.packed[0] < len(json.dumps(packed.heard)) / 4
    await plain.say(type="command", id="command-1", do="set", record="line-003", field="text", value="new")
    await packed.hears(lambda m: m["type"] == "frame" and "new" in str(m))
    assert len(packed.packed) == 1, "an edit is small"


def test_the_size_of_what_comes_packed_tells_little_of_what_is_in_it():
    """How small words get tells whether they stand on the page already, to somebody on the line."""
    said = [frames.message(type="frame", scope="all", order={"": ["x" * 10_000]}) for _ in range(40)]
    sizes = {len(each.packed.text) for each in said}
    assert len(sizes) > 20
    assert max(sizes) - min(sizes) > 50
    opened = json.loads(zlib.decompress(said[0].packed.text))
    assert opened.pop("pad", "") is not None
    assert opened == json.loads(said[0].text)
    assert said[0].packed is said[0].packed, "made once for everybody"


async def test_what_one_writes_the_other_reads(address: str, joins: Dial):
    anna, bert = await joins(address, "anna"), await joins(address, "bert")
    await anna.say(type="command", id="command-1", do="set", record="line-003", field="text", value="new")
    await anna.hears(ack("command-1"))
    await bert.hears(
        lambda m: (
            m["type"] == "frame" and any(r["id"] == "line-003" for r in m["records"]) and "new" in str(m)
        )
    )
    assert bert.words()["line-003"] == "new"


async def test_nothing_is_acknowledged_before_it_is_durable(address: str, toy: Toy, joins: Dial):
    anna = await joins(address, "anna")
    toy.may_commit.clear()
    await anna.say(type="command", id="command-1", do="set", record="line-003", field="text", value="new")
    await anna.say(type="ping")
    await anna.hears(lambda m: m["type"] == "pong")
    assert not [m for m in anna.heard if m["type"] == "ack"]
    assert toy.lines.text["line-003"] == "line 3"
    toy.may_commit.set()
    await anna.hears(ack("command-1"))


async def test_a_command_sent_twice_is_done_once_and_answered_twice(address: str, toy: Toy, joins: Dial):
    anna = await joins(address, "anna")
    for _ in range(2):
        await anna.say(type="command", id="command-1", do="add", parent=None, fields={"text": "new"})
    await anna.hears(ack("command-1"))
    anna.heard.clear()
    await anna.hears(ack("command-1"))
    assert len(toy.log) == 1


async def test_commands_of_one_page_are_done_in_their_order(address: str, toy: Toy, joins: Dial):
    anna = await joins(address, "anna")
    for n in range(200):
        await anna.say(type="command", id=f"command-{n}", do="set", record="line-000", value=str(n))
    await anna.hears(ack("command-199"))
    assert [done["value"] for done in toy.log] == [str(n) for n in range(200)]


async def test_a_refusal_has_a_code_and_words(address: str, joins: Dial):
    anna = await joins(address, "anna")
    await anna.say(type="command", id="command-1", do="set", record="nothing", value="x")
    refused = await anna.hears(refusal("command-1"))
    assert refused == {
        "type": "refused",
        "id": "command-1",
        "code": "unknown-record",
        "message": "That line is not there any more.",
    }


async def test_what_cannot_be_saved_now_is_to_be_sent_again(address: str, toy: Toy, joins: Dial):
    anna = await joins(address, "anna")
    toy.fails = True
    await anna.say(type="command", id="command-1", do="set", record="line-000", value="x")
    assert (await anna.hears(refusal("command-1")))["again"] is True


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("[" * 20_000 + "]" * 20_000, "too-deep"),
        ("[" * 15 + "]" * 15, "too-deep"),
        ("9" * 20_000, "malformed"),
        ('"\\ud800"', "malformed"),
        ("1e999", "malformed"),
    ],
)
async def test_hostile_values_are_refused_by_name_and_the_page_lives_on(
    address: str, value: str, code: str, joins: Dial
):
    anna = await joins(address, "anna")
    await anna.socket.send(
        '{"type":"command","id":"command-1","do":"set","record":"r","value":' + value + "}"
    )
    assert (await anna.hears(refusal("command-1")))["code"] == code
    await anna.say(type="ping")
    await anna.hears(lambda m: m["type"] == "pong")


@pytest.mark.parametrize("said", ["", "[]", "nonsense", '{"type":"dance"}', '{"type":"hello"}', "[" * 60_000])
async def test_what_is_no_message_ends_the_connection(address: str, said: str, joins: Dial):
    anna = await joins(address, "anna")
    await anna.socket.send(said)
    assert await anna.is_closed_with() == 4400
    assert anna.heard[-1]["type"] == "bye"


async def test_a_binary_message_ends_the_connection(address: str, joins: Dial):
    anna = await joins(address, "anna")
    await anna.socket.send(b"{}")
    assert await anna.is_closed_with() == 4400


async def test_a_message_that_is_too_large_ends_the_connection(raw, joins: Dial):
    anna = await joins(raw[0], "anna")
    await anna.socket.send(json.dumps({"type": "presence", "record": "x" * 66_000}))
    assert await anna.is_closed_with() == 4413


async def test_a_command_that_is_too_large_is_refused_by_name_and_the_page_lives_on(raw, joins: Dial):
    anna = await joins(raw[0], "anna")
    await anna.say(type="command", id="command-1", do="set", value="界" * 20_000)
    assert (await anna.hears(refusal("command-1")))["code"] == "too-large"
    await anna.say(type="ping")
    await anna.hears(lambda m: m["type"] == "pong")


async def test_who_cannot_be_brought_back_is_told_of_the_refusal(
    address: str, toy: Toy, monkeypatch: pytest.MonkeyPatch, joins: Dial
):
    def fails(*_: object) -> None:
        raise KeyError("the document is gone")

    monkeypatch.setattr(toy.typists, "refused", fails)
    anna = await joins(address, "anna")
    await anna.say(type="text", op="edit", id="command-1", record="line-001", field="text", update="AAEC")
    assert (await anna.hears(refusal("command-1")))["code"] == "malformed"


@pytest.mark.parametrize(("plan", "person", "code"), [("plan-one", "", 4401), ("plan-two", "anna", 4404)])
async def test_who_may_not_come_in_learns_why(address: str, plan: str, person: str, code: int, dial: Dial):
    url = address.replace("plan-one", plan)
    client = await dial(f"{url}?{person}")
    with contextlib.suppress(ConnectionClosed):
        await client.say(type="hello", protocol="stratroom.json.1", page="json")
    assert await client.is_closed_with() == code


async def test_without_a_sub_protocol_nobody_is_served(address: str, dial: Dial):
    client = await dial(f"{address}?anna", None)
    assert await client.is_closed_with() == 4400


async def test_a_page_and_its_protocol_belong_together(address: str, dial: Dial):
    client = await dial(f"{address}?anna")
    await client.say(type="hello", protocol="stratroom.json.1", page="board")
    assert await client.is_closed_with() == 4400


@pytest.mark.parametrize(
    "said", ['{"type":"command","id":"command-1"', '{"type":"text","id":"command-1","op":0}']
)
async def test_a_wrong_command_is_no_way_to_begin(
    address: str, said: str, dial: Dial, caplog: pytest.LogCaptureFixture
):
    client = await dial(f"{address}?anna", HTML)
    await client.socket.send(said)
    assert await client.is_closed_with() == 4400
    assert not [line for line in caplog.records if line.levelname == "ERROR"]


async def test_text_that_is_no_text_ends_the_connection_and_fills_no_log(
    raw, joins: Dial, caplog: pytest.LogCaptureFixture
):
    anna = await joins(raw[0], "anna")
    await anna.socket.send(b"\xc7 is not UTF-8", text=True)
    assert await anna.is_closed_with() == 4400
    assert not [line for line in caplog.records if line.levelname == "ERROR"]


async def test_who_says_nothing_is_not_waited_for(address: str, monkeypatch: pytest.MonkeyPatch, dial: Dial):
    monkeypatch.setattr("app.live.socket.HELLO_S", 0.05)
    client = await dial(f"{address}?anna")
    assert await client.is_closed_with() == 4408


async def test_a_customer_never_receives_what_is_not_shared(address: str, toy: Toy, joins: Dial):
    toy.do({"do": "add", "id": "secret-line", "fields": {"text": "secret margin 31"}})
    customer = await joins(address, "customer-1")
    anna = await joins(address, "anna")
    await anna.say(type="command", id="command-1", do="set", record="secret-line", value="secret margin 32")
    await anna.hears(ack("command-1"))
    await anna.say(type="command", id="command-2", do="set", record="line-000", value="public")
    await customer.hears(lambda m: "public" in str(m))
    assert "margin" not in str(customer.heard)
    assert "secret-line" not in str(customer.heard)


async def test_a_removed_person_is_out_within_a_second(address: str, toy: Toy, joins: Dial):
    anna, bert = await joins(address, "anna"), await joins(address, "bert")
    async with asyncio.timeout(1):
        toy.hub.revoke(person="anna")
        assert await anna.is_closed_with() == 4401
    await bert.say(type="ping")
    await bert.hears(lambda m: m["type"] == "pong")


async def test_what_a_removed_person_still_says_counts_for_nothing(address: str, toy: Toy, joins: Dial):
    anna = await joins(address, "anna")
    toy.hub.revoke(person="anna")
    await anna.say(type="command", id="command-1", do="set", record="line-000", value="too late")
    assert await anna.is_closed_with() == 4401
    assert not toy.log


async def test_what_was_heard_but_not_done_before_the_removal_is_not_done(toy: Toy, house: House):
    anna = await house.enters("anna")
    said = {"type": "command", "id": "command-1", "do": "set", "record": "line-000", "value": "too late"}
    events = [{"type": "websocket.receive", "text": json.dumps(said)}, {"type": "websocket.disconnect"}]

    async def receive() -> dict[str, Any]:
        return events.pop(0)

    toy.hub.revoke(person="anna")
    await Visit(toy.hub, house.room, anna.connection).run(receive)
    assert not toy.log


async def test_a_session_that_talks_too_fast_is_slowed_and_loses_nothing(toy: Toy, joins: Dial):
    slow = Toy(dict(toy.lines.text), pace=Pace(rate=100, burst=20))
    async with serving(slow) as (url, _):
        anna, bert = await joins(url, "anna"), await joins(url, "bert")
        began = asyncio.get_running_loop().time()
        for n in range(100):
            await anna.say(type="command", id=f"command-{n}", do="set", record="line-000", value=str(n))
        await bert.say(type="ping")
        await bert.hears(lambda m: m["type"] == "pong")
        assert len(slow.log) < 100
        await anna.hears(ack("command-99"))
        assert asyncio.get_running_loop().time() - began > 0.75
        assert len(slow.log) == 100


async def test_one_who_does_not_read_does_not_hold_up_the_others(raw, toy: Toy, joins: Dial, dial: Dial):
    url, _ = raw
    stuck = await dial(f"{url}?stuck", max_queue=1)
    await stuck.say(type="hello", protocol="stratroom.json.1", page="json")
    stuck.socket.transport.pause_reading()
    anna = await joins(url, "anna")
    (behind,) = [c for c in toy.hub._everyone() if c.seat.person == "stuck"]
    edits = 0
    while not behind.behind or edits % 40:
        edits += 1
        id_, record = f"command-{edits}", f"line-{edits % 20:03}"
        await anna.say(type="command", id=id_, do="set", record=record, value="x" * 20_000 + str(edits))
        await anna.hears(ack(id_))
    assert behind.channel.backlog() < 200_000
    stuck.socket.transport.resume_reading()
    await stuck.hears(lambda m: f"x{edits}'" in str(m.get("records")))
    assert stuck.words() == toy.lines.text
    assert len([m for m in stuck.heard if m["type"] == "frame"]) < edits


async def test_the_server_says_when_to_come_back_before_it_stops(raw, joins: Dial):
    url, server = raw
    anna = await joins(url, "anna")
    server.should_exit = True
    assert await anna.is_closed_with() == 1012
    assert anna.heard[-1] == {"type": "bye", "code": "restart", "retry_after_ms": 1_000}


async def test_what_is_in_hand_is_answered_before_the_server_stops_and_nothing_new_is_taken(
    raw, toy: Toy, joins: Dial
):
    anna = await joins(raw[0], "anna")
    toy.may_commit.clear()
    await anna.say(type="command", id="command-1", do="set", record="line-000", value="in hand")
    (connection,) = toy.hub.connections("plan-one")
    while not connection.under_way:  # noqa: ASYNC110  nobody else says when it has come
        await asyncio.sleep(0.005)
    draining = asyncio.create_task(toy.hub.drain(5))
    await asyncio.sleep(0)
    await anna.say(type="command", id="command-2", do="set", record="line-001", value="too late")
    await anna.say(type="ping")
    toy.may_commit.set()
    assert await anna.is_closed_with() == 1012
    await draining
    said = [m for m in anna.heard if m["type"] in {"ack", "pong", "bye"}]
    assert [(m["type"], m.get("id")) for m in said] == [("ack", "command-1"), ("bye", None)]
    assert [done["id"] for done in toy.log] == ["command-1"]
    assert any("in hand" in str(m) for m in anna.heard if m["type"] == "frame"), "it is shown, too"


async def test_a_stop_waits_for_nobody_longer_than_it_says(raw, toy: Toy, joins: Dial):
    anna = await joins(raw[0], "anna")
    toy.may_commit.clear()
    await anna.say(type="command", id="command-1", do="set", record="line-000", value="never saved")
    (connection,) = toy.hub.connections("plan-one")
    while not connection.under_way:  # noqa: ASYNC110  nobody else says when it has come
        await asyncio.sleep(0.005)
    async with asyncio.timeout(3):
        await toy.hub.drain(0.05)
    toy.may_commit.set()
    assert await anna.is_closed_with() == 1012
    assert not [m for m in anna.heard if m["type"] == "ack"], "it is sent again to the next server"


async def test_a_half_open_line_is_cut(raw, toy: Toy, monkeypatch: pytest.MonkeyPatch, joins: Dial):
    monkeypatch.setattr("app.live.connection.STUCK_S", 0.2)
    monkeypatch.setattr("app.live.hub.SWEEP_S", 0.05)
    url, _ = raw
    anna = await joins(url, "anna")
    anna.socket.transport.pause_reading()
    async with asyncio.timeout(3):
        while toy.hub.present("plan-one"):  # noqa: ASYNC110  nobody else says when it is over
            await asyncio.sleep(0.01)


async def test_nothing_of_a_visit_is_left_when_it_is_over(address: str, toy: Toy, joins: Dial):
    before = asyncio.all_tasks()
    anna = await joins(address, "anna")
    await anna.say(type="text", op="open", record="line-001", field="text")
    await anna.hears(lambda m: m["type"] == "text")
    await anna.socket.close()
    async with asyncio.timeout(3):
        while toy.hub.present("plan-one") or len(asyncio.all_tasks()) > len(before):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert not toy.hub.audiences("plan-one")


async def test_html_pages_get_fragments_and_their_own(address: str, joins: Dial):
    anna = await joins(address, "anna", HTML, watch=["edit-line-001"])
    await anna.hears(lambda m: m.get("scope") == "watch")
    scopes = {m["scope"]: m for m in anna.heard if m["type"] == "frame"}
    assert len(scopes["all"]["put"]) == 20
    assert scopes["mine"]["put"][0][0] == "my-count"
    assert scopes["watch"]["put"][0][0] == "edit-line-001"
