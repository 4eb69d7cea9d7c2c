"""The phone: one thing to do now, the plan a tap away, and what is mine.

Lists of the page: `head`; under *Now* `now` and `mine-now`; under *Plan* `goal`, `tree` and `loose`; under *Mine* `mine`.
A row of the plan holds the list of what hangs under it and a place for its editor, which the page asks for by id
(`edit-…`) when somebody taps the row: three hundred editors that nobody opens would be most of the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.activities.contract import Lists, Me, Moment, Piece
from app.activities.lines import (
    ActionLine,
    ConditionLine,
    GoalLine,
    Mark,
    action_line,
    condition_line,
    goal_line,
    is_shared,
    organisation,
)
from app.domain.kinds import KINDS
from app.domain.people import Edition
from app.domain.projection import Node
from app.web.screens import editors
from app.web.screens.activities import running
from app.web.screens.head import StepHead, step_head


@dataclass(frozen=True, slots=True)
class Head:
    step: StepHead | None
    plan: str
    shared: bool
    inside: bool
    """One of ours, who may look at the internal edition by pressing for it."""


@dataclass(frozen=True, slots=True)
class Goal:
    line: GoalLine | None
    may_edit: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A record of the plan, closed; what kind it is decides its look."""

    id: str
    kind: str
    number: str
    statement: str
    condition: ConditionLine | None
    action: ActionLine | None
    marks: tuple[Mark, ...]
    conditions: int
    actions: int
    may_open: bool
    shared: bool
    """Shared with the customer: our side sees that beside each line."""
    show_sharing: bool


@dataclass(frozen=True, slots=True)
class Adder:
    """The line at the end of a list with which something is added there."""

    kind: str
    parent: str
    number: str


@dataclass(frozen=True, slots=True)
class Welcome:
    """*Now* before the day begins."""

    name: str
    shared: bool


@dataclass(frozen=True, slots=True)
class Mine:
    name: str
    function: str
    actions: tuple[ActionLine, ...]
    lines: int


NEXT_BELOW = {"goal": "csf", "csf": "nc", "nc": "action"}


def shared(moment: Moment) -> Lists:
    activity = running(moment)
    now = activity.phone(moment) if activity else {}
    if not now:
        now = {
            "now": (Piece("welcome", "phone/welcome.html", Welcome(organisation(moment), is_shared(moment))),)
        }
    head = Head(step_head(moment), organisation(moment), is_shared(moment), moment.role.value != "customer")
    return {
        "head": (Piece("top", "phone/head.html", head),),
        **now,
        **_plan(moment),
    }


def personal(moment: Moment, me: Me) -> Lists:
    activity = running(moment)
    own = activity.personal(moment, me) if activity else {}
    person = moment.people.get(me.person)
    actions = tuple(
        action_line(moment, node) for node in moment.projection.every("action") if _answers(node, me)
    )
    view = Mine(moment.name(me.person), person.function if person else "", actions, len(me.notes))
    return {**own, "mine": (Piece("mine-all", "phone/mine.html", view),)}


def watched(moment: Moment, id_: str) -> Piece | None:
    """An opened editor: `edit-<record>`; or what the step's activity knows by that name."""
    if id_.startswith("edit-"):
        node = moment.projection.get(id_.removeprefix("edit-"))
        return editors.piece(moment, node) if node and _may_open(moment, node) else None
    activity = running(moment)
    return activity.watched(moment, id_) if activity else None


def _answers(node: Node, me: Me) -> bool:
    return me.person in (node.fields.get("accountable"), node.fields.get("responsible"))


def _plan(moment: Moment) -> Lists:
    goal = moment.projection.goal
    lists: dict[str, tuple[Piece, ...]] = {
        "goal": (Piece("goal", "phone/goal.html", Goal(goal_line(moment), editors.may_edit(moment))),),
        "tree": (*_rows(moment, moment.projection.factors), *_adder(moment, goal)),
    }
    for node in moment.projection.walk(None):
        if node.kind in ("csf", "nc"):
            lists[f"under-{node.id}"] = (
                *_rows(moment, moment.projection.tree_under(node.id)),
                *_adder(moment, node),
            )
    constraints = moment.projection.under(None, "constraint")
    lists["loose"] = tuple(_rows(moment, constraints))
    return lists


def _rows(moment: Moment, nodes: tuple[Node, ...]) -> Iterator[Piece]:
    for node in nodes:
        yield Piece(f"rec-{node.id}", "phone/row.html", _row(moment, node))


def _row(moment: Moment, node: Node) -> Row:
    below = moment.projection.tree_under(node.id)
    condition = condition_line(moment, node) if node.kind == "nc" else None
    return Row(
        id=node.id,
        kind=node.kind,
        number=node.number,
        statement=node.statement,
        condition=condition,
        action=action_line(moment, node) if node.kind == "action" else None,
        marks=condition.marks if condition else (),
        conditions=sum(each.kind == "nc" for each in below),
        actions=sum(len(moment.projection.tree_under(each.id)) for each in below if each.kind == "nc"),
        may_open=_may_open(moment, node),
        shared=node.shared,
        show_sharing=moment.edition is Edition.INTERNAL and moment.run.step is not None,
    )


def _adder(moment: Moment, node: Node | None) -> Iterator[Piece]:
    """Whoever may edit the plan may add to it, where the step works on that kind."""
    if node is None or not editors.may_edit(moment):
        return
    kind = NEXT_BELOW[node.kind]
    yield Piece(f"add-{kind}-{node.id}", "phone/adder.html", Adder(kind, node.id, node.number))


def _may_open(moment: Moment, node: Node) -> bool:
    return moment.role.value not in ("board", "auditor") and node.kind in KINDS
