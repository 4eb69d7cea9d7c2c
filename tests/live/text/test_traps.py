"""What broke co-editing when it was tried first, one test each, and what our own client does about it.

Pages are our client's own modules under node; the server is the smallest one (room.py); the test is the network.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from app.live.text import Checked, TextKey, TextLimits, TextRefused
from tests.live.text.room import PLAN, Room

Node = Callable[..., Any]
KEY = TextKey(PLAN, "record-1", "statement")


class Page:
    """A page of ours; what it says waits in `pass_on`, what it is told in `inbox`, until the test lets it travel."""

    def __init__(self, node: Node, room: Room, name: str) -> None:
        self.node, self.room, self.name = node, room, name
        self.inbox: list[dict[str, Any]] = []
        self.alive = True
        self.load()

    def load(self) -> None:
        self("page", KEY.record, KEY.field, self.room.plain[KEY])

    def __call__(self, verb: str, *arguments: Any) -> Any:
        return self.node(f"client.{verb}", self.name, *arguments)

    def say(self, message: Any) -> bool:
        if self.alive:
            self.inbox.append(dict(message))
        return self.alive

    def pass_on(self) -> list[dict[str, Any]]:
        sent: list[dict[str, Any]] = self("sent")
        for message in sent:
            self.room.receive(self, message)
        return sent

    def hear(self) -> None:
        for message in self.inbox:
            self("receive", message)
        self.inbox.clear()

    def settle(self) -> None:
        self("flush")
        while self.pass_on() or self.inbox:
            self.hear()

    def come(self) -> None:
        self("online")
        self.settle()

    def go(self) -> None:
        self("offline")
        self.room.typists.left(self)

    def type(self, value: str, caret: int | None = None) -> None:
        self("edit", value, len(value.encode("utf-16-le")) // 2 if caret is None else caret)

    @property
    def look(self) -> dict[str, Any]:
        return dict(self("look"))

    @property
    def value(self) -> str:
        return str(self.look["value"])

    @property
    def state(self) -> str:
        return str(self.look["state"])


@pytest.fixture
def room() -> Room:
    room = Room()
    room.begin(KEY.record, KEY.field, "on time")
    return room


@pytest.fixture
def anna(node: Node, room: Room, request: pytest.FixtureRequest) -> Page:
    return _page(node, room, "anna", request)


@pytest.fixture
def ben(node: Node, room: Room, request: pytest.FixtureRequest) -> Page:
    return _page(node, room, "ben", request)


def _page(node: Node, room: Room, name: str, request: pytest.FixtureRequest) -> Page:
    page = Page(node, room, f"{request.node.name}/{name}")
    page.come()
    return page


# -------------------------------------------------------------------- the traps


def test_trap_1_a_dead_sender_keeps_nobody_from_hearing(anna: Page, ben: Page) -> None:
    anna.type("on time, always")
    anna("flush")
    anna.alive = False
    anna.pass_on()
    ben.hear()
    assert ben.value == "on time, always"


def test_trap_1_the_others_are_told_before_the_author(anna: Page, ben: Page) -> None:
    told: list[str] = []
    anna.say = lambda message: told.append("anna") or True  # type: ignore[method-assign]
    ben.say = lambda message: told.append("ben") or True  # type: ignore[method-assign]
    anna.type("on time!")
    anna("flush")
    anna.pass_on()
    assert told == ["ben", "anna"]


def test_trap_1_a_page_that_missed_something_asks_and_heals(anna: Page, ben: Page) -> None:
    anna.type("on time, ")
    anna.settle()
    ben.inbox.clear()  # lost on its way
    anna.type("on time, always")
    anna.settle()
    ben.hear()
    asked = ben.pass_on()
    assert [each["op"] for each in asked] == ["open"]
    ben.hear()
    assert ben.value == "on time, always"


def test_trap_2_an_update_with_a_gap_is_never_acknowledged(anna: Page, ben: Page, room: Room) -> None:
    """Anna's first edit vanishes from the server's log; her second one must not pass for saved."""
    anna.type("on time, ")
    anna("flush")
    anna("sent")
    first = room.plain[KEY]
    anna("receive", {"type": "ack", "id": _sending(anna)})
    anna.type("on time, always")
    anna("flush")
    anna.pass_on()
    assert [each["type"] for each in anna.inbox] == ["refused", "text"]
    assert room.plain[KEY] == first
    anna.hear()
    anna.settle()
    assert room.plain[KEY] == "on time, always"
    assert anna.state == "saved"


def _sending(page: Page) -> str:
    return str(page("sending"))


def test_trap_3_the_servers_own_edits_count_code_points_right(anna: Page, room: Room) -> None:
    anna.type("é🎉 on 漢字 time")
    anna.settle()
    before = room.docs.vector(KEY)
    working = room.docs.begin()
    answer = working.replace(KEY, "é🎉 always on 漢字 time", room.limits)
    assert isinstance(answer, Checked)
    working.commit()
    room.typists.accepted(KEY, answer.update, None, before)
    anna.hear()
    assert anna.value == "é🎉 always on 漢字 time" == room.docs.published(KEY).plain


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a😀b", "a😃b"),
        ("😀", "😀😀"),
        ("😀😀", "😀"),
        ("🎉x", "🎊x"),
        ("a😀", "a"),
        ("😀", "🎀"),
        ("👩‍👩‍👧", "👩‍👧"),
    ],
)
def test_trap_4_no_cut_falls_inside_a_surrogate_pair(
    anna: Page, ben: Page, room: Room, before: str, after: str
) -> None:
    """These pairs share a first or a last half: a plain difference would keep that half."""
    for value in (before, after):
        anna.type(value)
        anna.settle()
        ben.hear()
    assert anna.value == ben.value == room.plain[KEY] == after
    assert anna.look["refusal"] is None


def test_trap_5_remote_text_waits_while_a_composition_runs(anna: Page, ben: Page, room: Room) -> None:
    anna("hold")
    ben.type("be on time")
    ben.settle()
    anna.hear()
    assert anna.value == "on time"
    anna.type("on time に")
    anna.settle()
    assert room.plain[KEY] == "be on time に", "what is composed goes out at once"
    anna("release")
    assert anna.value == "be on time に"


def test_trap_6_refused_text_stays_on_the_screen(anna: Page, ben: Page, room: Room) -> None:
    room.refuses = "too-long"
    anna.type("on time and far too long")
    anna.settle()
    look = anna.look
    assert (look["value"], look["state"]) == ("on time", "refused")
    assert look["refusal"]["text"] == "on time and far too long"
    assert look["refusal"]["message"] == "not taken"
    room.refuses = None
    ben.type("be on time")
    ben.settle()
    anna.hear()
    assert anna.value == "be on time", "the field goes on in a document that the server knows"
    anna("putBack")
    anna.settle()
    assert room.plain[KEY] == "on time and far too long"
    assert anna.state == "saved"


def test_trap_6_what_is_typed_after_a_refusal_goes_into_the_field(anna: Page, room: Room) -> None:
    room.refuses = "too-long"
    anna.type("on time and far too long")
    anna("flush")
    anna.pass_on()
    refused, reset = anna.inbox
    anna("receive", refused)
    anna.type("on time and far too long!")
    room.refuses = None
    anna("receive", reset)
    anna.inbox.clear()
    anna.settle()
    assert room.plain[KEY] == anna.value == "on time!"
    assert anna.look["refusal"]["text"] == "on time and far too long"


def test_trap_6_refused_text_outlives_a_reload(anna: Page, room: Room) -> None:
    room.refuses = "too-long"
    anna.type("on time and far too long")
    anna.settle()
    anna.load()
    anna.come()
    assert anna.look["refusal"]["text"] == "on time and far too long"
    assert anna.value == "on time"


def test_trap_7_a_burst_of_keys_is_one_edit(anna: Page, room: Room) -> None:
    text = "on time"
    for char in " at every installation":
        text += char
        anna.type(text)
    anna.settle()
    assert (room.edits, room.plain[KEY]) == (1, "on time at every installation")


def test_trap_7_what_is_typed_while_one_edit_travels_goes_together(anna: Page, room: Room) -> None:
    text = "on time"
    for char in " at every installation":
        text += char
        anna.type(text)
        anna("flush")
    anna.settle()
    assert (room.edits, room.plain[KEY]) == (2, "on time at every installation")


# -------------------------------------------------------------------- offline, reload, restart


def test_five_minutes_offline_come_back_as_two_edits(anna: Page, ben: Page, room: Room) -> None:
    anna.go()
    text = "on time"
    for n in range(300):
        text += f" {n}"
        anna.type(text[-350:])
        if n % 7 == 0:
            anna("flush")
    ben.type("be on time")
    ben.settle()
    assert anna.state == "offline"
    assert anna.look["bytes"] < 15_000, "what is kept grows with the text, not with the keys"
    anna.come()
    ben.hear()
    assert anna.value == ben.value == room.plain[KEY]
    assert anna.value.endswith(text[-340:])
    assert room.edits == 3
    assert anna.look["kept"] == 0


def test_a_killed_browser_loses_nothing(anna: Page, room: Room) -> None:
    anna.go()
    anna.type("on time, always")
    anna("flush")
    anna.type("on time, always and everywhere")
    anna.load()
    assert anna.look["kept"] == 1
    anna.come()
    assert anna.value == room.plain[KEY] == "on time, always and everywhere"
    assert (anna.state, anna.look["kept"], anna.look["outbox"]) == ("saved", 0, 0)


def test_typing_before_the_document_is_here_joins_it(anna: Page, ben: Page, room: Room) -> None:
    anna.load()
    anna.type("on time, always")
    ben.type("be on time")
    ben.settle()
    anna.come()
    assert anna.value == room.plain[KEY] == "be on time, always"


def test_typing_before_the_document_is_here_outlives_a_reload(anna: Page, room: Room) -> None:
    anna.load()
    anna.type("on time, always")
    anna.load()
    anna.come()
    assert room.plain[KEY] == "on time, always"


def test_an_answer_that_was_lost_makes_no_second_edit(anna: Page, room: Room) -> None:
    anna.type("on time!")
    anna("flush")
    anna.pass_on()
    anna.inbox.clear()
    anna.go()
    anna.load()
    anna.come()
    assert (room.plain[KEY], room.edits, anna.state) == ("on time!", 1, "saved")


def test_a_restarted_server_goes_on_where_it_was(anna: Page, ben: Page, room: Room) -> None:
    anna.type("on time, always")
    anna.settle()
    for page in (anna, ben):
        page.go()
    ben.type("on time, typed while it was down")
    room.restart()
    for page in (anna, ben):
        page.come()
    anna.hear()
    assert anna.value == ben.value == room.plain[KEY] == room.docs.published(KEY).plain
    assert "always" in anna.value
    assert "typed while it was down" in anna.value


# -------------------------------------------------------------------- undo, length, epochs


def test_undo_takes_back_only_ones_own_typing(anna: Page, ben: Page, room: Room) -> None:
    anna.type("on time, always")
    anna.settle()
    ben.hear()
    ben.type("be on time, always")
    ben.settle()
    anna.hear()
    anna("undo")
    anna.settle()
    assert anna.value == room.plain[KEY] == "be on time"
    anna("redo")
    anna.settle()
    assert room.plain[KEY] == "be on time, always"


def test_text_that_is_too_long_waits_to_be_shortened(anna: Page, room: Room) -> None:
    anna("limit", 10)
    anna.type("on time and more")
    anna.settle()
    assert (anna.state, room.plain[KEY], anna.look["refusal"]) == ("refused", "on time", None)
    anna.type("on time ok")
    anna.settle()
    assert (anna.state, room.plain[KEY]) == ("saved", "on time ok")


def test_a_new_epoch_reaches_those_who_type_and_those_who_are_away(anna: Page, ben: Page, room: Room) -> None:
    ben.go()
    room.begin_again(KEY, "2")
    anna.hear()
    anna.type("on time from now on")
    anna.settle()
    ben.come()
    assert anna.value == ben.value == room.plain[KEY] == "on time from now on"
    assert (anna.look["refusal"], ben.look["refusal"]) == (None, None)


def test_what_was_typed_into_an_old_epoch_is_kept_on_the_screen(anna: Page, room: Room) -> None:
    anna.go()
    anna.type("on time, internally")
    anna("flush")
    room.begin_again(KEY, "2")
    anna.come()
    assert anna.value == room.plain[KEY] == "on time"
    assert anna.look["refusal"]["text"] == "on time, internally"


def test_a_failed_commit_changes_nothing_for_anybody(anna: Page, ben: Page, room: Room) -> None:
    """The session answered "not saved"; the page keeps the edit and it goes with the next one."""
    working = room.docs.begin()
    anna.type("on time!")
    anna("flush")
    [message] = anna("sent")
    from base64 import b64decode

    assert isinstance(working.check(KEY, b64decode(message["update"]), room.limits), Checked)
    assert room.docs.published(KEY).plain == "on time"
    room.receive(anna, message)
    ben.hear()
    assert ben.value == "on time!"


# -------------------------------------------------------------------- who is told


class Deaf:
    """A screen whose buffer is full until it drains."""

    def __init__(self) -> None:
        self.deaf = False
        self.heard: list[dict[str, Any]] = []

    def say(self, message: Any) -> bool:
        if not self.deaf:
            self.heard.append(dict(message))
        return not self.deaf


def test_a_slow_screen_queues_nothing_and_gets_the_difference(anna: Page, room: Room, node: Node) -> None:
    slow = Deaf()
    room.typists.open(slow, KEY, b"\0")
    first = slow.heard.pop()
    slow.deaf = True
    for n in range(20):
        anna.type(f"on time {n}")
        anna.settle()
    assert slow.heard == []
    slow.deaf = False
    room.typists.drained(slow)
    [caught_up] = slow.heard
    node("yjs.new", "slow", 9)
    node("yjs.apply", "slow", first["update"])
    assert node("yjs.apply", "slow", caught_up["update"]) == "on time 19"
    room.typists.drained(slow)
    assert len(slow.heard) == 1


def test_who_closed_a_field_or_left_hears_nothing(anna: Page, room: Room) -> None:
    closes, leaves = Deaf(), Deaf()
    for screen in (closes, leaves):
        room.typists.open(screen, KEY, b"\0")
    room.typists.close(closes, KEY)
    room.typists.left(leaves)
    anna.type("on time!")
    anna.settle()
    assert [len(each.heard) for each in (closes, leaves)] == [1, 1]


def test_a_new_epoch_tells_only_those_who_may_go_on(anna: Page, room: Room) -> None:
    outsider = Deaf()
    room.typists.open(outsider, KEY, b"\0")
    room.begin_again(KEY, "2", lambda screen: screen is not outsider)
    anna.hear()
    anna.type("on time!")
    anna.settle()
    assert room.plain[KEY] == "on time!"
    assert len(outsider.heard) == 1


def test_nonsense_for_a_vector_is_refused(room: Room) -> None:
    answer = room.typists.open(Deaf(), KEY, b"\xff\xff")
    assert isinstance(answer, TextRefused)
    assert answer.code == "malformed"


def test_limits_have_a_size_for_updates(anna: Page, room: Room) -> None:
    room.limits = TextLimits(400, update_bytes=10)
    anna.type("on time, always")
    anna.settle()
    assert anna.look["refusal"]["code"] == "too-long"


async def test_a_field_set_as_a_whole_reaches_those_who_have_it_open(
    anna: Page, ben: Page, room: Room
) -> None:
    """The session only says that the document is not true any more; its next one is loaded when it has published."""
    ben.type("on time, half a thought")
    room.docs.forget(KEY)
    room.begin(KEY.record, KEY.field, "set by a program", epoch="2")
    await asyncio.sleep(0)
    anna.hear()
    ben.hear()
    assert anna.value == ben.value == "set by a program"
    assert ben.look["refusal"]["text"] == "on time, half a thought"
    anna.type("set by a program, then by hand")
    anna.settle()
    assert room.plain[KEY] == "set by a program, then by hand"
