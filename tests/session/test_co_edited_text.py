"""Typing in the session: documents go with their group, and start afresh where a field was set as a whole."""

from __future__ import annotations

import pytest

from app.domain import commands as do
from app.domain import events as ev
from app.session import texts
from app.session.live_plan import Answer, Done, LivePlan, NotDone, NotYet, TextUpdate
from app.session.texts import NoTexts
from tests.session.conftest import Open, Opening
from tests.session.journals import Fault
from tests.session.texts import PlainTexts, PlainWorking, typed
from tests.worlds import ANNA, BEN, MARIJKE, RUTH

RECORD, FIELD = "nc-on-time", "statement"
BEFORE = "> 95 % on-time installations"


def epoch(room: Open, record: str = RECORD) -> str:
    """What a typist is told when they open the field."""
    return room.live.ledger.of(room.state, record, FIELD).name


def types(room: Open, at: int, deleted: int, inserted: str, record: str = RECORD) -> TextUpdate:
    return TextUpdate(record, FIELD, typed(at, deleted, inserted, epoch(room, record)))


def document(live: LivePlan, record: str = RECORD) -> str:
    assert isinstance(live.texts, PlainTexts)
    return live.texts.document(record, FIELD)[1]


async def test_what_is_typed_is_in_the_plan_the_log_and_the_document(room: Open) -> None:
    await room.does(ANNA, types(room, 0, 1, "more than"))
    assert room.state.records[RECORD].text(FIELD) == "more than 95 % on-time installations"
    (happened,) = room.published[-1].happened
    assert isinstance(happened.event, ev.TextEdited)
    assert happened.event.splices == ((0, 1, "more than"),)
    assert document(room.live) == room.state.records[RECORD].text(FIELD)


async def test_two_people_type_in_one_group(room: Open) -> None:
    answers = await room.together((ANNA, types(room, 0, 0, "A")), (BEN, types(room, 1, 0, "B")))
    assert {type(answer) for answer in answers} == {Done}
    assert room.state.records[RECORD].text(FIELD) == f"AB{BEFORE}" == document(room.live)


async def test_documents_go_back_with_a_group_that_was_not_saved(room: Open) -> None:
    room.journal.faults = [Fault.DISK_FULL]
    update = types(room, 0, 0, "lost? ")
    assert await room.asks(ANNA, update, "command-1") == NotYet("disk-full")
    assert document(room.live) == room.state.records[RECORD].text(FIELD) == BEFORE
    await room.does(ANNA, update, "command-1")
    assert document(room.live) == f"lost? {BEFORE}"


async def test_what_does_not_fit_is_refused_by_the_documents_name_for_it(room: Open) -> None:
    async def refusal(request: TextUpdate) -> Answer:
        return await room.asks(ANNA, request)

    assert await refusal(TextUpdate(RECORD, FIELD, b"gibberish")) == NotDone("malformed")
    assert await refusal(TextUpdate(RECORD, FIELD, typed(0, 0, "x", "another epoch"))) == NotDone("gap")
    assert await refusal(types(room, 0, 0, "x" * 501)) == NotDone("too-long")
    assert await refusal(TextUpdate("never-was-there", FIELD, b"")) == NotDone("unknown-record")
    assert await refusal(TextUpdate(RECORD, "metric", b"")) == NotDone("wrong-type")
    assert document(room.live) == BEFORE


async def test_one_who_may_not_write_does_not_touch_the_document(room: Open) -> None:
    answers = await room.together(
        (MARIJKE, types(room, 0, 0, "theirs ")),
        (ANNA, types(room, 0, 0, "ours ")),
    )
    assert [type(answer) for answer in answers] == [NotDone, Done]
    assert document(room.live) == f"ours {BEFORE}"


