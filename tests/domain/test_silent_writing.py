"""Notes: mine until they are revealed, anonymous where the format says so, and then part of the plan."""

from __future__ import annotations

import pytest

from app.domain import commands as do
from app.domain.people import Edition
from app.domain.projection import own_notes
from app.domain.refusals import Why
from app.domain.secrecy import Viewer
from tests.worlds import ANNA, BEN, RUTH, Plan, insiders


@pytest.fixture
def writing(day: Plan) -> Plan:
    """Everybody writes in silence; Anna has written a line."""
    day.goes_to("write")
    day.add(ANNA, "annas-note", "note", text="Night rota", step="write")
    return day


def test_what_i_write_is_mine_until_it_is_revealed(writing: Plan) -> None:
    assert "annas-note" in writing.seen_by(ANNA)
    for other in (BEN, RUTH):
        assert "annas-note" not in writing.seen_by(other)
    assert "annas-note" not in insiders(writing.state)
    writing.does(RUTH, do.Reveal("write"))
    for other in (BEN, RUTH):
        assert "annas-note" in writing.seen_by(other)


def test_only_who_leads_writes_down_what_somebody_else_says(writing: Plan) -> None:
    said = {"text": "Spare parts in Linz", "step": "write", "said_by": "anna-the-member"}
    assert writing.refuses(BEN, do.Add("bens-forgery", "note", fields=said)) is Why.NOT_ALLOWED
    assert writing.refuses(ANNA, do.Set("annas-note", "said_by", "ben-the-member")) is Why.NOT_ALLOWED
    writing.does(RUTH, do.Add("said-aloud", "note", fields=said))
    assert "said-aloud" not in writing.seen_by(BEN)


def test_a_reveal_takes_the_spotlight_off_what_was_written_about(writing: Plan) -> None:
    writing.does(RUTH, do.SetRoom("spotlight", "csf-preferred"))
    writing.does(RUTH, do.Reveal("write"))
    assert writing.state.run.spotlight is None
    writing.does(RUTH, do.SetRoom("spotlight", "csf-preferred"))
    writing.does(RUTH, do.Reveal("write"))
    assert writing.state.run.spotlight == "csf-preferred", "what is revealed already changes nothing"


def test_until_then_it_does_not_exist_for_others(writing: Plan) -> None:
    for who in (BEN, RUTH):
        for command in (
            do.Set("annas-note", "text", "Mine now"),
            do.Remove("annas-note"),
            do.Place("annas-note", "the-goal", "csf", "csf-of-note"),
        ):
            assert writing.refuses(who, command) is Why.UNKNOWN_RECORD
    assert writing.refuses(RUTH, do.Share("annas-note")) is Why.UNKNOWN_RECORD
    assert writing.refuses(RUTH, do.SetRoom("spotlight", "annas-note")) is Why.UNKNOWN_RECORD


def test_nor_in_the_bin(writing: Plan) -> None:
    writing.does(ANNA, do.Remove("annas-note"))
    for who in (BEN, RUTH):
        assert writing.refuses(who, do.Restore("annas-note")) is Why.NOT_IN_BIN
    writing.does(ANNA, do.Restore("annas-note"))


def test_my_notes_are_listed_for_me_before_and_after(writing: Plan) -> None:
    def mine() -> list[str]:
        assert ANNA.person
        return [node.text("text") for node in own_notes(writing.state, Viewer(Edition.INTERNAL, ANNA.person))]

    assert mine() == ["Night rota"]
    writing.does(RUTH, do.Reveal("write"))
    assert mine() == ["Night rota"]
    assert own_notes(writing.state, Viewer(Edition.INTERNAL)) == ()


def test_a_line_written_outside_a_silent_step_is_the_rooms_at_once(writing: Plan) -> None:
    writing.add(ANNA, "note-for-all", "note", text="Lunch?")
    assert "note-for-all" in writing.seen_by(BEN)


