"""The map on the phone: a constraint with its scope, and after the reveal all of them with what touches them. Whoever may
edit says with a tap which constraint an action of theirs touches.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.activities import board_lines, writing
from app.activities.constraint_map.heat import Constraint, constraints
from app.activities.contract import Lists, Me, Moment, Piece
from app.activities.lines import is_shared
from app.domain.people import Role

HEAD = "activities/constraint_map/templates/phone.html"
LINE = "activities/constraint_map/templates/phone_constraint.html"
MINE = "activities/constraint_map/templates/phone_mine.html"


@dataclass(frozen=True, slots=True)
class Head:
    constraints: int
    untouched: int


@dataclass(frozen=True, slots=True)
class MyAction:
    id: str
    number: str
    statement: str
    constraint: str


@dataclass(frozen=True, slots=True)
class MyActions:
    actions: tuple[MyAction, ...]
    constraints: tuple[tuple[str, str], ...]
    """Id and words."""


def shown(moment: Moment) -> Lists:
    """The field to write in; and the map, as soon as the lines are the room's."""
    step = moment.step
    if step is None or moment.role is Role.CUSTOMER:
        return {"now": (writing.task(moment),)}
    lists = writing.writing(moment)
    if is_shared(moment) or (writing.keeps(step) and not writing.is_revealed(moment)):
        return lists
    found = constraints(moment)
    head = Piece("map-head", HEAD, Head(len(found), sum(not each.touched for each in found)))
    pieces = tuple(Piece(f"cm-{each.id}", LINE, each) for each in found)
    if writing.keeps(step) and not board_lines.wait(moment):
        # Every line has its place: it stands in the map.
        return {"now": (writing.task(moment), head), "constraint-lines": pieces}
    return {**lists, "now": (*lists["now"], head), "constraint-lines": pieces}


def mine(moment: Moment, me: Me) -> Lists:
    lists = writing.mine(moment, me)
    step = moment.step
    if step is None or is_shared(moment) or not _may_edit(moment):
        return lists
    if writing.keeps(step) and not writing.is_revealed(moment):
        return lists
    found = constraints(moment)
    own = tuple(
        MyAction(node.id, node.number, node.statement, node.text("constraint"))
        for node in moment.projection.every("action")
        if node.fields.get("accountable") == me.person
    )
    if not own or not found:
        return lists
    view = MyActions(own, tuple((each.id, _words(each)) for each in found))
    return {**lists, "mine-now": (*lists.get("mine-now", ()), Piece("my-touches", MINE, view))}


def watched(moment: Moment, id_: str) -> Piece | None:
    return None


def _may_edit(moment: Moment) -> bool:
    if moment.signoff.freeze is not None or moment.role not in (Role.FACILITATOR, Role.MEMBER):
        return False
    return moment.role is Role.FACILITATOR or moment.gate == "edit"


def _words(constraint: Constraint) -> str:
    return ": ".join(filter(None, (constraint.scope, constraint.statement)))
