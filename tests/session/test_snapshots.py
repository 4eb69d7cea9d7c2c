"""A snapshot saves time and nothing else: with it and without it a plan is the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain import commands as do
from app.domain.people import Person, Role, Side
from app.session import codec, live_plan
from app.session.journal import Entry, NotSaved, Snapshot
from app.session.live_plan import LivePlan
from app.session.texts import Epoch
from tests.session.conftest import Clock, Open, Opening
from tests.session.journals import Desk, MemoryJournal, until
from tests.worlds import ANNA, BEN, RUTH


async def replayed(journal: MemoryJournal) -> LivePlan:
    """The plan made from the log alone."""
    kept, journal.kept = journal.kept, None
    live = LivePlan(journal.plan, journal, Desk())
    await live.open()
    journal.kept = kept
    return live


async def busy(room: Open) -> None:
    """A bit of everything that a state can hold."""
    for who, command in (
        (RUTH, do.Set("the-goal", "phasing", [1, 2, 3])),
        (RUTH, do.SetPerson(Person("a-first-by-alphabet", Side.OURS, Role.MEMBER))),
        (ANNA, do.Move("csf-earning", "the-goal", None)),
        (ANNA, do.Set("nc-on-time", "target", "95")),
        (BEN, do.Remove("nc-response")),
        (RUTH, do.Share("the-goal", branch=True)),
        (RUTH, do.SetRoom("board", "shared")),
    ):
        await room.does(who, command)


async def test_a_snapshot_and_the_tail_are_the_whole_log(opening: Opening) -> None:
    room = await opening()
    await busy(room)
    await room.live.close()
    assert room.journal.kept is not None
    assert room.journal.kept.seq == room.state.seq
    later = await opening()
    await later.does(ANNA, do.Set("nc-on-time", "unit", "%"))
    await later.does(BEN, do.Undo())
    again = await opening()
    whole = await replayed(room.journal)
    assert again.state == later.state == whole.state
    await whole.close()


async def test_what_a_snapshot_holds_keeps_its_order(opening: Opening) -> None:
    """The roster is shown as it was written, after a restart too."""
    room = await opening()
    await busy(room)
    await room.live.close()
    again = await opening()
    assert list(again.state.people) == list(room.state.people)
    assert list(again.state.people)[-1] == "a-first-by-alphabet"


async def test_everybody_can_undo_after_a_restart_as_before(opening: Opening) -> None:
    room = await opening()
    await busy(room)
    await room.live.close()
    again = await opening()
    await again.does(BEN, do.Undo())
    assert "nc-response" in again.state.records
    await again.does(ANNA, do.Undo())
    assert "target" not in again.state.records["nc-on-time"].fields


@pytest.mark.parametrize("from_snapshot", [False, True], ids=["from the log", "from a snapshot"])
async def test_one_undo_takes_back_one_command_after_a_restart_too(
    opening: Opening, from_snapshot: bool
) -> None:
    room = await opening()
    before = room.state.records
    await room.does(RUTH, do.Share("the-goal", branch=True), "command-1")
    if from_snapshot:
        await room.live.close()
    again = await opening()
    assert again.state == room.state
    await again.does(RUTH, do.Undo(), "command-2")
    assert {each.id for each in again.state.records.values() if each.shared} == {
        each.id for each in before.values() if each.shared
    }
    assert (await opening()).state == again.state


async def test_snapshots_are_kept_now_and_then(opening: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_plan, "SNAPSHOT_EVERY", 5)
    room = await opening()
    kept: list[int] = []
    for number in range(13):
        await room.does(ANNA, do.Set("nc-on-time", "target", str(number)))
        await until(lambda: not room.desk.waiting)
        if room.journal.kept is not None and room.journal.kept.seq not in kept:
            kept.append(room.journal.kept.seq)
    first = room.state.seq - 12
    assert kept == [first, first + 5, first + 10], "the long log that was read at the start counts too"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda kept: replace(kept, schema=kept.schema + 1),
        lambda kept: replace(kept, schema=0),
        lambda kept: replace(kept, body=b"{}"),
        lambda kept: replace(kept, body=kept.body[: len(kept.body) // 2]),
        lambda kept: replace(kept, body=b"\xff"),
    ],
    ids=["newer", "older", "empty", "cut off", "not text"],
)
async def test_a_snapshot_of_another_form_is_left_alone(opening: Opening, spoil: object) -> None:
    room = await opening()
    await busy(room)
    await room.live.close()
    assert room.journal.kept is not None
    room.journal.kept = spoil(room.journal.kept)  # type: ignore[operator]
    again = await opening()
    assert again.state == room.state


async def test_a_snapshot_that_cannot_be_kept_stops_nothing(
    room: Open, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(plan: str, snapshot: Snapshot) -> None:
        raise NotSaved("disk-full")

    monkeypatch.setattr(live_plan, "SNAPSHOT_EVERY", 1)
    monkeypatch.setattr(room.journal, "keep_snapshot", full)
    for number in range(3):
        await room.does(ANNA, do.Set("nc-on-time", "target", str(number)))
    await room.live.close()
    assert "no snapshot was kept" in caplog.text


async def test_time_goes_on_from_the_last_entry_after_a_restart(opening: Opening) -> None:
    room = await opening()
    await busy(room)
    last = room.journal.entries[-1].at
    await room.live.close()
    again = await opening(Clock(now=last - 3_600_000))
    await again.does(ANNA, do.Set("nc-on-time", "unit", "%"))
    assert again.journal.entries[-1].at == last


async def test_a_log_of_a_newer_release_is_not_opened(opening: Opening, journal: MemoryJournal) -> None:
    for newer in (Entry("Celebrated", 1, b"{}", 1), Entry("Changed", 2, b"{}", 1)):
        journal.entries.append(newer)
        with pytest.raises(codec.UnknownEvent):
            await opening()
        journal.entries.pop()
    await opening()


async def test_a_plan_that_is_not_there_is_a_key_error(journal: MemoryJournal) -> None:
    with pytest.raises(KeyError):
        await LivePlan("another-plan", journal, Desk()).open()


def test_a_snapshot_holds_the_documents_epochs() -> None:
    epochs = {"nc-on-time.statement": Epoch("7", "> 95 %", (b"\x00\xff", b"two"))}
    unpacked = codec.unpack(codec.pack(live_plan.EMPTY, epochs))
    assert unpacked == (live_plan.EMPTY, epochs)
