"""The plan on the board: the map of factors and the branch in work, for every step that has them on its stage.

The map stays put; the branch beside it is the one in the spotlight, else the first. Which of its forms the board takes is
measured in the browser (static/board.js), so every form is in the HTML: what folds is counted, nothing vanishes.

A step may say something of each line (`Remarks`): what the customers answered, whether it is shared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.activities.contract import Lists, Moment, Piece
from app.activities.lines import (
    ActionLine,
    ConditionLine,
    GoalLine,
    action_line,
    condition_line,
    goal_line,
    is_shared,
    organisation,
)
from app.domain.projection import Node

_FIGURE = re.compile(r"(?:[<>≤≥]\s*)?\d[\d.,]*(?:\s?%)?(?=\s)")


@dataclass(frozen=True, slots=True)
class Remark:
    """What a step says of one line, beside it. Words are the template's."""

    code: str
    """`agreed`, `answered`, `change`, `missing`; `shared`, `kept`."""
    count: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class Remarks:
    """What a step says of a line and beneath it."""

    beside: Remark | None = None
    beneath: tuple[str, ...] = ()
    """In the customer's words: what they said of it, or what they will read."""


Say = Callable[[Node], Remarks]

NOTHING = Remarks()


@dataclass(frozen=True, slots=True)
class BoardAction:
    line: ActionLine
    remarks: Remarks


@dataclass(frozen=True, slots=True)
class BoardCondition:
    line: ConditionLine
    figure: str
    """How a reworded line begins, if with a figure: it stands out as a target does."""
    words: str
    """The rest of a reworded line; empty where target and metric say it."""
    actions: tuple[BoardAction, ...]
    remarks: Remarks


@dataclass(frozen=True, slots=True)
class BoardFactor:
    id: str
    number: str
    statement: str
    conditions: tuple[BoardCondition, ...]
    loose: tuple[BoardAction, ...]
    """Actions that hang directly under it because what is between is not shown."""
    remarks: Remarks

    @property
    def actions(self) -> int:
        return len(self.loose) + sum(len(condition.actions) for condition in self.conditions)


@dataclass(frozen=True, slots=True)
class Plan:
    """The stage while the plan is on it; its lists hold the rest."""

    empty: bool
    bare: bool
    """A goal and nothing under it yet."""


@dataclass(frozen=True, slots=True)
class Goal:
    line: GoalLine
    last_year: int | None
    """The year before the goal's, where its sales are known."""


@dataclass(frozen=True, slots=True)
class Factor:
    line: BoardFactor
    open: bool


@dataclass(frozen=True, slots=True)
class Branch:
    line: BoardFactor
    work: str
    """The condition in work: always in full."""
    theirs: str
    """What the customer is called."""
    whole_names: bool
    """The customer reads our people's names in full."""


def _silent(node: Node) -> Remarks:
    return NOTHING


def plan(moment: Moment, say: Say = _silent) -> Lists:
    """The stage with the plan on it."""
    goal = goal_line(moment)
    factors = tuple(_factor(moment, node, say) for node in moment.projection.factors)
    opened = _opened(moment, factors)
    return {
        "stage": (Piece("plan", "board/plan.html", Plan(not factors and goal is None, not factors)),),
        "goal": (Piece("goal", "board/goal.html", _goal(goal)),) if goal else (),
        "map": tuple(Piece(f"map-{f.id}", "board/factor.html", Factor(f, f is opened)) for f in factors),
        "branch": (_branch(moment, opened),) if opened else (),
    }


def _goal(line: GoalLine) -> Goal:
    year = int(line.date[:4]) - 1 if line.date and line.last_sales is not None else None
    return Goal(line, year)


def _branch(moment: Moment, factor: BoardFactor) -> Piece:
    view = Branch(factor, _in_work(moment, factor), organisation(moment), is_shared(moment))
    return Piece(f"branch-{factor.id}", "board/branch.html", view)


def _opened(moment: Moment, factors: tuple[BoardFactor, ...]) -> BoardFactor | None:
    lit = set(_lit(moment))
    return next((factor for factor in factors if factor.id in lit), factors[0] if factors else None)


def _in_work(moment: Moment, factor: BoardFactor) -> str:
    lit = set(_lit(moment))
    conditions = [condition.line.id for condition in factor.conditions]
    return next((id_ for id_ in conditions if id_ in lit), conditions[0] if conditions else "")


def _lit(moment: Moment) -> Iterator[str]:
    """The record in the spotlight and all above it; nothing where this audience does not see it."""
    at = moment.projection.get(moment.run.spotlight)
    while at is not None:
        yield at.id
        at = moment.projection.get(at.parent)


def _factor(moment: Moment, node: Node, say: Say) -> BoardFactor:
    """What hangs directly under the goal. Where the factor itself is not shown, its condition stands in its place."""
    below = moment.projection.tree_under(node.id)
    conditions = [node] if node.kind == "nc" else [each for each in below if each.kind == "nc"]
    loose = [node] if node.kind == "action" else [each for each in below if each.kind == "action"]
    return BoardFactor(
        id=node.id,
        number=node.number,
        statement=node.statement,
        conditions=tuple(_condition(moment, each, say) for each in conditions),
        loose=tuple(_action(moment, each, say) for each in loose) if node.kind != "nc" else (),
        remarks=say(node),
    )


def _condition(moment: Moment, node: Node, say: Say) -> BoardCondition:
    reworded = moment.projection.read_from(node.id) == "wording"
    found = _FIGURE.match(node.statement) if reworded else None
    figure = found[0] if found else ""
    below = (each for each in moment.projection.tree_under(node.id) if each.kind == "action")
    return BoardCondition(
        line=condition_line(moment, node),
        figure=figure,
        words=node.statement.removeprefix(figure).strip() if reworded else "",
        actions=tuple(_action(moment, each, say) for each in below),
        remarks=say(node),
    )


def _action(moment: Moment, node: Node, say: Say) -> BoardAction:
    return BoardAction(action_line(moment, node), say(node))
