"""Who may do what, when: a table of roles, gates and commands, and what customers may do."""

from __future__ import annotations

import pytest

from app.domain import commands as do
from app.domain.decide import decide
from app.domain.people import Actor
from app.domain.refusals import Refused, Why
from tests.worlds import (
    ANNA,
    AUDITOR,
    BEN,
    BOARD,
    DAY,
    MARIJKE,
    PIETER,
    RUTH,
    SERVER,
    Plan,
    new_plan,
    small_tree,
)

DONE = "done"

EDITS: dict[str, do.Command] = {
    "add": do.Add("csf-new-one", "csf", "the-goal"),
    "set": do.Set("nc-on-time", "target", "95"),
    "edit-text": do.EditText("nc-on-time", "statement", ((0, 1, ">="),)),
    "move": do.Move("nc-response", "csf-earning"),
    "remove": do.Remove("nc-response"),
    "restore": do.Restore("action-binned"),
    "place": do.Place("bens-note", "the-goal", "csf", "csf-of-note"),
}
PROPOSALS: dict[str, do.Command] = {
    "note": do.Add("a-new-note-1", "note", fields={"text": "Night rota"}),
    "comment": do.Add("a-new-comment", "comment", "nc-on-time", fields={"text": "By when?"}),
    "mark": do.Add("a-new-mark-1", "mark", "nc-on-time", fields={"value": "agree"}),
}
OWN: dict[str, do.Command] = {
    "own note": do.Set("annas-note", "text", "Night rota in Linz"),
    "own note away": do.Remove("annas-note"),
}
ANOTHERS: dict[str, do.Command] = {
    "another's note": do.Set("bens-note", "text", "Something else"),
    "another's note away": do.Remove("bens-note"),
    "another's mark": do.Set("bens-mark-1", "value", "change"),
}
LEADING: dict[str, do.Command] = {
    "share": do.Share("the-goal"),
    "withhold": do.Withhold("the-account"),
    "agenda": do.GoToStep(),
    "room": do.SetRoom("curtain", True),
    "reveal": do.Reveal("write"),
    "roster": do.DropPerson("pieter-of-noordzee"),
    "unfreeze": do.Unfreeze(),
    "freeze": do.Freeze(),
    "carry": do.Carry("6:nc-on-time", "anna-the-member", "2027-02-01"),
    "overrule": do.Overrule("6:nc-on-time", "The service desk keeps it"),
    "withdraw": do.Withdraw(1, "wrong"),
}


def room_with(gate: str | None) -> Plan:
    plan = small_tree()
    plan.does(RUTH, do.SetAgenda(DAY, "2027-01-14"))
    plan.add(ANNA, "annas-note", "note", text="Night rota")
    plan.add(BEN, "bens-note", "note", text="Night rota too")
    plan.add(BEN, "bens-mark-1", "mark", "nc-response", value="agree")
    plan.add(RUTH, "action-binned", "action", "nc-on-time")
    plan.does(RUTH, do.Remove("action-binned"))
    plan.does(RUTH, do.SetRoom("gate", gate))
    return plan


def outcome(plan: Plan, who: Actor, command: do.Command) -> str:
    try:
        decide(plan.state, who, command)
    except Refused as refused:
        return refused.code.value
    return DONE


def of_gate(gate: str | None, *, edits: str, proposals: str) -> list[tuple[str | None, str, do.Command, str]]:
    return [
        *((gate, name, command, edits) for name, command in EDITS.items()),
        *((gate, name, command, proposals) for name, command in (PROPOSALS | OWN).items()),
        *((gate, name, command, "not-allowed") for name, command in ANOTHERS.items()),
    ]


MEMBERS = [
    *of_gate(None, edits=DONE, proposals=DONE),
    *of_gate("edit", edits=DONE, proposals=DONE),
    *of_gate("propose", edits="propose-only", proposals=DONE),
    *of_gate("read", edits="read-only", proposals="read-only"),
]


@pytest.mark.parametrize(("gate", "name", "command", "expected"), MEMBERS, ids=lambda value: str(value)[:20])
def test_the_gate_of_the_step_holds_for_members(
    gate: str | None, name: str, command: do.Command, expected: str
) -> None:
    assert outcome(room_with(gate), ANNA, command) == expected


