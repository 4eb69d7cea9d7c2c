"""A command sent twice, by any way, is one event and is acknowledged twice."""

from __future__ import annotations

import pytest

from app.domain import commands as do
from app.domain.people import Person, Role, Side
from app.session import answers
from app.session.journal import Behind
from app.session.live_plan import Done, NotDone, NotYet
from tests.session.conftest import Open, Opening
from tests.session.journals import Fault
from tests.worlds import ANNA, BEN, SERVER

COMMANDS: dict[str, do.Command] = {
    "add": do.Add("csf-annas", "csf", "the-goal", fields={"statement": "Asked first"}),
    "set": do.Set("nc-on-time", "target", "95"),
    "type": do.EditText("nc-on-time", "statement", ((0, 1, "more than"),)),
    "move": do.Move("nc-response", "csf-earning"),
    "remove": do.Remove("nc-response"),
    "undo": do.Undo(),
}
each_command = pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS.keys())


async def prepared(room: Open) -> int:
    """Something of Anna's that can be undone, twice; how long the log is then."""
    await room.does(ANNA, do.Set("nc-on-time", "unit", "h"))
    await room.does(ANNA, do.Set("nc-on-time", "unit", "%"))
    return len(room.journal.entries)


@each_command
async def test_in_the_same_group(room: Open, command: do.Command) -> None:
    length = await prepared(room)
    answers = await room.together((ANNA, command, "command-1"), (ANNA, command, "command-1"))
    assert {type(answer) for answer in answers} == {Done}
    assert len(room.journal.entries) == length + 1


@each_command
async def test_later(room: Open, command: do.Command) -> None:
    length = await prepared(room)
    first = await room.does(ANNA, command, "command-1")
    await room.does(BEN, do.Set("csf-earning", "statement", "In between"))
    assert await room.asks(ANNA, command, "command-1") == first
    assert len(room.journal.entries) == length + 2


@each_command
@pytest.mark.parametrize("from_snapshot", [False, True], ids=["from the log", "from a snapshot"])
async def test_after_a_restart(opening: Opening, command: do.Command, from_snapshot: bool) -> None:
    """The phone never saw the acknowledgement, and the record that it adds is there already."""
    room = await opening()
    length = await prepared(room)
    await room.does(ANNA, command, "command-1")
    if from_snapshot:
        await room.live.close()
        assert room.journal.kept is not None
    again = await opening()
    answer = await again.asks(ANNA, command, "command-1")
    assert isinstance(answer, Done), answer
    assert len(again.journal.entries) == length + 1
    assert again.state == room.state


@each_command
async def test_to_two_processes(opening: Opening, command: do.Command) -> None:
    one, other = await opening(), await opening()
    length = await prepared(one)
    await one.does(ANNA, command, "command-1")
    await other.does(ANNA, command, "command-1")
    assert len(one.journal.entries) == length + 1
    assert other.state == one.state


async def test_after_it_was_forgotten_in_memory(room: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "KNOWN_COMMANDS", 2)
    command = COMMANDS["add"]
    await room.does(ANNA, command, "command-1")
    for number in range(5):
        await room.does(BEN, do.Set("nc-on-time", "target", str(number)), f"command-of-ben-{number}")
    length = len(room.journal.entries)
    await room.does(ANNA, command, "command-1")
    await room.does(BEN, do.Set("nc-on-time", "target", "1"), "command-of-ben-1")
    assert len(room.journal.entries) == length
    assert room.state.records["nc-on-time"].fields["target"] == "4", (
        "what was done long ago is not done again"
    )


async def test_an_old_command_does_not_hold_up_its_group(opening: Opening) -> None:
    one, other = await opening(), await opening()
    await one.does(ANNA, COMMANDS["add"], "command-1")
    answers = await other.together(
        (ANNA, COMMANDS["add"], "command-1"),
        (BEN, COMMANDS["set"], "command-2"),
        (BEN, do.Remove("nc-gone-long")),
    )
    assert [type(answer) for answer in answers] == [Done, Done, NotDone]
    assert other.state.records["nc-on-time"].fields["target"] == "95"


async def test_what_changed_nothing_the_first_time_changes_nothing_later(room: Open) -> None:
    """Its late twin must not overwrite what somebody did in between."""
    await room.does(ANNA, do.Set("nc-on-time", "target", "95"))
    await room.does(BEN, do.Set("nc-on-time", "target", "95"), "command-of-ben")
    await room.does(ANNA, do.Set("nc-on-time", "target", "98"))
    await room.does(BEN, do.Set("nc-on-time", "target", "95"), "command-of-ben")
    assert room.state.records["nc-on-time"].fields["target"] == "98"


async def test_the_same_id_from_two_people_is_two_commands(room: Open) -> None:
    answers = await room.together(
        (ANNA, do.Set("nc-on-time", "target", "95"), "command-1"),
        (BEN, do.Set("nc-on-time", "unit", "%"), "command-1"),
        (SERVER, do.Set("nc-on-time", "source", "Service desk"), "command-1"),
    )
    assert {type(answer) for answer in answers} == {Done}
    assert room.journal.groups == [3]


async def test_what_was_refused_may_be_right_later_under_another_name(room: Open) -> None:
    command = do.Add("nc-new-one", "nc", "csf-new-one")
    assert await room.asks(ANNA, command, "command-1") == NotDone("lost-parent")
    await room.does(BEN, do.Add("csf-new-one", "csf", "the-goal"))
    await room.does(ANNA, command, "command-2")


