"""Building the tree on the phone: what to add, and where something is missing.

Where the step lets people edit, *Now* lists the places of its kinds, and a tap opens the line to type in at that place in
the plan. Where it lets them propose only, they write lines that the facilitator places.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.activities import seating, writing
from app.activities.contract import Lists, Me, Moment, Piece
from app.activities.lines import condition_line
from app.domain.kinds import TREE
from app.domain.people import Edition, Role
from app.domain.projection import Node

FEW = 2
"""Kinds up to which every place is listed."""
ABOVE = {"csf": "goal", "nc": "csf", "action": "nc"}
TEMPLATE = "activities/build_tree/templates/phone.html"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place where something can be added, or a record to open."""

    target: str
    """DOM id of the adder in the plan, or the record's id where `opens`."""
    opens: bool
    kind: str
    number: str
    statement: str
    holds: int
    """How many of the kind hang there already."""


@dataclass(frozen=True, slots=True)
class Build:
    kinds: tuple[str, ...]
    spots: tuple[Spot, ...]
    may_add: bool
    """Otherwise the plan is read, and what is here only leads to it."""


def shown(moment: Moment) -> Lists:
    """The places, or the field to propose lines in."""
    lists = writing.writing(moment) if _proposes(moment) else {"now": (writing.task(moment),)}
    kinds = _kinds(moment)
    if seating.at_tables(moment):
        return lists  # each table has its own part
    spots = tuple(spot for kind in kinds for spot in _spots(moment, kind)) if _edits(moment) else ()
    if len(kinds) > FEW:
        # with the whole plan in hand, the places that count are those where something is missing
        spots = tuple(spot for spot in spots if not spot.holds or spot.kind not in ("nc", "action"))
    build = Piece("build", TEMPLATE, Build(kinds, spots, _edits(moment)))
    return {**lists, "now": (*lists["now"], build)}


def mine(moment: Moment, me: Me) -> Lists:
    own = writing.mine(moment, me) if _proposes(moment) else {}
    table = seating.phone(moment, me, writes=_proposes(moment))
    if not table:
        return own
    kinds = _kinds(moment)
    build = Piece("build", TEMPLATE, Build(kinds, _spots_of(moment, me, kinds), _edits(moment)))
    now = (*table, build, *own.get("mine-now", ()))
    return {**own, "mine-now": now, "cards": seating.cards(moment, me)}


def _spots_of(moment: Moment, me: Me, kinds: tuple[str, ...]) -> tuple[Spot, ...]:
    """The places in the part of the plan that my table works on; all of them where that is the whole."""
    if not me.table or not _edits(moment):
        return ()
    part = seating.part(moment, me)
    inside = {part.id, *(each.id for each in part.walk())} if part else None
    found = ((kind, spot) for kind in kinds for spot in _spots(moment, kind))
    return tuple(
        spot for kind, spot in found if inside is None or spot.target.removeprefix(f"add-{kind}-") in inside
    )


def watched(moment: Moment, id_: str) -> Piece | None:
    return None


def _edits(moment: Moment) -> bool:
    if moment.signoff.freeze is not None or moment.role not in (Role.FACILITATOR, Role.MEMBER):
        return False
    return moment.role is Role.FACILITATOR or moment.gate == "edit"


def _proposes(moment: Moment) -> bool:
    return moment.gate == "propose" and writing.may_write(moment)


def _kinds(moment: Moment) -> tuple[str, ...]:
    wanted = moment.step.options.get("kinds", []) if moment.step else []
    known = (*TREE, "constraint")
    return tuple(kind for kind in known if isinstance(wanted, list) and kind in wanted)


def _spots(moment: Moment, kind: str) -> tuple[Spot, ...]:
    goal = moment.projection.goal
    match kind:
        case "goal":
            return (
                Spot(goal.id, True, kind, "", goal.statement, 1)
                if goal
                else Spot("goal", False, kind, "", "", 0),
            )
        case "constraint":
            held = len(moment.projection.under(None, "constraint"))
            inside = moment.edition is Edition.INTERNAL
            return (Spot("add-constraint", False, kind, "", "", held),) if inside else ()
        case _:
            places = (node for node in moment.projection.walk(None) if node.kind == ABOVE[kind])
            return tuple(_spot(moment, kind, node) for node in places)


def _spot(moment: Moment, kind: str, node: Node) -> Spot:
    held = sum(each.kind == kind for each in moment.projection.tree_under(node.id))
    return Spot(f"add-{kind}-{node.id}", False, kind, node.number, _words(moment, node), held)


def _words(moment: Moment, node: Node) -> str:
    if node.kind != "nc":
        return node.statement
    line = condition_line(moment, node)
    return line.statement or line.metric