@pytest.mark.parametrize("gate", ["read", "propose", "edit"])
@pytest.mark.parametrize("name", [*EDITS, *PROPOSALS, *ANOTHERS])
def test_no_gate_holds_the_facilitator(gate: str, name: str) -> None:
    assert outcome(room_with(gate), RUTH, (EDITS | PROPOSALS | ANOTHERS)[name]) == DONE


@pytest.mark.parametrize("who", [BOARD, AUDITOR], ids=["board", "auditor"])
@pytest.mark.parametrize("name", [*EDITS, *PROPOSALS, *OWN, *ANOTHERS, *LEADING])
def test_boards_and_auditors_only_look(who: Actor, name: str) -> None:
    assert (
        outcome(room_with(None), who, (EDITS | PROPOSALS | OWN | ANOTHERS | LEADING)[name]) == "not-allowed"
    )


@pytest.mark.parametrize("who", [ANNA, MARIJKE], ids=["member", "customer"])
@pytest.mark.parametrize("name", LEADING)
def test_leading_is_the_facilitators(who: Actor, name: str) -> None:
    assert outcome(room_with(None), who, LEADING[name]) == "not-allowed"
    assert outcome(room_with(None), RUTH, LEADING[name]) != "not-allowed"


@pytest.mark.parametrize("step", ["listen", "write", "build"])
def test_a_step_brings_its_gate(day: Plan, step: str) -> None:
    day.goes_to(step)
    expected = {"listen": Why.READ_ONLY, "write": Why.PROPOSE_ONLY}.get(step)
    if expected:
        assert day.refuses(ANNA, EDITS["set"]) is expected
    else:
        day.does(ANNA, EDITS["set"])


def test_a_gate_of_the_moment_lasts_until_the_next_step(day: Plan) -> None:
    day.goes_to("build")
    day.does(RUTH, do.SetRoom("gate", "read"))
    assert day.refuses(ANNA, EDITS["set"]) is Why.READ_ONLY
    day.does(RUTH, do.SetRoom("gate", None))
    day.does(ANNA, EDITS["set"])
    day.does(RUTH, do.SetRoom("gate", "read"))
    day.goes_to("share")
    day.does(ANNA, do.Set("nc-on-time", "unit", "%"))


class TestCustomers:
    """They come in when they are admitted, see what is shared, and write what is theirs."""

    @pytest.fixture
    def afternoon(self) -> Plan:
        plan = small_tree()
        plan.shares("the-goal", "csf-preferred", "nc-on-time")
        plan.admits()
        return plan

    def test_they_write_nothing_before_they_are_let_in(self, afternoon: Plan) -> None:
        afternoon.does(RUTH, do.SetRoom("admitted", False))
        for command in (PROPOSALS["comment"], PROPOSALS["mark"]):
            assert afternoon.refuses(MARIJKE, command) is Why.NOT_ALLOWED

    def test_they_are_let_in_only_when_the_board_shows_their_edition(self) -> None:
        plan = small_tree()
        assert plan.refuses(RUTH, do.SetRoom("admitted", True)) is Why.BOARD_NOT_SHARED

    def test_they_comment_and_mark_what_they_see(self, afternoon: Plan) -> None:
        afternoon.does(MARIJKE, PROPOSALS["comment"])
        afternoon.does(MARIJKE, PROPOSALS["mark"])
        afternoon.does(MARIJKE, do.Set("a-new-comment", "text", "By June?"))
        afternoon.does(MARIJKE, do.Remove("a-new-mark-1"))
        assert afternoon.state.records["a-new-comment"].shared, "what customers write is theirs to see"

    def test_they_change_nothing_of_ours(self, afternoon: Plan) -> None:
        afternoon.add(ANNA, "annas-comment", "comment", "nc-on-time", text="Really?")
        afternoon.shares("annas-comment")
        for command in (
            do.Set("nc-on-time", "target", "1"),
            do.Set("nc-on-time", "wording", "Ours now"),
            do.EditText("nc-on-time", "statement", ((0, 1, ""),)),
            do.Move("nc-on-time", "csf-preferred", None),
            do.Remove("nc-on-time"),
            do.Set("annas-comment", "text", "No"),
            do.Add("csf-theirs-1", "csf", "the-goal"),
            do.Add("note-theirs-1", "note"),
        ):
            assert afternoon.refuses(MARIJKE, command) is Why.NOT_ALLOWED

    def test_not_even_of_each_other(self, afternoon: Plan) -> None:
        afternoon.does(MARIJKE, PROPOSALS["comment"])
        assert afternoon.refuses(PIETER, do.Set("a-new-comment", "text", "No")) is Why.NOT_ALLOWED
        assert afternoon.refuses(PIETER, do.Remove("a-new-comment")) is Why.NOT_ALLOWED

    def test_what_they_may_not_know_of_does_not_exist_for_them(self, afternoon: Plan) -> None:
        """The same answer for a hidden record, an internal field, and nothing at all."""
        for hidden, never in (
            (do.Set("csf-earning", "statement", "x"), do.Set("csf-never-was", "statement", "x")),
            (do.Remove("csf-earning"), do.Remove("csf-never-was")),
            (do.Move("csf-earning", None), do.Move("csf-never-was", None)),
            (do.EditText("csf-earning", "statement", ()), do.EditText("csf-never-was", "statement", ())),
            (
                do.Add("a-new-comment", "comment", "csf-earning"),
                do.Add("a-new-comment", "comment", "csf-never-was"),
            ),
            (do.Set("nc-on-time", "baseline", "87"), do.Set("nc-on-time", "colour", "red")),
            (do.Restore("action-binned"), do.Restore("action-never-was")),
        ):
            assert afternoon.refuses(MARIJKE, hidden) is afternoon.refuses(MARIJKE, never)

    def test_the_gate_holds_for_them_too(self, afternoon: Plan) -> None:
        afternoon.does(MARIJKE, PROPOSALS["comment"])
        afternoon.does(RUTH, do.SetRoom("gate", "propose"))
        afternoon.does(MARIJKE, do.Set("a-new-comment", "text", "By June?"))
        afternoon.does(RUTH, do.SetRoom("gate", "read"))
        assert afternoon.refuses(MARIJKE, do.Set("a-new-comment", "text", "By May?")) is Why.READ_ONLY
        assert afternoon.refuses(MARIJKE, PROPOSALS["mark"]) is Why.READ_ONLY


