"""A commit that fails leaves nothing behind, and nobody is told anything that rests on it."""

from __future__ import annotations

import asyncio

import pytest

from app.domain import commands as do
from app.session.held_back import PATIENCE_S, HeldBack
from app.session.live_plan import Done, NotDone, NotYet
from tests.session.conftest import Open, Opening
from tests.session.journals import Fault, until
from tests.worlds import ANNA, BEN, RUTH

SET = do.Set("nc-on-time", "target", "95")


async def test_a_full_disk_is_answered_not_yet_and_the_next_try_works(room: Open) -> None:
    before = room.state
    room.journal.faults = [Fault.DISK_FULL]
    answers = await room.together((ANNA, SET, "command-1"), (BEN, do.Remove("nc-response"), "command-2"))
    assert answers == [NotYet("disk-full"), NotYet("disk-full")]
    assert room.state is before
    assert room.published == []
    again = await room.together((ANNA, SET, "command-1"), (BEN, do.Remove("nc-response"), "command-2"))
    assert again == [Done(before.seq + 2)] * 2
    assert room.journal.groups == [2]


async def test_a_refusal_that_rests_on_what_was_not_saved_is_no_refusal(room: Open) -> None:
    """Ruth's removal fails; Anna's edit of the same record must not be thrown away for it."""
    room.journal.faults = [Fault.DISK_FULL]
    answers = await room.together((RUTH, do.Remove("nc-on-time")), (ANNA, SET, "command-1"))
    assert answers == [NotYet("disk-full")] * 2
    await room.does(ANNA, SET, "command-1")


async def test_a_lost_connection_before_the_commit_is_not_yet(room: Open) -> None:
    before = room.state
    room.journal.faults = [Fault.LOST]
    assert await room.asks(ANNA, SET, "command-1") == NotYet("unavailable")
    assert room.state is before
    await room.does(ANNA, SET, "command-1")
    assert room.journal.groups == [1]


async def test_a_lost_connection_after_the_commit_is_done(room: Open) -> None:
    room.journal.faults = [Fault.WRITTEN]
    await room.does(ANNA, SET, "command-1")
    assert room.state.records["nc-on-time"].fields["target"] == "95"
    assert len(room.published) == 1
    await room.does(ANNA, SET, "command-1")
    assert room.journal.groups == [1]


async def test_when_even_the_log_cannot_be_read_the_outcome_shows_later(room: Open) -> None:
    room.journal.faults = [Fault.WRITTEN]
    room.journal.unreadable = 1
    assert await room.asks(ANNA, SET, "command-1") == NotYet("unavailable")
    await room.does(BEN, do.Set("nc-on-time", "unit", "%"), "command-2")
    fields = room.state.records["nc-on-time"].fields
    assert (fields["target"], fields["unit"]) == ("95", "%")
    await room.does(ANNA, SET, "command-1")
    assert room.journal.groups == [1, 1], "Anna's command is in the log once"


async def test_what_waited_behind_a_failure_is_not_saved_before_it(room: Open) -> None:
    """Anna wrote first, then second; the first comes again a moment later and must not be the last word."""
    room.journal.faults = [Fault.DISK_FULL]
    room.desk.hold()
    first = await room.begins(ANNA, do.Set("nc-on-time", "source", "first"), "command-1")
    second = asyncio.create_task(room.asks(ANNA, do.Set("nc-on-time", "source", "second"), "command-2"))
    await asyncio.sleep(0)
    room.live.follow()
    room.desk.let_go()
    assert [await first, await second] == [NotYet("disk-full")] * 2
    assert "source" not in room.state.records["nc-on-time"].fields
    await room.does(ANNA, do.Set("nc-on-time", "source", "first"), "command-1")
    await room.does(ANNA, do.Set("nc-on-time", "source", "second"), "command-2")
    assert room.state.records["nc-on-time"].fields["source"] == "second"


async def test_what_was_under_way_when_saving_failed_is_not_saved_before_what_comes_again(room: Open) -> None:
    """The second left Anna's phone before it could hear that the first was not saved."""
    room.journal.faults = [Fault.DISK_FULL]
    first, second, third = (do.Set("nc-on-time", "source", each) for each in ("first", "second", "third"))
    assert await room.asks(ANNA, first, "command-1") == NotYet("disk-full")
    assert await room.asks(ANNA, second, "command-2") == NotYet("disk-full")
    await room.does(BEN, SET, "command-1")
    await room.does(ANNA, first, "command-1")
    assert await room.asks(ANNA, third, "command-3") == NotYet("disk-full")
    await room.does(ANNA, second, "command-2")
    await room.does(ANNA, third, "command-3")
    assert room.state.records["nc-on-time"].fields["source"] == "third"


async def test_who_gave_up_on_what_was_not_saved_is_heard_again(room: Open) -> None:
    now = 0.0
    room.live.answers.held_back = HeldBack(lambda: now)
    room.journal.faults = [Fault.DISK_FULL]
    assert await room.asks(ANNA, SET, "command-1") == NotYet("disk-full")
    assert await room.asks(ANNA, SET, "command-2") == NotYet("disk-full")
    now = PATIENCE_S + 1
    await room.does(ANNA, SET, "command-3")


