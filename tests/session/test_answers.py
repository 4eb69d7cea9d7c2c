"""What was answered is remembered: done for good, refused as long as there is room, put off in order."""

from __future__ import annotations

import asyncio

import pytest

from app.domain import commands as do
from app.session import answers
from app.session.answers import Answers
from app.session.asked import Answer, Asked, Done, Key, NotDone, NotYet
from tests.worlds import ANNA

GONE = NotDone("lost-parent")
LATER = NotYet("disk-full")


def key(command: str) -> Key:
    return ANNA.person or "", command


def asked(command: str | None) -> Asked:
    answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
    return Asked(ANNA, command, do.Undo(), None, answer)


async def test_what_is_done_is_said_again_with_the_entry_that_showed_it() -> None:
    remembered, copy = Answers(), asked("command-1")
    assert not remembered.say_done(copy)
    remembered.done(copy.key, 12)
    assert remembered.say_done(copy)
    assert copy.answer.result() == Done(12)
    assert not remembered.say_done(asked("command-2"))


async def test_a_refusal_is_known_again_by_who_asked_and_their_id() -> None:
    remembered = Answers()
    remembered.refused(key("command-1"), GONE)
    copy, other, nameless = asked("command-1"), asked("command-2"), asked(None)
    assert remembered.known_refusals([copy, other, nameless]) == {copy: GONE}
    assert not remembered.is_done(copy.key)


async def test_done_outweighs_refused_whichever_came_first() -> None:
    """It was refused here and done by another process."""
    remembered, copy = Answers(), asked("command-1")
    remembered.refused(copy.key, GONE)
    remembered.done(copy.key, 12)
    assert remembered.known_refusals([copy]) == {}
    remembered.refused(copy.key, GONE)
    assert remembered.known_refusals([copy]) == {}


async def test_what_has_no_id_is_never_remembered() -> None:
    remembered, nameless = Answers(), asked(None)
    remembered.done(nameless.key, 12)
    remembered.refused(nameless.key, GONE)
    remembered.put_off([nameless.key], LATER)
    assert not remembered.is_done(nameless.key)
    assert not remembered.say_done(nameless)
    assert remembered.known_refusals([nameless]) == {}
    assert remembered.untried(nameless.key) is None


async def test_the_oldest_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "KNOWN_COMMANDS", 2)
    monkeypatch.setattr(answers, "KNOWN_REFUSALS", 2)
    remembered = Answers()
    for number in range(3):
        remembered.done(key(f"done-{number}"), number)
        remembered.refused(key(f"refused-{number}"), GONE)
    assert [remembered.is_done(key(f"done-{number}")) for number in range(3)] == [False, True, True]
    copies = [asked(f"refused-{number}") for number in range(3)]
    assert list(remembered.known_refusals(copies)) == copies[1:]


async def test_what_is_done_is_not_held_back_by_what_could_not_be_saved() -> None:
    remembered = Answers()
    remembered.done(key("command-1"), 12)
    remembered.put_off([key("command-2"), key("command-3")], LATER)
    assert remembered.untried(key("command-1")) is None
    assert remembered.untried(key("command-3")) == LATER
    assert remembered.untried(key("command-2")) is None


async def test_nobody_is_held_back_for_a_copy_of_what_they_were_refused() -> None:
    """Who was told no sends it no more: what they say next would wait for nothing."""
    remembered = Answers()
    remembered.refused(key("command-1"), GONE)
    remembered.put_off([key("command-1")], LATER)
    assert remembered.untried(key("command-2")) is None


async def test_nobody_waits_for_what_turns_out_to_be_done() -> None:
    """Its commit's answer was lost, and another one's return found both in the log."""
    remembered = Answers()
    remembered.put_off([key("command-1"), key("command-2")], LATER)
    remembered.done(key("command-1"), 7)
    assert remembered.untried(key("command-1")) is None
    assert remembered.untried(key("command-2")) is None, "the next in order"
    assert remembered.untried(key("command-3")) is None, "nothing stands before it any more"