HELD = (
    do.Held("line-that-was-2nd", "note", {"text": "Too many owners"}),
    do.Held("line-that-was-1st", "note", {"text": "Price first"}),
)


def test_anonymous_lines_come_into_the_log_with_nobodys_name(writing: Plan) -> None:
    writing.does(RUTH, do.Reveal("write", HELD))
    for held in HELD:
        record = writing.state.records[held.id]
        assert (record.person, record.text("text"), record.text("step")) == (
            None,
            held.fields["text"],
            "write",
        )
        assert {stamp.person for stamp in record.stamps.values()} == {None}
        node = writing.seen_by(BEN).nodes[held.id]
        assert (node.person, node.shared) == (None, False)
    assert writing.children(None)[-2:] == ("line-that-was-2nd", "line-that-was-1st"), (
        "in the order they were given"
    )


def test_who_reveals_does_not_own_the_lines(writing: Plan) -> None:
    writing.does(RUTH, do.Reveal("write", HELD))
    mine = writing.state.changes["ruth-the-facilitator"]
    assert {change.record for change in mine}.isdisjoint(held.id for held in HELD)
    writing.does(RUTH, do.Undo())
    assert {held.id for held in HELD} <= writing.state.records.keys()
    assert writing.refuses(ANNA, do.Set("line-that-was-1st", "text", "Price last")) is Why.NOT_ALLOWED


def test_revealing_twice_brings_each_line_once(writing: Plan) -> None:
    """The server may stop between the log and clearing away what it held."""
    writing.does(RUTH, do.Reveal("write", HELD))
    writing.does(RUTH, do.Remove("line-that-was-1st"))
    assert writing.does(RUTH, do.Reveal("write", HELD)) == ()


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (do.Reveal("no-such-step"), Why.UNKNOWN_STEP),
        (do.Reveal("write", (do.Held("short", "note", {"text": "x"}),)), Why.BAD_ID),
        (do.Reveal("write", (do.Held("line-of-nobody", "note", {"text": "x" * 241}),)), Why.TOO_LONG),
        (do.Reveal("write", (do.Held("line-of-nobody", "note", {"colour": "red"}),)), Why.UNKNOWN_FIELD),
    ],
)
def test_what_cannot_be_revealed_is_refused_by_name(writing: Plan, command: do.Reveal, why: Why) -> None:
    assert writing.refuses(RUTH, command) is why


def test_a_line_becomes_part_of_the_plan_once(writing: Plan) -> None:
    writing.does(RUTH, do.Reveal("write"))
    writing.goes_to("build")
    writing.does(BEN, do.Place("annas-note", "csf-earning", "nc", "nc-night-rota"))
    assert writing.statement("nc-night-rota") == "Night rota"
    assert writing.state.records["annas-note"].fields["placed"] == "nc-night-rota"
    assert writing.refuses(BEN, do.Place("annas-note", "csf-earning", "nc", "nc-night-two")) is Why.WRONG_TYPE


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (do.Place("csf-earning", "csf-earning", "nc", "nc-night-rota"), Why.WRONG_TYPE),
        (do.Place("annas-note", "the-goal", "nc", "nc-night-rota"), Why.WRONG_PARENT),
        (do.Place("annas-note", "csf-gone-now", "nc", "nc-night-rota"), Why.LOST_PARENT),
        (do.Place("annas-note", "csf-earning", "nc", "nc-on-time"), Why.ID_TAKEN),
        (do.Place("annas-note", "csf-earning", "comment", "comment-night"), Why.UNKNOWN_KIND),
        (do.Place("annas-note", "csf-earning", "mark", "mark-of-night"), Why.UNKNOWN_KIND),
    ],
)
def test_what_cannot_be_placed_is_refused_by_name(writing: Plan, command: do.Place, why: Why) -> None:
    writing.does(RUTH, do.Reveal("write"))
    writing.goes_to("build")
    assert writing.refuses(BEN, command) is why
