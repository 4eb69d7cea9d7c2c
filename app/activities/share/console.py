"""Sharing on the console: line by line or branch by branch, what the customer sees and in which words.

Beside it the glass shows at once what comes of it. The words for the customer are co-edited in a fragment of their
own, `reword-<record>`, which the page asks for when somebody opens it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.activities.contract import Lists, Moment, Piece
from app.activities.lines import ConditionLine, GoalLine, condition_line, goal_line, in_order, organisation
from app.domain.kinds import TREE
from app.domain.projection import Node

TEMPLATE = "activities/share/templates/console.html"
LINE = "activities/share/templates/console_line.html"
REWORD = "activities/share/templates/console_reword.html"
WORDED = (*TREE, "constraint")


@dataclass(frozen=True, slots=True)
class Sharing:
    customer: str
    shared: int
    of: int


@dataclass(frozen=True, slots=True)
class ShareLine:
    id: str
    kind: str
    number: str
    statement: str
    goal: GoalLine | None
    condition: ConditionLine | None
    wording: str
    shared: bool
    branch_shared: bool
    """It and everything under it."""
    branch_hidden: bool
    below: int
    frozen: bool


@dataclass(frozen=True, slots=True)
class Reword:
    id: str
    number: str
    kind: str
    wording: str
    statement: str


def shown(moment: Moment) -> Lists:
    nodes = list(in_order(moment, WORDED))
    head = Sharing(organisation(moment), sum(node.shared for node in nodes), len(nodes))
    lines = tuple(Piece(f"sl-{node.id}", LINE, _line(moment, node)) for node in nodes)
    return {"work": (Piece("sharing", TEMPLATE, head),), "sharing-lines": lines}


def watched(moment: Moment, id_: str) -> Piece | None:
    """The customer's words for one record."""
    name, _, record = id_.partition("-")
    node = moment.projection.get(record)
    if name != "reword" or node is None or node.kind not in WORDED or moment.signoff.freeze is not None:
        return None
    view = Reword(node.id, node.number, node.kind, node.text("wording"), node.statement)
    return Piece(id_, REWORD, view)


def _goal(moment: Moment) -> GoalLine | None:
    """In our own words: what they read in place of them stands beneath, and the money is not up for sharing."""
    goal = goal_line(moment)
    return replace(goal, sales=None, margin="") if goal else None


def _line(moment: Moment, node: Node) -> ShareLine:
    below = [each for each in moment.projection.walk(node.id) if each.kind in TREE]
    branch = [node.shared, *(each.shared for each in below)]
    return ShareLine(
        id=node.id,
        kind=node.kind,
        number=node.number,
        statement=node.statement,
        goal=_goal(moment) if node.kind == "goal" else None,
        condition=condition_line(moment, node) if node.kind == "nc" else None,
        wording=node.text("wording"),
        shared=node.shared,
        branch_shared=all(branch),
        branch_hidden=not any(branch),
        below=len(below),
        frozen=moment.signoff.freeze is not None,
    )
