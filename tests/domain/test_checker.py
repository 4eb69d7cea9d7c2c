"""The checker, on the worked account: Brandt & Veld's plan for Noordzee Leven as it stood before signing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.domain import commands as do
from app.domain.checker import BLOCKING, RULES, Finding, blockers, check
from tests.worlds import RUTH, Plan, new_plan

TODAY = "2027-01-14"
EUROS = 100

Line = tuple[str, str, str, str, str, str, str, str]
"""Statement, metric, comparator, target, unit, baseline, date, source."""

FACTORS: dict[str, tuple[str, dict[Line, tuple[tuple[str, str], ...]]]] = {
    "A": (
        "Listed as preferred supplier",
        {
            (
                "> 95 % on-time installations", "On-time installations", "gt", "95", "%", "87", "2027-06-30",
                "Service desk",
            ): (
                ("Weekly feedback loop on installation problems", "2027-02-12"),
                ("Site survey two weeks before each installation", "2027-02-26"),
                ("Spare parts for 12 sites held in Utrecht and Linz", "2027-03-31"),
            ),
            (
                "≤ 4 h to respond when an output line stops", "Response when an output line stops", "le", "4", "h", "7",
                "2027-05-31", "Service desk",
            ): (("One night rota for both countries", "2027-03-01"), ("Named duty contact", "2027-02-26")),
        },
    ),
    "B": (
        "Every contract earns its cost to serve",
        {
            (
                "100 % of service contracts indexed", "Service contracts indexed", "eq", "100", "%", "40", "2027-09-30",
                "",
            ): (
                ("Index clause in the 14 old contracts", "2027-04-30"),
                ("Price letter for 2028 agreed with Noordzee", "2027-09-30"),
            ),
        },
    ),
}  # fmt: skip
NAMES = ("metric", "comparator", "target", "unit", "baseline", "date", "source")


@pytest.fixture
def noordzee() -> Plan:
    """As look/paper.html prints it: all in order but one source, which Bram Visser names by 29 January."""
    plan = new_plan()
    goal = {"sales": 4_200_000 * EUROS, "margin": "31", "date": "2027-12-31"}
    plan.add(RUTH, "the-goal", "goal", statement="Sales of EUR 4.2 M at 31 % margin", **goal)
    for letter, (factor, conditions) in FACTORS.items():
        plan.add(RUTH, f"factor-{letter}", "csf", "the-goal", statement=factor)
        for place, ((statement, *measures), actions) in enumerate(conditions.items(), 1):
            condition = f"condition-{letter}{place}"
            fields = {name: value for name, value in zip(NAMES, measures, strict=True) if value}
            plan.add(RUTH, condition, "nc", f"factor-{letter}", statement=statement, **fields)
            for number, (action, due) in enumerate(actions, 1):
                answers = {"accountable": "anna-the-member", "responsible": "ben-the-member"}
                plan.add(
                    RUTH, f"action-{letter}{place}.{number}".replace(".", "-"), "action", condition,
                    statement=action, due=due, **answers,
                )  # fmt: skip
    return plan


def found(plan: Plan, today: str = TODAY) -> list[tuple[int, str, str | None]]:
    return [(finding.rule, finding.code, finding.record) for finding in check(plan.state, today).findings]


def test_the_worked_account_lacks_one_source_and_can_be_signed(noordzee: Plan) -> None:
    (finding,) = check(noordzee.state, TODAY).findings
    assert finding == Finding(6, "condition-lacks", finding.severity, "condition-B1", {"lacks": "source"})
    assert (finding.key, finding.blocks) == ("6:condition-B1", False)
    noordzee.does(RUTH, do.Carry(finding.key, "ben-the-member", "2027-01-29"))
    noordzee.does(RUTH, do.Freeze())


Spoil = Callable[[Plan], object]


def without(record: str, name: str) -> Spoil:
    return lambda plan: plan.does(RUTH, do.Set(record, name, None))


def sets(record: str, name: str, value: object) -> Spoil:
    return lambda plan: plan.does(RUTH, do.Set(record, name, value))


SPOILT: dict[str, tuple[Spoil, tuple[int, str, str | None]]] = {
    "no goal": (lambda plan: plan.does(RUTH, do.Remove("the-goal")), (1, "goals-not-one", None)),
    "two goals": (lambda plan: plan.add(RUTH, "another-goal", "goal"), (1, "goals-not-one", None)),
    "a goal without a date": (without("the-goal", "date"), (1, "goal-without-date", "the-goal")),
    "a goal without sales": (without("the-goal", "sales"), (2, "goal-without-sales", "the-goal")),
    "a goal without margin": (without("the-goal", "margin"), (2, "goal-without-margin", "the-goal")),
    "a factor without a condition": (
        lambda plan: plan.add(RUTH, "factor-C", "csf", "the-goal"), (5, "csf-without-condition", "factor-C")
    ),
    "a factor beside the goal": (
        lambda plan: plan.does(RUTH, do.Move("factor-B", None)), (5, "csf-without-goal", "factor-B")
    ),
    "a condition without an action": (
        lambda plan: [plan.does(RUTH, do.Remove(id_)) for id_ in plan.children("condition-A2")],
        (5, "condition-without-action", "condition-A2"),
    ),
    "nobody accountable": (
        without("action-A1-1", "accountable"), (18, "action-without-accountable", "action-A1-1")
    ),
    "nobody responsible": (
        without("action-A1-1", "responsible"), (18, "action-without-responsible", "action-A1-1")
    ),
    "somebody who left": (
        lambda plan: plan.does(RUTH, do.DropPerson("ben-the-member")),
        (18, "action-without-responsible", "action-A1-1"),
    ),
    "an action without a date": (without("action-A1-1", "due"), (20, "action-without-date", "action-A1-1")),
    "an action after the plan": (
        sets("action-A1-1", "due", "2028-01-01"), (20, "action-after-plan", "action-A1-1")
    ),
}  # fmt: skip


@pytest.mark.parametrize(("spoil", "expected"), SPOILT.values(), ids=SPOILT.keys())
def test_what_is_not_right_is_found(
    noordzee: Plan, spoil: Spoil, expected: tuple[int, str, str | None]
) -> None:
    assert expected not in found(noordzee)
    spoil(noordzee)
    assert expected in found(noordzee)
    blocks = expected[0] in BLOCKING
    assert bool(blockers(noordzee.state, TODAY)) is blocks


def test_a_goal_without_any_value_is_no_half_goal(noordzee: Plan) -> None:
    for name in ("sales", "margin"):
        noordzee.does(RUTH, do.Set("the-goal", name, None))
    rules = [(rule, code) for rule, code, _ in found(noordzee) if rule in (1, 2)]
    assert rules == [(1, "goal-without-value")]


@pytest.mark.parametrize("name", NAMES)
def test_a_condition_names_all_that_it_lacks(noordzee: Plan, name: str) -> None:
    noordzee.does(RUTH, do.Set("condition-A1", name, "" if name in ("metric", "unit", "source") else None))
    lacking = {f.record: f.about["lacks"] for f in check(noordzee.state, TODAY).findings if f.rule == 6}
    assert lacking == {"condition-A1": name, "condition-B1": "source"}


def test_something_has_to_happen_soon(noordzee: Plan) -> None:
    """90 days before the first action is due it is soon enough; a day earlier it is not."""
    assert (20, "nothing-due-soon", None) not in found(noordzee, "2026-11-14")
    assert (20, "nothing-due-soon", None) in found(noordzee, "2026-11-13")


def test_an_empty_plan_lacks_its_goal_and_nothing_else() -> None:
    assert found(new_plan()) == [(1, "goals-not-one", None)]


def test_what_blocks_comes_first(noordzee: Plan) -> None:
    noordzee.does(RUTH, do.Set("action-A1-1", "due", "2028-01-01"))
    noordzee.does(RUTH, do.Set("the-goal", "date", None))
    noordzee.does(RUTH, do.Set("the-goal", "date", "2027-12-31"))
    noordzee.does(RUTH, do.Set("action-B1-1", "accountable", None))
    report = check(noordzee.state, TODAY)
    assert [(f.rule, f.severity.value) for f in report.findings] == [
        (18, "error"), (6, "error"), (20, "warning"),
    ]  # fmt: skip
    assert [f.rule for f in report.blocking] == [18]


def test_every_finding_has_a_key_that_tells_it_from_the_others(noordzee: Plan) -> None:
    """What is carried is known by its key: two that can be carried must not share one."""
    for record in ("action-A1-1", "action-A1-2"):
        noordzee.does(RUTH, do.Set(record, "due", None))
    for condition in ("condition-A1", "condition-A2"):
        noordzee.does(RUTH, do.Set(condition, "source", ""))
    carried = [f.key for f in check(noordzee.state, TODAY).findings if not f.blocks]
    assert len(carried) == len(set(carried)) >= 5


def test_the_rules_are_those_of_this_release() -> None:
    assert set(RULES) == {1, 2, 5, 6, 18, 20}
    assert frozenset({1, 2, 3, 4, 5, 14, 17, 18}) == BLOCKING
