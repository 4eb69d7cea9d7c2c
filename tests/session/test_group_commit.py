"""What arrives together commits together; nobody is told before it is durable; one bad command harms nobody."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from app.domain import commands as do
from app.domain import events as ev
from app.domain.refusals import Why
from app.session import group, live_plan
from app.session.live_plan import Committed, Done, NotDone, NotYet
from app.session.touched import touched_by
from tests.session.conftest import Open
from tests.session.journals import until
from tests.worlds import ANNA, BEN, MARIJKE, RUTH


async def test_nothing_is_told_before_it_is_durable(room: Open) -> None:
    before = room.state
    room.desk.hold()
    asked = await room.begins(ANNA, do.Set("nc-on-time", "target", "95"))
    assert not asked.done()
    assert room.state is before
    assert room.published == []
    room.desk.let_go()
    assert await asked == Done(before.seq + 1)
    assert room.state.records["nc-on-time"].fields["target"] == "95"
    assert len(room.journal.entries) == before.seq + 1


async def test_screens_are_told_once_a_group_and_before_its_askers(room: Open) -> None:
    before = room.state
    told_at: list[bool] = []
    asked: list[asyncio.Task[Any]] = []

    def shown(committed: Committed) -> None:
        room.published.append(committed)
        told_at.append(any(task.done() for task in asked))

    room.live.published = shown
    asked += [asyncio.create_task(room.asks(ANNA, do.Set("nc-on-time", "target", str(n)))) for n in (1, 2, 3)]
    await asyncio.gather(*asked)
    (committed,) = room.published
    assert told_at == [False]
    assert (committed.before, committed.after) == (before, room.state)
    assert [each.meta.seq for each in committed.happened] == [before.seq + n for n in (1, 2, 3)]


async def test_what_arrives_while_a_group_is_written_is_the_next_group(room: Open) -> None:
    room.desk.hold()
    first = await room.begins(ANNA, do.Set("nc-on-time", "target", "1"))
    rest = [asyncio.create_task(room.asks(BEN, do.Set("nc-on-time", "target", str(n)))) for n in range(2, 20)]
    await asyncio.sleep(0)
    room.desk.let_go()
    answers = await asyncio.gather(first, *rest)
    assert room.journal.groups == [1, 18]
    assert {type(answer) for answer in answers} == {Done}


async def test_a_group_does_not_grow_for_ever(room: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_plan, "LARGEST_GROUP", 4)
    await room.together(*((ANNA, do.Set("nc-on-time", "target", str(n))) for n in range(10)))
    assert room.journal.groups == [4, 4, 2]


async def test_a_group_is_decided_one_after_the_other(room: Open) -> None:
    """Each command sees what those before it in the group did."""
    answers = await room.together(
        (ANNA, do.Add("csf-new-one", "csf", "the-goal")),
        (BEN, do.Add("nc-new-one", "nc", "csf-new-one")),
        (RUTH, do.Remove("csf-new-one")),
        (ANNA, do.Set("nc-new-one", "target", "95")),
    )
    assert [type(answer) for answer in answers] == [Done, Done, Done, NotDone]
    assert answers[3] == NotDone(Why.UNKNOWN_RECORD.value)
    assert room.journal.groups == [3]


async def test_two_moves_in_one_group_make_no_cycle(room: Open) -> None:
    await room.does(RUTH, do.Move("csf-earning", None))
    answers = await room.together(
        (ANNA, do.Move("nc-on-time", "csf-earning")),
        (BEN, do.Move("csf-earning", "the-goal")),
        (ANNA, do.Move("the-goal", "action-loop")),
        (BEN, do.Move("csf-earning", "nc-on-time")),
    )
    assert [answer.code if isinstance(answer, NotDone) else "done" for answer in answers] == [
        "done", "done", "cycle", "cycle",
    ]  # fmt: skip


async def test_a_refusal_is_answered_with_its_reason(room: Open) -> None:
    assert await room.asks(ANNA, do.Set("nc-on-time", "metric", "x" * 201)) == NotDone(
        "too-long", {"longest": 200, "over": 1}
    )
    assert room.journal.groups == []
    assert room.published == []


async def test_what_changes_nothing_is_done_without_an_entry(room: Open) -> None:
    await room.does(ANNA, do.Set("nc-on-time", "target", "95"))
    assert await room.asks(BEN, do.Set("nc-on-time", "target", "95")) == Done(room.state.seq)
    assert room.journal.groups == [1]


POISON = do.Set(["not", "an", "id"], "target", "95")  # type: ignore[arg-type]


async def test_a_command_that_breaks_the_server_harms_nobody_else(
    room: Open, caplog: pytest.LogCaptureFixture
) -> None:
    answers = await room.together(
        (ANNA, do.Set("nc-on-time", "target", "95")),
        (BEN, POISON),
        (RUTH, do.Set("nc-on-time", "unit", "%")),
    )
    assert [answer.code if isinstance(answer, NotDone) else "done" for answer in answers] == [
        "done", "server-error", "done",
    ]  # fmt: skip
    assert room.journal.groups == [2]
    assert "could not be decided" in caplog.text


async def test_one_that_breaks_half_way_leaves_nothing_behind(
    room: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has three events; the second one meets the trouble."""

    def troubled(before: Any, after: Any, event: ev.Event, person: str | None) -> Any:
        if isinstance(event, ev.EditionChanged) and event.record == "csf-preferred":
            raise RuntimeError("trouble")
        return touched_by(before, after, event, person)

    monkeypatch.setattr(group, "touched_by", troubled)
    answers = await room.together(
        (ANNA, do.Set("nc-on-time", "target", "95")),
        (RUTH, do.Share("the-goal", branch=True)),
        (BEN, do.Set("nc-on-time", "unit", "%")),
    )
    assert answers[1] == NotDone("server-error")
    assert not any(record.shared for record in room.state.records.values() if record.kind != "account")
    fields = room.state.records["nc-on-time"].fields
    assert (fields["target"], fields["unit"]) == ("95", "%")
    assert room.journal.groups == [2]


