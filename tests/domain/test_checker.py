"""The checker: nothing in a right plan, and of each single fault exactly that; limits; what is carried and overruled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings

from app.domain import checker
from app.domain import commands as do
from app.domain.checker import BLOCKING, RULES, blockers, check
from app.domain.decide import decide
from app.domain.events import Meta
from app.domain.evolve import evolve
from app.domain.people import Person, Role, Side, SignsAs
from app.domain.projection import project
from app.domain.refusals import Refused, Why
from app.domain.secrecy import INTERNAL
from app.domain.state import PlanState
from tests.histories import Wish, asked, histories
from tests.right import EVA, INGRID, TODAY, conflict, right_plan
from tests.worlds import ANNA, BEN, RUTH, Plan, new_plan

Found = tuple[int, str, str | None]
Spoil = Callable[[Plan], object]


@pytest.fixture
def right() -> Plan:
    return right_plan()


def found(plan: Plan, today: str = TODAY) -> list[Found]:
    return [(finding.rule, finding.code, finding.record) for finding in check(plan.state, today).findings]


def sets(record: str, **fields: object) -> Spoil:
    return lambda plan: [plan.does(RUTH, do.Set(record, name, value)) for name, value in fields.items()]


def adds(id_: str, kind: str, under: str | None = None, **fields: object) -> Spoil:
    return lambda plan: plan.add(RUTH, id_, kind, under, **fields)


def removes(*ids: str) -> Spoil:
    return lambda plan: [plan.does(RUTH, do.Remove(each)) for each in ids]


def doubts(record: str, reservation: str, category: str | None = None, answered: bool = False) -> Spoil:
    def spoil(plan: Plan) -> None:
        plan.add(ANNA, "annas-doubt", "doubt", record, reservation=reservation, text="Is it?")
        plan.does(RUTH, do.Set("annas-doubt", "category", category))
        plan.does(RUTH, do.Set("annas-doubt", "answered", answered))

    return spoil


def votes(*enough: int, step: str = "doubts", line: str = "factor-A", reveal: bool = True) -> Spoil:
    def spoil(plan: Plan) -> None:
        plan.goes_to(step)
        for who, value in zip((ANNA, BEN, EVA, INGRID, RUTH), enough, strict=False):
            plan.add(who, f"vote-{step}-{who.person}", "ballot", step=step, scores={line: value})
        if reveal:
            plan.does(RUTH, do.Reveal(step))

    return spoil


def drawn(fault: Spoil | None = None, **state: object) -> Spoil:
    """A second conflict, with `fault`."""

    def spoil(plan: Plan) -> None:
        conflict(plan, "a-conflict")
        for name, value in state.items():
            plan.does(RUTH, do.Set("a-conflict", name, value))
        if fault is not None:
            fault(plan)

    return spoil


def factors(count: int) -> Spoil:
    """So many more, each with all that is under the first."""

    def spoil(plan: Plan) -> None:
        for at in range(count):
            _branch(plan, f"another-{at}", f"A result of its own, {at} times")

    return spoil


def _branch(plan: Plan, name: str, statement: str) -> None:
    plan.add(RUTH, name, "csf", "the-goal", statement=statement, put=True)
    _condition(plan, f"{name}-nc", name)


def _condition(plan: Plan, name: str, under: str) -> None:
    kept = plan.state.records["condition-A"].fields
    plan.add(RUTH, name, "nc", under, **{**kept, "statement": f"> 9 % of whatever {name} counts"})
    _action(plan, f"{name}-do", name)


def _action(
    plan: Plan, name: str, under: str, owner: str = "ingrid-the-sponsor", due: str = "2027-02-12"
) -> None:
    people = {"accountable": owner, "responsible": owner}
    plan.add(RUTH, name, "action", under, statement=f"Whatever {name} takes", put=True, due=due, **people)
    who = replace(RUTH, person=owner, role=Role.MEMBER)
    plan.add(who, f"{name}-yes", "acceptance", name, value="accepted", due=due)


def conditions(count: int) -> Spoil:
    def spoil(plan: Plan) -> None:
        for at in range(count):
            _condition(plan, f"another-{at}", "factor-A")
            plan.does(RUTH, do.Set(f"another-{at}-do", "status", "done"))
            plan.does(RUTH, do.Set(f"another-{at}", "baseline", "99"))

    return spoil


def actions(count: int, **fields: object) -> Spoil:
    def spoil(plan: Plan) -> None:
        for at in range(count):
            _action(plan, f"another-{at}", "condition-A", **fields)  # type: ignore[arg-type]

    return spoil


def sponsor(level: str) -> Spoil:
    person = Person("ingrid-the-sponsor", Side.OURS, Role.MEMBER, "Finance", level, SignsAs.SPONSOR)
    return lambda plan: plan.does(RUTH, do.SetPerson(person))


SPOILT: dict[str, tuple[Spoil, tuple[Found, ...]]] = {
    "no goal": (lambda plan: plan.does(RUTH, do.Remove("the-goal")), ((1, "goals-not-one", None),)),
    "two goals": (
        adds("other-goal", "goal", sales=1, margin="1", date="2027-12-31"), ((1, "goals-not-one", None),)
    ),
    "no date": (sets("the-goal", date=None), ((1, "goal-without-date", "the-goal"),)),
    "no figure": (
        sets("the-goal", sales=None, margin=None, phasing=None), ((1, "goal-without-value", "the-goal"),)
    ),
    "no sales": (sets("the-goal", sales=None), ((2, "goal-without-sales", "the-goal"),)),
    "no margin": (sets("the-goal", margin=None), ((2, "goal-without-margin", "the-goal"),)),
    "months": (sets("the-goal", sales=100), ((3, "months-do-not-add-up", "the-goal"),)),
    "flat": (
        sets("the-goal", sales=25, phasing=[2] * 11 + [3]), ((3, "months-all-equal", "the-goal"),)
    ),
    "two factors": (
        removes("factor-B"), ((4, "few-factors", "the-goal"),)
    ),
    "six factors": (factors(3), ((4, "many-factors", "the-goal"),)),
    "eight factors": (
        factors(5), ((4, "too-many-factors", "the-goal"), (13, "many-actions", None))
    ),
    "no condition": (removes("condition-B"), ((5, "csf-without-condition", "factor-B"),)),
    "beside the goal": (
        lambda plan: plan.does(RUTH, do.Move("factor-B", None)), ((5, "csf-without-goal", "factor-B"),)
    ),
    "no action": (removes("action-B"), ((5, "condition-without-action", "condition-B"),)),
    "no source": (sets("condition-A", source=""), ((6, "condition-lacks", "condition-A"),)),
    "doing": (sets("factor-A", statement="Improve our service"), ((7, "starts-with-doing", "factor-A"),)),
    "a wish": (sets("condition-A", statement="> 95 % should be there"), ((8, "wishes", "condition-A"),)),
    "doubted": (doubts("condition-A", "not-needed"), ((9, "doubted", "condition-A"),)),
    "a doubt answered": (doubts("condition-A", "not-needed", answered=True), ()),
    "never put": (sets("action-A", put=False), ((9, "never-put", "factor-A"),)),
    "a factor never put": (sets("factor-A", put=False), ((9, "never-put", "the-goal"),)),
    "not enough": (votes(1, 1, 1, 0), ((10, "not-enough", "factor-A"),)),
    "enough": (votes(1, 1, 1, 1, 0), ()),
    "voting": (votes(0, 0, 0, reveal=False), ()),
    "enough, the second time": (
        lambda plan: [votes(0, 0, 0)(plan), votes(1, 1, 1, step="doubts-again")(plan)], ()
    ),
    "an echo": (
        sets("condition-A", statement="We are listed as the preferred supplier"),
        ((11, "repeats-its-parent", "condition-A"),),
    ),
    "unclear": (doubts("action-A", "unclear"), ((12, "grave-reservation", "action-A"),)),
    "not true": (doubts("the-constraint", "not-true"), ((12, "grave-reservation", "the-constraint"),)),
    "said not enough": (doubts("factor-A", "not-enough"), ((12, "open-reservation", "factor-A"),)),
    "sorted as causality": (
        doubts("factor-A", "not-enough", "causality-existence"), ((12, "grave-reservation", "factor-A"),)
    ),
    "sorted as tautology": (doubts("factor-A", "unclear", "tautology"), ((12, "open-reservation", "factor-A"),)),
    "six conditions": (conditions(5), ((13, "many-conditions", "factor-A"),)),
    "four actions": (actions(4), ((13, "many-actions", None),)),
    "four actions, one of them done": (
        lambda plan: [actions(4)(plan), sets("another-0", status="done")(plan)], ()
    ),
    "no constraint": (removes("the-constraint"), ((14, "no-constraint", None),)),
    "no aim at it": (sets("action-A", constraint=None), ((14, "constraint-untouched", "the-constraint"),)),
    "done in vain": (sets("action-A", status="done"), ((15, "done-and-not-there", "condition-A"),)),
    "no objective": (drawn(sets("a-conflict", objective=""), state="resolved"), ((16, "cloud-lacks", "a-conflict"),)),
    "an arrow for nothing": (
        drawn(removes("a-conflict-opposed"), state="resolved"), ((16, "cloud-lacks", "a-conflict"),)
    ),
    "nobody's idea": (
        drawn(sets("a-conflict-idea", accountable=None), state="resolved"), ((16, "cloud-lacks", "a-conflict"),)
    ),
    "with the sponsor": (drawn(removes("a-conflict-idea"), state="escalated"), ()),
    "a conflict": (drawn(), ((17, "conflict-open", "a-conflict"),)),
    "nobody does it": (sets("action-A", responsible=None), ((18, "action-without-responsible", "action-A"),)),
    "nobody answers": (sets("action-A", accountable=None), ((18, "action-without-accountable", "action-A"),)),
    "somebody who left": (
        lambda plan: plan.does(RUTH, do.DropPerson("eva-from-austria")),
        ((18, "action-without-accountable", "action-C"),),
    ),
    "not accepted": (removes("accepted-A"), ((19, "owner-has-not-accepted", "action-A"),)),
    "accepted for another day": (
        sets("action-A", due="2027-03-01"), ((19, "owner-has-not-accepted", "action-A"),)
    ),
    "declined": (
        lambda plan: plan.add(
            ANNA, "annas-no", "acceptance", "action-A", value="declined", due="2027-02-12", reason="No time"
        ),
        ((19, "owner-declined", "action-A"),),
    ),
    "no due date": (
        lambda plan: [sets("action-A", due=None)(plan), plan.does(ANNA, do.Set("accepted-A", "due", None))],
        ((20, "action-without-date", "action-A"),),
    ),
    "after the plan": (actions(1, due="2028-01-01"), ((20, "action-after-plan", "another-0"),)),
    "no sponsor": (
        lambda plan: plan.does(RUTH, do.SetPerson(replace(plan.state.people["ingrid-the-sponsor"], signs_as=None))), ()
    ),
    "a head of department": (sponsor("Head of finance"), ((21, "sponsor-below", None),)),
    "directie": (sponsor("Lid van de directie"), ()),
    "an executive assistant": (sponsor("Assistant to the CEO"), ((21, "sponsor-below", None),)),
    "no aim": (sets("factor-A", aim=None), ((24, "no-aim-served", None),)),
    "nothing of theirs": (sets("action-C", side="ours"), ((24, "no-commitment", None),)),
    "no selling": (sets("action-A", lever=None), ((29, "no-lever", None),)),
}  # fmt: skip


def test_a_right_plan_has_no_finding_and_can_be_signed(right: Plan) -> None:
    assert found(right) == []
    right.does(RUTH, do.Freeze())


@pytest.mark.parametrize(("spoil", "expected"), SPOILT.values(), ids=SPOILT.keys())
def test_a_single_fault_gives_exactly_its_finding(
    right: Plan, spoil: Spoil, expected: tuple[Found, ...]
) -> None:
    spoil(right)
    assert tuple(found(right)) == expected
    assert bool(blockers(right.state, TODAY)) is any(
        rule in BLOCKING and code not in WARNINGS for rule, code, _ in expected
    )


WARNINGS = ("months-all-equal", "few-factors", "many-factors")
"""Of rules that can block."""


def test_every_rule_has_its_fault() -> None:
    assert {rule for _, expected in SPOILT.values() for rule, _, _ in expected} | {20} == set(RULES)
    assert set(RULES) == {*range(1, 22), 24, 29}
    assert frozenset({1, 2, 3, 4, 5, 14, 17, 18}) == BLOCKING


LIMITS: dict[str, tuple[dict[str, int], Spoil, tuple[Found, ...]]] = {
    "few factors": ({"few_factors": 2}, removes("factor-B"), ()),
    "many factors": ({"many_factors": 2}, sets("factor-A", put=True), ((4, "many-factors", "the-goal"),)),
    "most factors": ({"most_factors": 2}, sets("factor-A", put=True), ((4, "too-many-factors", "the-goal"),)),
    "most conditions": ({"most_conditions": 6}, conditions(5), ()),
    "most actions": ({"most_actions": 4}, actions(4), ()),
    "enough": ({"enough_percent": 75}, votes(1, 1, 1, 0), ()),
    "first days": ({"first_days": 20}, sets("factor-A", put=True), ((20, "nothing-due-soon", None),)),
    "alike": (
        {"alike_percent": 40}, sets("condition-A", statement="A supplier that is listed in 9 of 10 countries"),
        ((11, "repeats-its-parent", "condition-A"),),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("limits", "spoil", "expected"), LIMITS.values(), ids=LIMITS.keys())
def test_a_format_sets_its_limits(
    right: Plan, limits: dict[str, int], spoil: Spoil, expected: tuple[Found, ...]
) -> None:
    assert right.state.run.format is not None
    right.does(RUTH, do.SetAgenda(replace(right.state.run.format, thresholds=limits), TODAY))
    spoil(right)
    assert tuple(found(right)) == expected


def test_a_sponsor_is_missed_where_one_signs(right: Plan) -> None:
    assert right.state.run.format is not None
    SPOILT["no sponsor"][0](right)
    right.does(RUTH, do.SetAgenda(replace(right.state.run.format, signs=("sponsor",)), TODAY))
    assert found(right) == [(21, "sponsor-missing", None)]


def test_something_has_to_happen_soon(right: Plan) -> None:
    """90 days before the first action is due it is soon enough; a day earlier it is not."""
    assert (20, "nothing-due-soon", None) not in found(right, "2026-11-14")
    assert (20, "nothing-due-soon", None) in found(right, "2026-11-13")


def test_what_lies_in_different_words_is_no_echo(right: Plan) -> None:
    for statement in (
        "> 95 % listed",
        "Preferred supplier in 4 of 5 countries",
        "Geen enkele lijn staat stil",
    ):
        right.does(RUTH, do.Set("condition-A", "statement", statement))
        assert found(right) == []


def test_an_empty_plan_lacks_its_goal_and_nothing_else() -> None:
    assert found(new_plan()) == [(1, "goals-not-one", None)]


def test_what_blocks_comes_first(right: Plan) -> None:
    right.does(RUTH, do.Set("factor-B", "statement", "Improve our prices"))
    right.does(RUTH, do.Set("condition-A", "source", ""))
    right.does(RUTH, do.Set("action-B", "responsible", None))
    report = check(right.state, TODAY)
    assert [(f.rule, f.severity.value) for f in report.findings] == [
        (18, "error"), (6, "error"), (7, "warning"),
    ]  # fmt: skip
    assert [f.rule for f in report.blocking] == [18]


def test_every_finding_has_a_key_that_tells_it_from_the_others(right: Plan) -> None:
    """What is carried or overruled is known by its key: two that are must not share one."""
    for spoil in ("never put", "nothing of theirs", "no aim", "six conditions", "months"):
        SPOILT[spoil][0](right)
    for number, (record, reservation) in enumerate(
        (("factor-A", "not-needed"), ("factor-A", "unclear"), ("factor-A", "not-enough"))
    ):
        right.add(BEN, f"bens-doubt-{number}", "doubt", record, reservation=reservation)
    keys = [f.key for f in check(right.state, TODAY).findings if not f.blocks]
    assert len(keys) == len(set(keys)) >= 7
    assert {checker.about_record(key) for key in keys} <= {*right.state.records, ""}


class TestOverruling:
    KEY = "7:factor-A"

    def test_who_leads_says_why_it_does_not_hold(self, right: Plan) -> None:
        SPOILT["doing"][0](right)
        right.does(RUTH, do.Overrule(self.KEY, "It is what the customer calls it"))
        assert right.state.signoff.overruled[self.KEY].reason == "It is what the customer calls it"
        right.does(RUTH, do.Overrule(self.KEY, ""))
        assert not right.state.signoff.overruled

    def test_it_is_refused_to_others_and_for_what_blocks(self, right: Plan) -> None:
        SPOILT["doing"][0](right)
        SPOILT["nobody does it"][0](right)
        assert right.refuses(BEN, do.Overrule(self.KEY, "No")) is Why.NOT_ALLOWED
        assert right.refuses(RUTH, do.Overrule("18:action-A", "No")) is Why.BLOCKED
        assert right.refuses(RUTH, do.Overrule("7:factor-B", "No")) is Why.UNKNOWN_RECORD

    def test_a_finding_is_carried_or_overruled(self, right: Plan) -> None:
        SPOILT["no source"][0](right)
        right.does(RUTH, do.Carry("6:condition-A", "ben-the-member", "2027-01-29"))
        right.does(RUTH, do.Overrule("6:condition-A", "The desk keeps it"))
        assert not right.state.signoff.carried
        right.does(RUTH, do.Carry("6:condition-A", "ben-the-member", "2027-01-29"))
        assert not right.state.signoff.overruled

    def test_what_is_mended_is_overruled_no_more_once_it_is_signed(self, right: Plan) -> None:
        SPOILT["doing"][0](right)
        right.does(RUTH, do.Overrule(self.KEY, "It is what the customer calls it"))
        right.does(RUTH, do.Set("factor-A", "statement", "Listed as preferred supplier"))
        right.does(RUTH, do.Freeze())
        assert not right.state.signoff.overruled


def states(history: list[Wish]) -> list[PlanState]:
    """The right plan, and how it stood after each command of a history that was accepted."""
    state = right_plan().state
    seen = [state]
    for number, wish in enumerate(history):
        who = replace(wish.who, now=wish.who.now + number)
        try:
            events = decide(state, who, asked(state, wish, f"record-of-wish-{number}"))
        except Refused:
            continue
        for event in events:
            state = evolve(state, event, Meta(state.seq + 1, who.now, who.person, f"command-{number}"))
        seen.append(state)
    return seen


@settings(max_examples=settings().max_examples // 2)
@given(history=histories(40))
def test_judged_edit_by_edit_it_is_what_it_is_judged_from_scratch(history: list[Wish]) -> None:
    """And no history crashes it."""
    plan = None
    for state in states(history):
        plan = project(state, INTERNAL, plan)
        known = checker.given(state, plan, TODAY)
        step_by_step = checker.gathered(
            (*(checker.below(each, known) for each in plan.tops), checker.of_plan(plan, known))
        )
        at_once = check(state, TODAY).findings
        assert tuple(each for rank in sorted(step_by_step) for each in step_by_step[rank]) == at_once
