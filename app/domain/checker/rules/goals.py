"""Rules 1 to 4: one measurable goal, sales and margin both (S2: a sales result includes its margin), its months, and the
few conditions of success under it.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.checker.findings import Finding, Given, Severity
from app.domain.projection import Node, Projection

ERROR, WARNING = Severity.ERROR, Severity.WARNING


def one_measurable_goal(plan: Projection, _given: Given) -> Iterable[Finding]:
    """Rule 1: goals ≠ 1, or the goal lacks a value or a date."""
    goals = plan.under(None, "goal")
    if len(goals) != 1:
        yield Finding(1, "goals-not-one", ERROR, about={"count": len(goals)})
        return
    goal = goals[0]
    if goal.fields.get("sales") is None and goal.fields.get("margin") is None:
        yield Finding(1, "goal-without-value", ERROR, goal.id)
    if goal.fields.get("date") is None:
        yield Finding(1, "goal-without-date", ERROR, goal.id)


def sales_and_margin(goal: Node, _given: Given) -> Iterable[Finding]:
    """Rule 2: half a goal is a goal with only one of the two."""
    has = {name: goal.fields.get(name) is not None for name in ("sales", "margin")}
    if has["sales"] != has["margin"]:
        missing = "sales" if has["margin"] else "margin"
        yield Finding(2, f"goal-without-{missing}", ERROR, goal.id)


def months(goal: Node, _given: Given) -> Iterable[Finding]:
    """Rule 3: months that are given add up to the target; twelve equal ones are no season."""
    phasing, sales = goal.fields.get("phasing"), goal.fields.get("sales")
    if not isinstance(phasing, tuple) or not phasing:
        return
    given = [each for each in phasing if isinstance(each, int)]
    if isinstance(sales, int) and sum(given) != sales:
        yield Finding(3, "months-do-not-add-up", ERROR, goal.id, {"off": sum(given) - sales})
    if (
        len(given) > 1 and max(given) - min(given) <= 1
    ):  # a total that twelve does not divide leaves a cent over
        yield Finding(3, "months-all-equal", WARNING, goal.id, part="equal")


def factors(plan: Projection, given: Given) -> Iterable[Finding]:
    """Rule 4: a few conditions of success. Where there is no goal yet, that comes first."""
    goal = plan.goal
    if goal is None:
        return
    count = sum(each.kind == "csf" for each in plan.factors)
    about: dict[str, str | int] = {"count": count, "most": given.limits.most_factors}
    if not count:
        yield Finding(4, "no-factor", ERROR, goal.id)
    elif count > given.limits.most_factors:
        yield Finding(4, "too-many-factors", ERROR, goal.id, about)
    elif count < given.limits.few_factors:
        yield Finding(4, "few-factors", WARNING, goal.id, about)
    elif count > given.limits.many_factors:
        yield Finding(4, "many-factors", WARNING, goal.id, about)