class TestWhileFrozen:
    """The plan stands still; the talk about it and the work on it go on."""

    @pytest.fixture
    def frozen(self, signable: Plan) -> Plan:
        signable.add(BEN, "bens-note", "note", text="A late idea")
        signable.add(RUTH, "action-binned", "action", "nc-on-time")
        signable.does(RUTH, do.Remove("action-binned"))
        signable.does(RUTH, do.Freeze())
        return signable

    @pytest.mark.parametrize("who", [ANNA, RUTH, SERVER], ids=["member", "facilitator", "server"])
    def test_nothing_of_the_plan_changes(self, frozen: Plan, who: Actor) -> None:
        for command in (
            do.Add("csf-new-one", "csf", "the-goal"),
            do.Set("nc-on-time", "target", "96"),
            do.EditText("nc-on-time", "statement", ((0, 1, ""),)),
            do.Move("csf-preferred", None),
            do.Remove("nc-on-time"),
            do.Restore("action-binned"),
            do.Place("bens-note", "the-goal", "csf", "csf-of-note"),
        ):
            assert frozen.refuses(who, command) is Why.FROZEN

    def test_not_what_is_shared_either(self, frozen: Plan) -> None:
        assert frozen.refuses(RUTH, do.Withhold("nc-on-time")) is Why.FROZEN
        assert frozen.refuses(RUTH, do.Share("the-account")) is Why.FROZEN

    def test_status_comments_and_marks_go_on(self, frozen: Plan) -> None:
        digests = frozen.state.signoff.freeze
        frozen.does(ANNA, do.Set("action-loop", "status", "under-way"))
        frozen.does(ANNA, PROPOSALS["comment"])
        frozen.does(ANNA, PROPOSALS["mark"])
        assert frozen.state.signoff.freeze is digests

    def test_status_goes_on_behind_a_closed_gate_too(self, frozen: Plan) -> None:
        frozen.does(RUTH, do.SetRoom("gate", "read"))
        frozen.does(ANNA, do.Set("action-loop", "status", "done"))


def test_a_plan_without_a_day_is_open_to_its_own_people() -> None:
    plan = new_plan()
    plan.add(ANNA, "the-goal", "goal")
    assert plan.state.goal is not None