async def test_an_update_that_the_plan_refuses_is_taken_out_of_the_document_again(room: Open) -> None:
    """The document takes the control character, the plan does not; the others' typing stays."""
    answers = await room.together(
        (ANNA, types(room, 0, 0, "A")),
        (BEN, types(room, 0, 0, "\\x00")),
        (BEN, types(room, 0, 0, "\x07")),
        (RUTH, types(room, 1, 0, "R")),
    )
    assert [type(answer) for answer in answers] == [Done, Done, NotDone, Done]
    assert document(room.live) == room.state.records[RECORD].text(FIELD)
    assert "\x07" not in document(room.live)


async def test_setting_a_field_that_people_type_in_is_an_edit_of_their_document(room: Open) -> None:
    await room.does(ANNA, types(room, 0, 0, "A"))
    name = epoch(room)
    await room.does(BEN, do.Set(RECORD, FIELD, "Nine in ten on time"))
    assert epoch(room) == name
    assert document(room.live) == room.state.records[RECORD].text(FIELD) == "Nine in ten on time"
    await room.does(ANNA, types(room, 0, 4, "10"))
    assert document(room.live) == "10 in ten on time"


async def test_setting_it_may_be_refused_like_any_other(room: Open) -> None:
    await room.does(ANNA, types(room, 0, 0, "A"))
    answers = await room.together(
        (MARIJKE, do.Set(RECORD, FIELD, "Theirs")),
        (BEN, do.Set(RECORD, FIELD, "x" * 501)),
        (BEN, types(room, 0, 1, "")),
    )
    assert [type(answer) for answer in answers] == [NotDone, NotDone, Done]
    assert document(room.live) == BEFORE


async def test_setting_a_field_in_which_nobody_typed_begins_a_new_document(room: Open) -> None:
    old = epoch(room)
    await room.does(BEN, do.Set(RECORD, FIELD, "Nine in ten on time"))
    assert epoch(room) != old
    assert document(room.live) == "Nine in ten on time"
    late = TextUpdate(RECORD, FIELD, typed(0, 0, "x", old))
    assert await room.asks(ANNA, late) == NotDone("gap"), "their page starts afresh"


async def test_typing_does_not_go_into_a_document_that_its_own_group_replaced(room: Open) -> None:
    answers = await room.together(
        (BEN, do.Set(RECORD, FIELD, "Nine in ten on time")),
        (ANNA, types(room, 0, 0, "A")),
    )
    assert answers[1] == NotDone("gap")
    assert document(room.live) == room.state.records[RECORD].text(FIELD) == "Nine in ten on time"


async def test_undoing_a_whole_value_begins_a_new_document_too(room: Open) -> None:
    await room.does(BEN, do.Set(RECORD, FIELD, "Nine in ten on time"))
    name = epoch(room)
    answers = await room.together((BEN, do.Undo()), (ANNA, types(room, 0, 0, "A")))
    assert answers[1] == NotDone("gap")
    assert document(room.live) == room.state.records[RECORD].text(FIELD) == BEFORE
    assert epoch(room) != name


async def test_a_record_that_comes_back_is_typed_in_at_once(
    opening: Opening, caplog: pytest.LogCaptureFixture
) -> None:
    """Anna still has the field open: Ben takes its removal back, and her letters arrive in the same group."""
    room = await opening()
    assert document(room.live) == BEFORE
    update = types(room, 0, 0, "A")
    for back in (do.Undo(), do.Restore(RECORD)):
        await room.does(BEN, do.Remove(RECORD))
        answers = await room.together((BEN, back), (ANNA, update))
        assert answers == [Done(room.state.seq)] * 2
        assert len(room.published[-1].happened) == 2
    assert document(room.live) == room.state.records[RECORD].text(FIELD) == f"AA{BEFORE}"
    assert not caplog.records, "nothing had to be mended"
    again = await opening()
    assert again.live.ledger.all() == room.live.ledger.all()
    assert document(again.live) == f"AA{BEFORE}"


