"""The plan's lines as every surface shows them: goal, factor, condition, action. Frozen values made from nodes.

Words and number formats are the templates' affair; here is what a line consists of.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from app.activities.contract import Moment
from app.domain.fields import Value
from app.domain.kinds import TREE
from app.domain.people import Edition, Side
from app.domain.projection import Node
from app.domain.reading.action import owner_in
from app.domain.reading.names import who
from app.domain.reading.order import split_metric

_FIGURE = re.compile(r"[<>≤≥]?\s?\d[\d.,]*(?:\s?%)?(?=\s|$)")


@dataclass(frozen=True, slots=True)
class GoalLine:
    id: str
    statement: str
    sales: int | None
    margin: str
    date: str
    currency: str
    last_sales: int | None
    last_margin: str
    editing: bool = False

    @property
    def measured(self) -> bool:
        """Sales, margin and date are all there, so that the goal can be said in one sentence of figures."""
        return self.sales is not None and bool(self.margin) and bool(self.date)


@dataclass(frozen=True, slots=True)
class Mark:
    """One action as a mark: its shape tells whose it is, its filling how far it is."""

    status: str
    theirs: bool


@dataclass(frozen=True, slots=True)
class ActionLine:
    id: str
    number: str
    statement: str
    status: str
    theirs: bool
    accountable: str
    """Display name; empty where nobody answers for it or the audience may not know."""
    responsible: str
    due: str
    asked: str = ""
    """The name behind an `@` that is nobody's, because it fits nobody or several people; empty otherwise."""
    fits: int = 0
    """How many people that name fits."""

    @property
    def mark(self) -> Mark:
        return Mark(self.status, self.theirs)


@dataclass(frozen=True, slots=True)
class ConditionLine:
    id: str
    number: str
    statement: str
    comparator: str
    target: str
    unit: str
    metric: str
    baseline: str
    source: str
    date: str
    actions: tuple[ActionLine, ...]
    marks: tuple[Mark, ...]
    """Its actions, each as a mark."""

    @property
    def marked(self) -> ConditionLine:
        """The same without its actions' words, for a row that shows them as marks: what is written in an action then
        leaves the row as it is."""
        return replace(self, actions=())

    @property
    def measured(self) -> bool:
        """It can be said as target and metric; otherwise it is shown in its own words."""
        return bool(self.target) and bool(self.metric)

    @property
    def around(self) -> tuple[str, str]:
        """The metric's words before the target and behind it, in the order in which they were written."""
        return split_metric(self.statement, self.metric)

    @property
    def led(self) -> tuple[str, str]:
        """Its own words, split behind the figure that they begin with, if they do: "≥ 3", " sessions a year"."""
        found = _FIGURE.match(self.statement)
        at = found.end() if found else 0
        return self.statement[:at], self.statement[at:]


@dataclass(frozen=True, slots=True)
class FactorLine:
    id: str
    number: str
    statement: str
    conditions: tuple[ConditionLine, ...]

    @property
    def actions(self) -> int:
        return sum(len(condition.actions) for condition in self.conditions)


def goal_line(moment: Moment) -> GoalLine | None:
    node = moment.projection.goal
    if node is None:
        return None
    return GoalLine(
        id=node.id,
        statement=node.statement,
        sales=_whole(node.fields.get("sales")),
        margin=node.text("margin"),
        date=node.text("date"),
        currency=currency(moment),
        last_sales=_whole(node.fields.get("last_sales")),
        last_margin=node.text("last_margin"),
    )


def shared_goal_line(moment: Moment) -> GoalLine | None:
    """The goal as customers read it: in the words that are theirs to read and without the money, which never crosses."""
    node, line = moment.projection.goal, goal_line(moment)
    if node is None or line is None:
        return None
    words = node.text("wording").strip() or line.statement
    return replace(line, statement=words, sales=None, margin="", last_sales=None, last_margin="")


def in_order(moment: Moment, kinds: Collection[str]) -> Iterator[Node]:
    """The lines of these kinds as a plan is read: the goal and all under it, what stands beside it, then the rest."""
    for top in sorted(moment.projection.tops, key=lambda node: (node.kind != "goal", node.kind not in TREE)):
        yield from (node for node in (top, *top.walk()) if node.kind in kinds)


def factor_line(moment: Moment, node: Node) -> FactorLine:
    below = moment.projection.tree_under(node.id)
    conditions = tuple(condition_line(moment, each) for each in below if each.kind in ("nc", "action"))
    return FactorLine(node.id, node.number, node.statement, conditions)


def condition_line(moment: Moment, node: Node) -> ConditionLine:
    below = (each for each in moment.projection.tree_under(node.id) if each.kind == "action")
    actions = tuple(action_line(moment, each) for each in below)
    return ConditionLine(
        id=node.id,
        number=node.number,
        statement=node.statement,
        comparator=node.text("comparator"),
        target=node.text("target"),
        unit=node.text("unit"),
        metric=node.text("metric"),
        baseline=node.text("baseline"),
        source=node.text("source"),
        date=node.text("date"),
        actions=actions,
        marks=tuple(action.mark for action in actions),
    )


def action_line(moment: Moment, node: Node) -> ActionLine:
    asked, fits = _asked(moment, node)
    return ActionLine(
        id=node.id,
        number=node.number,
        statement=node.statement,
        status=node.text("status") or "open",
        theirs=is_theirs(moment, node),
        accountable=moment.name(node.fields.get("accountable")),
        responsible=moment.name(node.fields.get("responsible")),
        due=node.text("due"),
        asked=asked,
        fits=fits,
    )


def _asked(moment: Moment, node: Node) -> tuple[str, int]:
    """Who is asked in words and nobody found. Inside only: a customer does not know all who could be meant."""
    if node.fields.get("accountable") or "@" not in node.statement or is_shared(moment):
        return "", 0
    name = owner_in(node.statement)
    fits = len(who(name, tuple(moment.names.values())))
    return ("", 0) if fits == 1 else (name, fits)


def is_theirs(moment: Moment, node: Node) -> bool:
    """Asked of the customer: it says so, or somebody of theirs answers for it."""
    accountable = moment.people.get(str(node.fields.get("accountable") or ""))
    return node.fields.get("side") == "theirs" or (
        accountable is not None and accountable.side is Side.THEIRS
    )


def organisation(moment: Moment) -> str:
    """What the customer's organisation is called: the account's name."""
    account = moment.projection.account
    return account.text("name") if account else ""


def currency(moment: Moment) -> str:
    """The plan's one currency."""
    account = moment.projection.account
    return (account.text("currency") if account else "") or "EUR"


def is_shared(moment: Moment) -> bool:
    return moment.edition is Edition.SHARED


def _whole(value: Value) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