async def test_a_command_of_many_events_is_one_command(room: Open) -> None:
    share = do.Share("the-goal", branch=True)
    length = len(room.journal.entries)
    for _ in range(2):
        await room.does(SERVER, share, "command-1")
    assert len(room.journal.entries) == length + 6


async def test_a_command_whose_outcome_was_unknown_is_sent_again(opening: Opening) -> None:
    one, other = await opening(), await opening()
    one.journal.faults = [Fault.WRITTEN]
    one.journal.unreadable = 1
    await one.asks(ANNA, COMMANDS["remove"], "command-1")
    await other.does(ANNA, COMMANDS["remove"], "command-1")
    await one.does(ANNA, COMMANDS["remove"], "command-1")
    with pytest.raises(Behind):
        one.journal.append("the-plan", 0, [])
    assert [entry.event for entry in one.journal.entries].count("Removed") == 1


async def test_what_was_refused_stays_refused(room: Open) -> None:
    """A copy that comes late finds something to take back, of which its sender was told that there is nothing."""
    assert await room.asks(ANNA, do.Undo(), "command-1") == NotDone("nothing-to-undo")
    await room.does(ANNA, do.Set("nc-on-time", "unit", "h"), "command-2")
    assert await room.asks(ANNA, do.Undo(), "command-1") == NotDone("nothing-to-undo")
    await room.does(ANNA, do.Undo(), "command-3")


async def test_what_is_refused_in_a_group_is_refused_as_often_as_it_stands_there(room: Open) -> None:
    """Between the two copies there comes something that could be taken back."""
    unit = do.Set("nc-on-time", "unit", "h")
    answers = await room.together(
        (ANNA, do.Undo(), "command-1"), (ANNA, unit, "command-2"), (ANNA, do.Undo(), "command-1")
    )
    refused = NotDone("nothing-to-undo")
    assert answers == [refused, Done(room.state.seq), refused]
    assert room.state.records["nc-on-time"].fields["unit"] == "h"


REFUSED: dict[str, tuple[do.Command, str, do.Command]] = {
    "its-parent-comes": (
        do.Add("nc-new-one", "nc", "csf-new-one"),
        "lost-parent",
        do.Add("csf-new-one", "csf", "the-goal"),
    ),
    "its-record-comes": (
        do.Set("csf-new-one", "statement", "Whose?"),
        "unknown-record",
        do.Add("csf-new-one", "csf", "the-goal"),
    ),
    "its-record-is-thrown-away": (do.Restore("nc-response"), "not-in-bin", do.Remove("nc-response")),
    "its-person-comes": (
        do.Set("action-loop", "accountable", "the-newcomer"),
        "unknown-person",
        do.SetPerson(Person("the-newcomer", Side.OURS, Role.MEMBER)),
    ),
    "its-text-fits-again": (
        do.EditText("nc-on-time", "statement", ((0, 100, ""),)),
        "changed-since",
        do.Set("nc-on-time", "statement", "x" * 100),
    ),
}
each_refusal = pytest.mark.parametrize(("command", "code", "then"), REFUSED.values(), ids=REFUSED.keys())


@each_refusal
async def test_a_copy_of_what_was_refused_is_refused_though_its_reason_is_gone(
    room: Open, command: do.Command, code: str, then: do.Command
) -> None:
    """Its sender was told no and has let go of it. Who still wants it says so under another name."""
    assert await room.asks(ANNA, command, "command-1") == NotDone(code)
    await room.does(SERVER, then)
    length = len(room.journal.entries)
    assert await room.asks(ANNA, command, "command-1") == NotDone(code)
    assert len(room.journal.entries) == length
    await room.does(ANNA, command, "command-1-2")


async def test_what_another_process_did_since_it_was_refused_here_is_done(opening: Opening) -> None:
    """The phone never heard the refusal, and came back to the other server."""
    one, other = await opening(), await opening()
    command = do.Add("nc-new-one", "nc", "csf-new-one")
    assert await one.asks(ANNA, command, "command-1") == NotDone("lost-parent")
    await other.does(BEN, do.Add("csf-new-one", "csf", "the-goal"))
    await other.does(ANNA, command, "command-1")
    length = len(one.journal.entries)
    assert isinstance(await one.asks(ANNA, command, "command-1"), Done)
    assert len(one.journal.entries) == length


async def test_a_copy_of_what_was_refused_stands_in_nobodys_way(room: Open) -> None:
    """Not in that of its group, and where nothing can be saved not in that of its sender, who will not send it again."""
    await room.asks(ANNA, do.Undo(), "command-1")
    unit = do.Set("nc-on-time", "unit", "h")
    answers = await room.together((ANNA, unit, "command-2"), (ANNA, do.Undo(), "command-1"))
    assert answers == [Done(room.state.seq), NotDone("nothing-to-undo")]

    room.journal.faults = [Fault.DISK_FULL]
    failed = await room.together((BEN, do.Remove("nc-on-time"), "command-3"), (ANNA, do.Undo(), "command-1"))
    assert failed == [NotYet("disk-full")] * 2
    await room.does(ANNA, do.Set("nc-on-time", "unit", "d"), "command-4")
