"""A state machine over commands: hypothesis chooses who does what next, and keeps what was made to go on with it.

The model is small and knows only what must always hold: what was accepted stands in the log and in the state, what was
refused changed nothing, customers see a part of what ours see, what they were shown was shared at that moment, a frozen
plan says what it said, and the log alone makes the same plan.
"""

from __future__ import annotations

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from app.domain import commands as do
from app.domain.content import digest
from app.domain.fields import Ceiling
from app.domain.kinds import KINDS
from app.domain.people import Actor, Edition, Role
from app.domain.projection import project
from app.domain.refusals import Refused
from app.domain.secrecy import Viewer
from app.domain.state import PlanState
from tests.worlds import ANNA, AUDITOR, BEN, BOARD, DAY, MARIJKE, PIETER, RUTH, Plan, small_tree

SOMEBODY = st.sampled_from((RUTH, RUTH, ANNA, BEN, MARIJKE, PIETER, BOARD, AUDITOR))
OURS, THEIRS = Viewer(Edition.INTERNAL), Viewer(Edition.SHARED)
WORDS = st.sampled_from(("", "Prijs", "≤ 4 h 😀", "x" * 600, "a\x00b", "<b>", "1.250,5"))
VALUES = st.one_of(
    WORDS, st.none(), st.booleans(), st.integers(-5, 10**16), st.sampled_from(("95", "agree", "2027-06-30"))
)
FIELDS = st.sampled_from(
    sorted({field.name for kind in KINDS.values() for field in kind.fields} | {"no-such-field"})
)

ROOM = st.sampled_from(
    (
        ("board", "shared"), ("board", "internal"), ("admitted", True), ("admitted", False), ("gate", "edit"),
        ("gate", "read"), ("door", "ask"),
    )
)  # fmt: skip


class Commands(RuleBasedStateMachine):
    records = Bundle("records")

    def __init__(self) -> None:
        super().__init__()
        self.plan: Plan = small_tree()
        self.made = 0

    @initialize(target=records)
    def begins(self) -> object:
        self.plan.does(RUTH, do.SetAgenda(DAY, "2027-01-14"))
        return multiple(*self.plan.state.records, "never-was-there")

    def asks(self, who: Actor, command: do.Command) -> bool:
        """Whether it was done; what was refused left nothing behind."""
        before, length = self.plan.state, len(self.plan.log)
        try:
            events = self.plan.does(replace(who, now=who.now + length), command)
        except Refused as refused:
            assert self.plan.state is before
            assert len(self.plan.log) == length
            self._says_nothing_of_what_is_hidden(who, before, refused)
            return False
        assert len(self.plan.log) == length + len(events)
        assert not events or who.role not in (Role.BOARD, Role.AUDITOR), "who only looks changes nothing"
        return True

    def _says_nothing_of_what_is_hidden(self, who: Actor, state: PlanState, refused: Refused) -> None:
        if who.role is not Role.CUSTOMER:
            return
        seen = project(state, Viewer(Edition.SHARED, who.person)).nodes
        hidden = [record.text("statement") for id_, record in state.records.items() if id_ not in seen]
        told = f"{refused} {refused.about}"
        assert not [words for words in hidden if len(words) > 8 and words in told]

    # ── what people do ────────────────────────────────────────────────────────────────────────────────

    @rule(
        target=records,
        who=SOMEBODY,
        kind=st.sampled_from((*KINDS, "no-such-kind")),
        under=records,
        words=WORDS,
    )
    def add(self, who: Actor, kind: str, under: str, words: str) -> object:
        self.made += 1
        declared = KINDS.get(kind)
        fields: dict[str, object] = {}
        if declared is not None:
            name = next((n for n in ("statement", "text", "name") if n in declared.by_name), None)
            fields = {"value": "agree"} if kind == "mark" else {name: words} if name else {}
        parent = None if declared is not None and None in declared.parents else under
        done = self.asks(who, do.Add(f"made-by-hypothesis-{self.made}", kind, parent, None, True, fields))
        return multiple(f"made-by-hypothesis-{self.made}") if done else multiple()

    @rule(who=SOMEBODY, record=records, name=FIELDS, value=VALUES)
    def set(self, who: Actor, record: str, name: str, value: object) -> None:
        if self.asks(who, do.Set(record, name, value)) and who.role is Role.CUSTOMER:
            declared = self.plan.state.records[record].declared.by_name[name]
            assert declared.ceiling is Ceiling.THEIRS

    @rule(who=SOMEBODY, record=records, at=st.integers(-1, 20), gone=st.integers(0, 5), words=WORDS)
    def type(self, who: Actor, record: str, at: int, gone: int, words: str) -> None:
        self.asks(who, do.EditText(record, "statement", ((at, gone, words),)))

    @rule(who=SOMEBODY, record=records, under=records, after=records)
    def move(self, who: Actor, record: str, under: str, after: str) -> None:
        self.asks(who, do.Move(record, under, after))

    @rule(who=SOMEBODY, record=records, to=st.sampled_from((do.Remove, do.Restore)))
    def bin(self, who: Actor, record: str, to: type[do.Remove | do.Restore]) -> None:
        self.asks(who, to(record))

    @rule(who=SOMEBODY, record=records, branch=st.booleans(), to=st.sampled_from((do.Share, do.Withhold)))
    def edition(self, who: Actor, record: str, branch: bool, to: type[do.Share | do.Withhold]) -> None:
        self.asks(who, to(record, branch))

    @rule(who=SOMEBODY)
    def undo(self, who: Actor) -> None:
        self.asks(who, do.Undo())

    @rule(who=SOMEBODY, what=ROOM)
    def room(self, who: Actor, what: tuple[str, object]) -> None:
        if self.asks(who, do.SetRoom(*what)):
            assert who.leads

    @rule(who=SOMEBODY, back=st.booleans())
    def step(self, who: Actor, back: bool) -> None:
        self.asks(who, do.GoToStep(back=back))

    @rule(who=SOMEBODY, frozen=st.booleans())
    def freeze(self, who: Actor, frozen: bool) -> None:
        self.asks(who, do.Freeze() if frozen else do.Unfreeze())

    # ── what always holds ─────────────────────────────────────────────────────────────────────────────

    @invariant()
    def customers_see_a_part_of_what_ours_see_and_only_what_is_shared(self) -> None:
        ours, theirs = project(self.plan.state, OURS), project(self.plan.state, THEIRS)
        assert theirs.nodes.keys() <= ours.nodes.keys() | {r.id for r in self.plan.state.of_kind("note")}
        for node in theirs.nodes.values():
            record = self.plan.state.records[node.id]
            assert record.shared
            assert all(record.declared.by_name[name].ceiling is not Ceiling.INTERNAL for name in node.fields)
            assert node.person is None

    @invariant()
    def nobody_of_theirs_is_in_while_a_board_shows_what_is_internal(self) -> None:
        run = self.plan.state.run
        assert run.board_shared or not run.admitted

    @invariant()
    def a_frozen_plan_says_what_it_said(self) -> None:
        freeze = self.plan.state.signoff.freeze
        if freeze is not None:
            assert freeze.digests == {each.value: digest(self.plan.state, each) for each in Edition}

    def teardown(self) -> None:
        assert self.plan.replayed() == self.plan.state, "the log alone makes the same plan"


Commands.TestCase.settings = settings(max_examples=settings().max_examples // 2, stateful_step_count=30)
TestCommands = Commands.TestCase
