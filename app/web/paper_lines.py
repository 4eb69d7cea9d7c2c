"""The plan's lines as paper prints them: goal, factors, conditions, actions, constraints.

Made from a `Moment`, so from what one edition's people may see. A line whose parent this edition lacks hangs higher:
it then stands for its missing parent too, so that its measure, owner and date are still printed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import cast

from app.activities.contract import Moment
from app.activities.lines import ConditionLine, condition_line, goal_line, is_theirs, organisation
from app.activities.year import year
from app.documents.view import (
    Action,
    Aim,
    Comparator,
    Condition,
    Factor,
    Goal,
    Money,
    Month,
    Person,
    Progress,
)
from app.domain.people import Side
from app.domain.projection import Node


def goal(moment: Moment) -> Goal:
    """The goal; an empty one where the plan has none yet."""
    line, node = goal_line(moment), moment.projection.goal
    if line is None or node is None:
        return Goal()
    months = year(moment, node).months
    return Goal(
        statement=line.statement,
        sales=_money(line.sales, line.currency),
        sales_before=_money(line.last_sales, line.currency),
        margin=line.margin or None,
        margin_before=line.last_margin or None,
        due=day(line.date),
        months=tuple(Month(date.fromisoformat(m.day), m.minor or 0) for m in months if m.day)
        if any(m.minor is not None for m in months)
        else (),
    )


def factors(moment: Moment, carried: frozenset[str]) -> tuple[Factor, ...]:
    """What hangs under the goal, in order. `carried`: ids of records that are signed subject to something."""
    return tuple(_factor(moment, node, carried) for node in moment.projection.factors)


def constraints(moment: Moment) -> tuple[Aim, ...]:
    """What the plan aims at, each with the actions that touch it."""
    return tuple(
        Aim(node.statement, tuple(_touching(moment, node)), node.text("scope"))
        for node in moment.projection.under(None, "constraint")
    )


def person(moment: Moment, id_: object) -> Person | None:
    """Somebody as a line names them; None where there is nobody or this edition may not know."""
    found = moment.people.get(id_) if isinstance(id_, str) else None
    name = moment.name(id_)
    if found is None or not name:
        return None
    if found.side is Side.THEIRS:
        return Person(name, "theirs", function=organisation(moment))
    # Who works in which department is ours to know.
    return Person(name, function=found.function if moment.edition == "internal" else "")


def day(iso: str) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _factor(moment: Moment, node: Node, carried: frozenset[str]) -> Factor:
    below = moment.projection.tree_under(node.id) if node.kind == "csf" else (node,)
    return Factor(node.number, node.statement, tuple(_condition(moment, each, carried) for each in below))


def _condition(moment: Moment, node: Node, carried: frozenset[str]) -> Condition:
    line = condition_line(moment, node)
    below = moment.projection.tree_under(node.id) if node.kind != "action" else (node,)
    return Condition(
        number=line.number,
        statement=line.statement,
        metric=_metric(line),
        comparator=cast("Comparator", line.comparator) if line.comparator else None,
        target=line.target or None,
        unit=line.unit,
        baseline=line.baseline or None,
        source=line.source,
        due=day(line.date),
        actions=tuple(_action(moment, each) for each in below if each.kind == "action"),
        carried=node.id in carried,
    )


def _metric(line: ConditionLine) -> str:
    """What is measured; where the target was written in the midst of it, with a gap where it stood."""
    before, behind = line.around
    return f"{before} … {behind}" if before and behind else line.metric


def _action(moment: Moment, node: Node) -> Action:
    accountable, responsible = node.fields.get("accountable"), node.fields.get("responsible")
    helping = person(moment, responsible) if responsible != accountable else None
    return Action(
        number=node.number,
        statement=node.statement,
        accountable=person(moment, accountable),
        responsible=(helping,) if helping else (),
        due=day(node.text("due")),
        progress=cast("Progress", node.text("status") or "open"),
        side="theirs" if is_theirs(moment, node) else "ours",
    )


def _touching(moment: Moment, constraint: Node) -> Iterator[str]:
    for action in moment.projection.every("action"):
        if action.fields.get("constraint") == constraint.id:
            yield action.number


def _money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)
