"""Two processes write one plan: whoever comes second reads what the first wrote, and decides again."""

from __future__ import annotations

from app.domain import commands as do
from app.session import codec
from app.session.journal import Entry
from app.session.live_plan import Done, NotDone, NotYet
from tests.session.conftest import Open, Opening
from tests.session.journals import until
from tests.worlds import ANNA, BEN, RUTH, Plan


async def two(opening: Opening) -> tuple[Open, Open]:
    return await opening(), await opening()


async def test_the_second_takes_in_what_the_first_wrote(opening: Opening) -> None:
    one, other = await two(opening)
    await one.does(ANNA, do.Set("nc-on-time", "target", "95"))
    await other.does(BEN, do.Set("nc-on-time", "unit", "%"))
    assert other.state.records["nc-on-time"].fields["target"] == "95"
    read, own = other.published
    assert read.touched == one.published[-1].touched, "what is followed costs what it touched"
    assert (read.before.seq, read.after.seq, own.before.seq) == (
        own.before.seq - 1,
        own.before.seq,
        read.after.seq,
    )
    await one.does(ANNA, do.Set("nc-on-time", "baseline", "87"))
    assert one.state == other.state or one.state.seq == other.state.seq + 1


async def test_a_process_that_is_told_looks_into_the_log(opening: Opening) -> None:
    one, other = await two(opening)
    await one.does(ANNA, do.Set("nc-on-time", "target", "95"))
    other.live.follow()
    other.live.follow()
    await until(lambda: other.state.seq == one.state.seq)
    assert other.state == one.state
    assert len(other.published) == 1
    await other.live.close()
    other.live.follow()


async def test_moves_that_would_make_a_cycle_together_do_not(opening: Opening) -> None:
    one, other = await two(opening)
    await one.does(ANNA, do.Move("nc-on-time", "csf-earning"))
    await one.does(RUTH, do.Remove("csf-preferred"))
    assert await other.asks(BEN, do.Move("csf-earning", "action-loop")) == NotDone("cycle")
    assert await other.asks(BEN, do.Move("nc-on-time", "csf-preferred")) == NotDone("lost-parent")


async def test_what_looks_wrong_here_may_be_right_in_the_log(opening: Opening) -> None:
    """A phone that moved to this process refers to what it added at the other."""
    one, other = await two(opening)
    await one.does(ANNA, do.Add("csf-annas", "csf", "the-goal"))
    await other.does(ANNA, do.Add("nc-annas-1", "nc", "csf-annas"))
    assert other.state.children["csf-annas"] == ("nc-annas-1",)


async def test_nothing_to_do_is_said_of_the_newest_plan(opening: Opening) -> None:
    one, other = await two(opening)
    await one.does(ANNA, do.Set("nc-on-time", "target", "95"))
    await other.does(BEN, do.Set("nc-on-time", "unit", "%"))
    await one.does(ANNA, do.Set("nc-on-time", "target", "98"))
    await other.does(BEN, do.Set("nc-on-time", "target", "95"))
    assert other.state.records["nc-on-time"].fields["target"] == "95"


async def test_somebody_may_be_faster_at_the_last_moment(opening: Opening) -> None:
    one, other = await two(opening)
    elsewhere = Plan(other.state)
    (event,) = elsewhere.does(RUTH, do.Remove("nc-on-time"))
    entry = codec.encode(event, at=1, person=RUTH.person, command="command-of-ruth")
    one.journal.before_append = lambda: one.journal.entries.append(entry)
    answers = await one.together(
        (ANNA, do.Set("nc-on-time", "target", "95")), (BEN, do.Set("nc-response", "target", "4"))
    )
    assert [type(answer) for answer in answers] == [NotDone, Done]
    assert "nc-on-time" not in one.state.records
    assert one.journal.groups == [1]


async def test_a_newer_release_wrote_what_this_one_cannot_read(opening: Opening) -> None:
    """It stops writing; what it shows stays what it was."""
    room = await opening()
    before = room.state
    readable = codec.encode(room_event(room), at=1, person=RUTH.person, command=None)
    room.journal.entries += [readable, Entry("Celebrated", 1, b"{}", 1)]
    assert await room.asks(ANNA, do.Set("nc-on-time", "target", "95")) == NotYet("unavailable")
    assert room.state is before
    assert room.published == []


def room_event(room: Open) -> codec.ev.Event:
    (event,) = Plan(room.state).does(RUTH, do.Set("nc-on-time", "unit", "%"))
    return event


async def test_time_goes_on_from_what_the_other_wrote(opening: Opening) -> None:
    one, other = await two(opening)
    one.clock.now += 10_000
    await one.does(ANNA, do.Set("nc-on-time", "target", "95"))
    await other.does(BEN, do.Set("nc-on-time", "unit", "%"))
    assert other.journal.entries[-1].at == one.clock.now > other.clock.now