async def test_a_screen_that_cannot_be_drawn_does_not_unsay_what_is_durable(
    room: Open, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(committed: Committed) -> None:
        raise RuntimeError("no such template")

    room.live.published = broken
    assert isinstance(await room.asks(ANNA, do.Set("nc-on-time", "target", "95"), "command-1"), Done)
    assert isinstance(await room.asks(ANNA, do.Set("nc-on-time", "target", "95"), "command-1"), Done)
    assert "could not be shown" in caplog.text


async def test_someone_who_does_not_wait_for_the_answer_stops_nobody(room: Open) -> None:
    room.desk.hold()
    gone = await room.begins(ANNA, do.Set("nc-on-time", "target", "95"))
    gone.cancel()
    other = asyncio.create_task(room.asks(BEN, do.Set("nc-on-time", "unit", "%")))
    room.desk.let_go()
    assert isinstance(await other, Done)
    assert room.state.records["nc-on-time"].fields["target"] == "95", "it was asked, so it is done"


async def test_closing_finishes_what_was_asked_and_takes_nothing_more(room: Open) -> None:
    room.desk.hold()
    asked = await room.begins(ANNA, do.Set("nc-on-time", "target", "95"))
    closing = asyncio.create_task(room.live.close())
    await asyncio.sleep(0)
    assert await room.asks(BEN, do.Set("nc-on-time", "unit", "%")) == NotYet("unavailable")
    room.desk.let_go()
    await closing
    assert isinstance(await asked, Done)
    assert await room.asks(BEN, do.Set("nc-on-time", "unit", "%")) == NotYet("unavailable")
    await room.live.close()


async def test_the_clock_may_go_back_but_the_log_does_not(room: Open) -> None:
    await room.does(ANNA, do.Set("nc-on-time", "target", "1"))
    late = room.clock.now
    room.clock.now -= 3_600_000
    await room.does(ANNA, do.Set("nc-on-time", "target", "2"))
    room.clock.now = late + 1
    await room.does(ANNA, do.Set("nc-on-time", "target", "3"))
    assert [entry.at for entry in room.journal.entries[-3:]] == [late, late, late + 1]


async def test_a_customers_command_is_judged_by_the_state_it_meets(room: Open) -> None:
    """Withheld in the same group: they learn nothing about it any more."""
    for command in (do.Share("nc-on-time"), do.SetRoom("board", "shared"), do.SetRoom("admitted", True)):
        await room.does(RUTH, command)
    answers = await room.together(
        (MARIJKE, do.Add("comment-before", "comment", "nc-on-time", fields={"text": "Why?"})),
        (RUTH, do.Withhold("nc-on-time")),
        (MARIJKE, do.Add("comment-behind", "comment", "nc-on-time", fields={"text": "Why?"})),
    )
    assert answers[2] == NotDone("lost-parent")
    await until(lambda: "comment-before" in room.state.records)