async def test_a_record_that_comes_back_and_that_nobody_has_open_is_opened_first(room: Open) -> None:
    update = types(room, 0, 0, "A")
    await room.does(BEN, do.Remove(RECORD))
    answers = await room.together((BEN, do.Restore(RECORD)), (ANNA, update))
    assert answers == [Done(room.state.seq), NotDone("gap")], "her page holds it, syncs, and sends again"
    await room.does(ANNA, update)
    assert document(room.live) == f"A{BEFORE}"


@pytest.mark.parametrize("broken", ["commit", "merged"])
async def test_what_is_durable_is_done_whatever_becomes_of_its_document(
    opening: Opening, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    """The library panics past Exception. What it spoiled is made again from the log, and kept in no snapshot."""

    class Panic(BaseException):
        pass

    def panics(*given: object) -> None:
        raise Panic

    monkeypatch.setattr(texts, "REPLAY_BOUND", 1)
    room = await opening()
    with monkeypatch.context() as patch:
        patch.setattr(PlainWorking if broken == "commit" else PlainTexts, broken, panics)
        bens = types(room, 1, 0, "B")
        await room.does(ANNA, types(room, 0, 0, "A"))
        assert room.published[-1].after.records[RECORD].text(FIELD) == f"A{BEFORE}"
    await room.does(BEN, bens)
    assert document(room.live) == room.state.records[RECORD].text(FIELD) == f"AB{BEFORE}"
    from_log = await opening()
    await room.live.close()
    from_snapshot = await opening()
    for each in (from_log, from_snapshot):
        assert each.live.ledger.all() == room.live.ledger.all()
        assert document(each.live) == f"AB{BEFORE}"


async def test_documents_are_made_again_from_the_log_and_from_a_snapshot(opening: Opening) -> None:
    room = await opening()
    await room.does(ANNA, types(room, 0, 0, "A"))
    await room.does(BEN, types(room, 1, 0, "B"))
    await room.does(BEN, do.Set("csf-earning", FIELD, "Whole"))
    from_log = await opening()
    await room.live.close()
    from_snapshot = await opening()
    for each in (from_log, from_snapshot):
        assert each.live.ledger.all() == room.live.ledger.all()
        assert document(each.live) == f"AB{BEFORE}"
        assert document(each.live, "csf-earning") == "Whole"


async def test_what_another_process_typed_is_in_the_document_here(opening: Opening) -> None:
    one, other = await opening(), await opening()
    assert document(other.live) == BEFORE
    await one.does(ANNA, types(one, 0, 0, "A"))
    await other.does(BEN, do.Set(RECORD, "unit", "%"))
    await other.does(BEN, types(other, 1, 0, "B"))
    assert document(other.live) == f"AB{BEFORE}"


async def test_a_plan_without_documents_takes_no_typing(room: Open) -> None:
    room.live.texts = NoTexts()
    assert await room.asks(ANNA, types(room, 0, 0, "A")) == NotDone("malformed")
    await room.does(ANNA, do.Set(RECORD, FIELD, "Set as a whole"))
    assert room.state.records[RECORD].text(FIELD) == "Set as a whole"


async def test_a_field_that_was_typed_in_for_long_keeps_one_state_and_not_every_letter(
    opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "REPLAY_BOUND", 4)
    room = await opening()
    for number in range(11):
        await room.does(ANNA, types(room, 0, 0, "A"))
        assert len(room.live.ledger.of(room.state, RECORD, FIELD).updates) == (number + 1) % 4
    from_log = await opening()
    await room.live.close()
    from_snapshot = await opening()
    for each in (room, from_log, from_snapshot):
        assert each.live.ledger.all() == room.live.ledger.all()
        assert document(each.live) == "A" * 11 + BEFORE
        assert document(each.live) == each.state.records[RECORD].text(FIELD)
    await from_snapshot.does(BEN, types(from_snapshot, 0, 11, "B"))
    assert document(from_snapshot.live) == f"B{BEFORE}"
