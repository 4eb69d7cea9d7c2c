"""The plan as an outline on the console, for writing at the speed of talk.

Rows hang in each other's lists as on the phone: `outline` holds the goal, the factors and the constraints,
`o-under-<record>` what hangs under one. Words are edited in a fragment of their own (`line-<record>`), which the page
asks for when somebody opens the line: only what is open has a text document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from app.activities.contract import Moment, Piece, Sheaf
from app.activities.lines import (
    ActionLine,
    ConditionLine,
    GoalLine,
    action_line,
    condition_line,
    goal_line,
)
from app.domain.kinds import TREE
from app.domain.projection import Node
from app.web.screens import editors
from app.web.screens.console_findings import Desk, Flag, flags


@dataclass(frozen=True, slots=True)
class Row:
    id: str
    kind: str
    number: str
    statement: str
    parent: str
    goal: GoalLine | None
    condition: ConditionLine | None
    action: ActionLine | None
    conditions: int
    actions: int
    scope: str
    spotlit: bool
    shared: bool
    state: str
    """Of a conflict."""
    flags: tuple[Flag, ...]
    """What the checker finds wrong with it."""


@dataclass(frozen=True, slots=True)
class LineEditor:
    id: str
    kind: str
    number: str
    statement: str
    field: str


@dataclass(frozen=True, slots=True)
class Empty:
    """A plan without a line yet."""

    goal: bool
    goal_id: str
    may_edit: bool


def rows(moment: Moment, desk: Desk) -> tuple[Piece, ...]:
    """The outline itself."""
    projection = moment.projection
    goal = projection.goal
    tops = [
        *([goal] if goal else []),
        *projection.factors,
        *projection.under(None, "constraint"),
        *projection.under(None, "conflict"),
    ]
    empty = Empty(goal is not None, goal.id if goal else "", editors.may_edit(moment))
    return (*_rows(moment, desk, tops), Piece("outline-end", "console/outline_end.html", empty))


def branches(moment: Moment, desk: Desk) -> tuple[Sheaf, ...]:
    """The lists in its rows, and in the rows inside them: each made once for as long as nothing in it changes."""
    given = _given(moment, desk)

    def made(node: Node) -> Sheaf:
        below = [each for each in node.below if each.kind in TREE]
        return Sheaf({f"o-under-{node.id}": tuple(_rows(moment, desk, below))}, inside(below))

    def inside(nodes: Iterable[Node]) -> tuple[Sheaf, ...]:
        open_ = (node for node in nodes if node.kind in ("csf", "nc"))
        return tuple(node.once("console branch", given, partial(made, node)) for node in open_)

    return inside(moment.projection.factors)


def _given(moment: Moment, desk: Desk) -> object:
    """What a row says beside its node: who people are, what is in the spotlight, what the checker goes by."""
    signoff = moment.signoff
    return moment.people, moment.names, moment.run.spotlight, desk.known, signoff.carried, signoff.overruled


def _rows(moment: Moment, desk: Desk, nodes: Iterable[Node]) -> Iterator[Piece]:
    given = _given(moment, desk)
    for node in nodes:
        if node.kind == "goal":
            # Its currency is the account's.
            yield _row(moment, desk, node)
        else:
            yield node.once("console row", given, partial(_row, moment, desk, node))


def _row(moment: Moment, desk: Desk, node: Node) -> Piece:
    below = moment.projection.tree_under(node.id)
    view = Row(
        id=node.id,
        kind=node.kind,
        number=node.number,
        statement=node.statement,
        parent=node.parent or "",
        goal=goal_line(moment) if node.kind == "goal" else None,
        condition=condition_line(moment, node).marked if node.kind == "nc" else None,
        action=action_line(moment, node) if node.kind == "action" else None,
        conditions=sum(each.kind == "nc" for each in below) if node.kind == "csf" else 0,
        actions=sum(len(moment.projection.tree_under(each.id)) for each in below if each.kind == "nc"),
        scope=node.text("scope"),
        spotlit=moment.run.spotlight == node.id,
        shared=node.shared,
        state=node.text("state") or "open",
        flags=flags(node, desk),
    )
    return Piece(f"o-{node.id}", "console/row.html", view)


def line_editor(moment: Moment, node: Node) -> Piece | None:
    """The words of a line, to be typed in; None where nobody may."""
    if not editors.may_edit(moment) or node.kind in ("comment", "mark", "note", "account", "conflict"):
        return None
    view = LineEditor(
        id=node.id,
        kind=node.kind,
        number=node.number,
        statement=node.statement,
        field=moment.projection.read_from(node.id) or "statement",
    )
    return Piece(f"line-{node.id}", "console/line_editor.html", view)