async def test_a_command_that_waited_twice_holds_back_nothing_once_it_is_done(room: Open) -> None:
    """A slow store makes copies: what waits in the inbox comes again by another way, and both copies fail."""
    room.journal.faults = [Fault.DISK_FULL]
    first, second = (do.Set("nc-on-time", "source", each) for each in ("first", "second"))
    said = (ANNA, first, "command-1"), (ANNA, second, "command-2")
    assert await room.together(*said, *said) == [NotYet("disk-full")] * 4
    await room.does(ANNA, first, "command-1")
    await room.does(ANNA, second, "command-2")
    await room.does(ANNA, SET, "command-3")


async def test_what_fails_again_stays_before_what_was_held_back_meanwhile(room: Open) -> None:
    room.journal.faults = [Fault.DISK_FULL, Fault.DISK_FULL]
    first, second = (do.Set("nc-on-time", "source", each) for each in ("first", "second"))
    for _ in range(2):
        assert await room.asks(ANNA, first, "command-1") == NotYet("disk-full")
        assert await room.asks(ANNA, second, "command-2") == NotYet("disk-full")
    await room.does(ANNA, first, "command-1")
    await room.does(ANNA, second, "command-2")
    assert room.state.records["nc-on-time"].fields["source"] == "second"


async def test_what_another_process_wrote_is_still_looked_for_after_a_failure(opening: Opening) -> None:
    room, other = await opening(), await opening()
    room.desk.hold()
    failing = await room.begins(ANNA, do.Set("nc-on-time", "source", "first"))
    await other.does(BEN, SET)
    room.live.follow()
    room.journal.unreadable = 1
    room.desk.let_go()
    assert await failing == NotYet("unavailable")
    await until(lambda: room.state.records["nc-on-time"].fields.get("target") == "95")


@pytest.mark.parametrize("fault", [Fault.DISK_FULL, Fault.LOST])
async def test_after_a_failure_undo_knows_nothing_of_it(room: Open, fault: Fault) -> None:
    room.journal.faults = [fault]
    await room.asks(ANNA, SET)
    assert await room.asks(ANNA, do.Undo()) == NotDone("nothing-to-undo")


async def test_a_journal_that_contradicts_itself_is_answered_not_yet(room: Open) -> None:
    """It says that the log goes on and shows nothing more: no reason to ask it for ever."""
    room.journal.entries.append(room.journal.entries[-1])
    real = room.journal.read
    room.journal.read = lambda plan, after=0, limit=1: ()  # type: ignore[method-assign]
    assert await room.asks(ANNA, SET) == NotYet("unavailable")
    room.journal.read = real  # type: ignore[method-assign]
    room.journal.entries.pop()
    await room.does(ANNA, SET)


async def test_nobody_is_held_back_for_a_late_copy_of_what_they_were_refused(room: Open) -> None:
    """It comes while its sender is held back, who knows the answer and will not send it again."""
    lost, first, second = do.Remove("no-such"), do.Set("nc-on-time", "source", "first"), SET
    assert isinstance(await room.asks(ANNA, lost, "command-0"), NotDone)
    room.journal.faults = [Fault.DISK_FULL]
    assert await room.asks(ANNA, first, "command-1") == NotYet("disk-full")
    assert isinstance(await room.asks(ANNA, lost, "command-0"), NotDone)
    assert await room.asks(ANNA, second, "command-2") == NotYet("disk-full")
    await room.does(ANNA, first, "command-1")
    await room.does(ANNA, second, "command-2")


async def test_what_never_comes_again_is_given_up_and_the_others_keep_their_order(room: Open) -> None:
    """A copy of what was answered long ago, before this server started: it comes once, and is nobody's."""
    now = 0.0
    room.live.answers.held_back = HeldBack(lambda: now)
    room.journal.faults = [Fault.DISK_FULL]
    first, second, third = (do.Set("nc-on-time", "source", each) for each in ("first", "second", "third"))
    assert await room.asks(ANNA, first, "command-1") == NotYet("disk-full")
    assert await room.asks(ANNA, do.Undo(), "a-copy") == NotYet("disk-full")
    assert await room.asks(ANNA, second, "command-2") == NotYet("disk-full")
    await room.does(ANNA, first, "command-1")
    now = PATIENCE_S / 2
    assert await room.asks(ANNA, second, "command-2") == NotYet("disk-full")
    now = PATIENCE_S + 1
    assert await room.asks(ANNA, third, "command-3") == NotYet("disk-full"), "the second comes first"
    await room.does(ANNA, second, "command-2")
    await room.does(ANNA, third, "command-3")
    assert room.state.records["nc-on-time"].fields["source"] == "third"


async def test_whoever_begins_again_slowly_keeps_their_order(room: Open) -> None:
    now = 0.0
    room.live.answers.held_back = HeldBack(lambda: now)
    room.journal.faults = [Fault.DISK_FULL]
    said = [(do.Set("nc-on-time", "source", str(each)), f"command-{each}") for each in range(4)]
    for command, id_ in said:
        assert await room.asks(ANNA, command, id_) == NotYet("disk-full")
    for command, id_ in said:
        assert await room.asks(ANNA, SET, "command-9") == NotYet("disk-full")
        now += PATIENCE_S - 1
        await room.does(ANNA, command, id_)
    assert await room.asks(ANNA, SET, "command-9") != NotYet("disk-full")
