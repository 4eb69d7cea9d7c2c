"""A room keeps every screen the same as the plan, whatever each network does."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import uvloop

from app.domain.people import Edition
from app.live.channel import HIGH_WATER, LOW_WATER
from app.live.connection import HARD_LIMIT, STUCK_S
from app.live.page import list_tag
from app.live.ports import Code, Surface
from app.live.wire import Hello
from tests.live.conftest import House, Screen
from tests.live.toy import PLAN, Toy


def say(house: House, n: int, text: str) -> None:
    house.toy.do({"do": "set", "id": f"command-{text}", "record": f"line-{n:03}", "value": text}, "anna")


async def test_everybody_in_an_audience_is_sent_the_very_same_bytes_made_once(house: House):
    phones = [await house.enters(f"person-{n}") for n in range(50)]
    made = house.toy.screens.made
    say(house, 3, "changed")
    await house.settled()
    assert house.toy.screens.made == made + 1
    frames = [_with(phone, b"changed") for phone in phones]
    assert all(frame is frames[0] for frame in frames)


async def test_changes_that_come_together_are_shown_together(house: House):
    phone = await house.enters("anna")
    made = house.toy.screens.made
    for n in range(20):
        say(house, n, f"changed {n}")
    await house.settled()
    assert house.toy.screens.made == made + 1
    assert phone.shows(house.page(phone))


def test_changes_of_one_moment_are_shown_on_the_loop_that_servers_run():
    """uvloop makes no timer of what is due at once, but a plain handle, which knows no time."""

    async def story() -> None:
        house = House(Toy({f"line-{n:03}": f"line {n}" for n in range(20)}))
        phone = await house.enters("anna")
        await house.settled()
        await asyncio.sleep(0.02)
        for n in range(3):
            say(house, n, f"changed {n}")
        await house.settled()
        assert phone.shows(house.page(phone))
        house.toy.hub.close_all()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(story())


async def test_nobody_pays_for_a_change_they_cannot_see(house: House):
    customer = await house.enters("customer-1")
    await house.settled()
    before = len(customer.wire.said)
    house.toy.do({"do": "add", "id": "secret-line", "fields": {"text": "secret margin"}}, "anna")
    await house.settled()
    assert len(customer.wire.said) == before
    assert all(b"margin" not in ready.text for ready in customer.wire.said)


async def test_a_reader_who_stops_neither_delays_others_nor_costs_memory(house: House):
    slow, quick = await house.enters("slow"), await house.enters("quick")
    slow.wire.reads = False
    for n in range(2_000):
        say(house, n % 20, f"{n} " + "x" * 500)
        if n % 20 == 19:
            await asyncio.sleep(0)
            house.room.flush()
    await house.settled()
    assert quick.shows(house.page(quick))
    assert slow.wire.waiting < HIGH_WATER * 2
    assert len(slow.wire.said) < len(quick.wire.said)


async def test_a_reader_who_goes_on_gets_one_difference_to_the_newest(house: House):
    slow = await house.enters("slow")
    slow.wire.reads, slow.wire.waiting = False, HIGH_WATER + 1
    for n in range(20):
        say(house, n, "first")
    await house.settled()
    for n in range(20):
        say(house, n, "last")
    await house.settled()
    before = len(slow.wire.frames())
    slow.wire.reads_again()
    assert len(slow.wire.frames()) == before + 1
    assert slow.shows(house.page(slow))


async def test_slow_readers_who_stopped_at_the_same_page_share_their_frame(house: House):
    slow = [await house.enters(f"slow-{n}") for n in range(5)]
    for phone in slow:
        phone.wire.reads, phone.wire.waiting = False, HIGH_WATER + 1
    say(house, 1, "changed")
    await house.settled()
    for phone in slow:
        phone.wire.reads_again()
    assert len({id(_with(phone, b"changed")) for phone in slow}) == 1


def _with(screen: Screen, words: bytes) -> object:
    return next(ready for ready in screen.wire.said if words in ready.text)


async def test_a_page_that_comes_back_is_sent_what_it_lacks(house: House):
    phone = await house.enters("anna")
    held = phone.connection.held["all"]
    house.toy.do({"do": "remove", "id": "command-r", "record": "line-004"})
    say(house, 7, "changed")
    await house.settled()
    tags = {id_: f.tag for id_, f in held.entries.items()}
    orders = {id_: list_tag(ids) for id_, ids in held.order.items()}
    hello = Hello("stratroom.html.1", Surface.PHONE, holds={"all": tags}, orders={"all": orders})
    again = await house.enters("anna", hello=hello)
    (frame,) = again.wire.frames()
    assert [put[0] for put in frame["put"]] == ["line-007"]
    assert frame["gone"] == ["line-004"]
    assert list(frame["order"]) == ["top"]


async def test_a_page_that_holds_everything_gets_an_empty_first_frame(house: House):
    phone = await house.enters("anna")
    held = phone.connection.held["all"]
    hello = Hello(
        "stratroom.html.1",
        Surface.PHONE,
        holds={"all": {id_: f.tag for id_, f in held.entries.items()}},
        orders={"all": {id_: list_tag(ids) for id_, ids in held.order.items()}},
    )
    again = await house.enters("anna", hello=hello)
    (frame,) = again.wire.frames()
    assert (frame["put"], frame["gone"], frame["order"]) == ([], [], {})


async def test_what_is_mine_is_sent_to_me_when_it_changes_and_to_nobody_else(house: House):
    anna, bert = await house.enters("anna"), await house.enters("bert")
    say(house, 1, "changed")
    await house.settled()
    assert "1 done by me" in anna.wire.frames("mine")[-1]["put"][0][2]
    assert len(bert.wire.frames("mine")) == 1


async def test_a_watched_editor_follows_what_is_watched_and_goes_with_it(house: House):
    anna = await house.enters("anna")
    room = house.room
    room.watch(anna.connection, frozenset({"edit-line-002", "edit-nothing"}))
    assert [put[0] for put in anna.wire.frames("watch")[-1]["put"]] == ["edit-line-002"]
    say(house, 2, "changed")
    await house.settled()
    assert "changed" in anna.wire.frames("watch")[-1]["put"][0][2]
    room.watch(anna.connection, frozenset())
    assert anna.wire.frames("watch")[-1]["gone"] == ["edit-line-002"]


async def test_a_broken_page_of_one_audience_leaves_the_others_alone(house: House, caplog):
    phone, board = await house.enters("anna"), await house.enters("board-1", Surface.BOARD)
    house.toy.screens.broken_for = Surface.BOARD
    say(house, 1, "changed")
    await house.settled()
    assert phone.shows(house.page(phone))
    assert "a page could not be made" in caplog.text
    house.toy.screens.broken_for = None
    say(house, 2, "again")
    await house.settled()
    assert board.shows(house.page(board))


async def test_somebody_who_may_not_see_the_plan_any_more_is_shown_out_before_the_next_frame(house: House):
    anna = await house.enters("anna")
    house.toy.gate.barred.add("anna")
    before = len(anna.wire.frames())
    say(house, 1, "changed")
    await house.settled()
    assert len(anna.wire.frames()) == before
    assert anna.wire.messages[-1] == {"type": "bye", "code": "not-allowed", "retry_after_ms": 0}
    assert anna.wire.closed == Code.NOT_ALLOWED


async def test_a_page_that_changes_its_audience_is_sent_only_what_the_new_one_sees(house: House):
    house.toy.do({"do": "add", "id": "secret-line", "fields": {"text": "secret margin"}})
    board = await house.enters("board-1", Surface.BOARD)
    assert "secret-line" in board.shown
    audience = house.toy.gate.audience
    house.toy.gate.audience = lambda seat, state: _shared(audience(seat, state))  # type: ignore[method-assign]
    say(house, 1, "changed")
    await house.settled()
    assert board.connection.audience.edition is Edition.SHARED
    assert board.wire.frames()[-1]["gone"] == ["secret-line"]


def _shared(audience):
    return replace(audience, edition=Edition.SHARED)


async def test_a_revoked_person_is_hung_up_on_at_once_and_sent_nothing_more(house: House):
    anna, bert = await house.enters("anna"), await house.enters("bert")
    began = time.monotonic()
    assert house.toy.hub.revoke(person="anna") == 1
    assert time.monotonic() - began < 1
    assert anna.wire.closed == Code.SIGNED_OUT
    before = len(anna.wire.said)
    say(house, 1, "changed")
    await house.settled()
    assert len(anna.wire.said) == before
    assert bert.wire.closed is None


async def test_a_restart_tells_everybody_when_to_come_back(house: House):
    anna = await house.enters("anna")
    house.toy.hub.close_all()
    assert anna.wire.messages[-1] == {"type": "bye", "code": "restart", "retry_after_ms": 1_000}
    assert anna.wire.closed == Code.RESTART


async def test_a_connection_without_progress_is_given_up_after_fifteen_seconds(house: House):
    anna = await house.enters("anna")
    anna.wire.waiting = 1_000
    assert not anna.connection.given_up(100.0)
    assert not anna.connection.given_up(100.0 + STUCK_S)
    assert anna.connection.given_up(100.1 + STUCK_S)


async def test_a_connection_that_makes_progress_is_kept(house: House):
    anna = await house.enters("anna")
    for second in range(60):
        anna.wire.waiting = 100_000 - second
        assert not anna.connection.given_up(float(second))


async def test_who_asks_without_ever_reading_is_cut_off(house: House):
    anna = await house.enters("anna")
    anna.wire.waiting = HARD_LIMIT + 1
    anna.connection.say(anna.wire.said[0])
    assert anna.wire.cut


async def test_an_empty_room_is_forgotten(house: House):
    anna = await house.enters("anna")
    room = house.room
    house.toy.hub.leave(room, anna.connection)
    assert not house.toy.hub._rooms
    assert not room.looked_at


async def test_who_is_turned_away_leaves_no_room_behind(house: House):
    await house.toy.hub.room(PLAN)
    assert not house.toy.hub._rooms


async def test_presence_names_others_and_only_on_records_that_they_may_know_of(house: House):
    anna, bert, customer = [await house.enters(who) for who in ("anna", "bert", "customer-1")]
    house.toy.do({"do": "add", "id": "secret-line", "fields": {"text": "secret margin"}})
    room = house.room
    room.edits(anna.connection, "secret-line")
    room.edits(bert.connection, "line-001")
    await house.settled()
    assert _presence(anna)["editing"] == {"line-001": ["Bert"]}
    assert _presence(bert)["editing"] == {"secret-line": ["Anna"]}
    assert _presence(customer)["editing"] == {"line-001": ["Bert"]}
    assert _presence(anna)["here"] == 3
    assert _presence(customer)["here"] == 1, "how many of us there are is ours to know"


async def test_customers_cannot_count_us_by_what_we_edit_either(house: House):
    house.toy.company.name_for = lambda audience, state, person: "Meridian"  # type: ignore[method-assign]
    anna, bert, customer = [await house.enters(who) for who in ("anna", "bert", "customer-1")]
    for ours in (anna, bert):
        house.room.edits(ours.connection, "line-001")
    await house.settled()
    assert _presence(customer)["editing"] == {"line-001": ["Meridian"]}


async def test_presence_expires_without_a_sign_of_life_and_is_told(house: House):
    anna, bert = await house.enters("anna"), await house.enters("bert")
    room = house.room
    room.edits(bert.connection, "line-001")
    now = asyncio.get_running_loop().time()
    room.presence.seen(anna.connection, "anna", now + 15)
    room.expire(now + 21)
    await house.settled()
    assert _presence(anna) == {"type": "presence", "editing": {}, "here": 1}
    assert house.toy.hub.present("plan-one") == {"anna"}


async def test_who_is_here_is_told_late_to_a_page_that_could_not_take_it(house: House):
    anna = await house.enters("anna")
    await house.settled()
    anna.wire.reads, anna.wire.waiting = False, HIGH_WATER + 1
    await house.enters("bert")
    await house.settled()
    anna.wire.waiting = LOW_WATER + 1
    house.room.flush()
    assert _presence(anna)["here"] == 2


async def test_only_the_console_is_told_who_is_here_and_a_board_is_nobody(house: House):
    console = await house.enters("anna", Surface.CONSOLE)
    phone = await house.enters("bert")
    await house.enters("board-1", Surface.BOARD)
    await house.settled()
    assert _presence(console)["people"] == ["anna", "bert"]
    assert "people" not in _presence(phone)
    assert _presence(phone)["here"] == 2


def _presence(screen: Screen) -> dict:
    return [m for m in screen.wire.messages if m["type"] == "presence"][-1]


async def test_the_oldest_of_too_many_tabs_gives_way(house: House):
    tabs = [await house.enters("anna") for _ in range(33)]
    assert tabs[0].wire.closed == Code.REPLACED
    assert all(tab.wire.closed is None for tab in tabs[1:])
