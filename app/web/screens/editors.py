"""The editors that a page opens: one record, its words and its fields.

Whoever may not edit reads the same record in full, and may say something about it. While customers are present our
phones show the shared edition: what is edited there is what the customer reads, and the fields that never leave our
side are absent, not hidden.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.activities.contract import Moment, Piece
from app.activities.lines import (
    ActionLine,
    ConditionLine,
    GoalLine,
    action_line,
    condition_line,
    goal_line,
    organisation,
)
from app.activities.year import Year, year
from app.domain.kinds import SCOPES
from app.domain.people import Edition, Role, Side
from app.domain.projection import Node
from app.web.screens.placing import Place, Target, place


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody who can be chosen to answer for an action."""

    id: str
    name: str
    function: str
    theirs: bool


@dataclass(frozen=True, slots=True)
class Said:
    id: str
    text: str
    name: str
    theirs: bool
    answers: tuple[Said, ...] = ()
    """What was said to that."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """What a facilitator decides about a line: whether the customer sees it, and in which words."""

    shared: bool
    wording: str
    customer: str


@dataclass(frozen=True, slots=True)
class Editor:
    id: str
    kind: str
    number: str
    statement: str
    field: str
    """The text field that is co-edited here."""
    may_edit: bool
    may_set_status: bool
    """How far an action is goes on after the plan was frozen."""
    inside: bool
    """Fields that never leave our side are here."""
    condition: ConditionLine | None
    action: ActionLine | None
    goal: GoalLine | None
    year: Year | None
    accountable: str
    responsible: str
    side: str
    people: tuple[Choice, ...]
    constraint: str
    constraints: tuple[Target, ...]
    """Bottlenecks of the plan, that an action can aim at; none where that is not to be seen or chosen."""
    scope_kind: str
    scope_kinds: tuple[str, ...]
    scope: str
    sharing: Sharing | None
    place: Place | None
    changed_by: str
    """Who changed it last, inside; the last writer wins, and this says who that was."""
    comments: tuple[Said, ...]
    may_comment: bool


def piece(moment: Moment, node: Node) -> Piece:
    """The editor of a record; who may not edit reads it and may comment."""
    return Piece(f"edit-{node.id}", "phone/editor.html", view(moment, node))


def view(moment: Moment, node: Node) -> Editor:
    edits, inside = may_edit(moment), moment.edition is Edition.INTERNAL
    return Editor(
        id=node.id,
        kind=node.kind,
        number=node.number,
        statement=node.statement,
        field=moment.projection.read_from(node.id) or "statement",
        may_edit=edits,
        may_set_status=edits or (moment.role is not Role.CUSTOMER and moment.signoff.freeze is not None),
        inside=inside,
        condition=condition_line(moment, node) if node.kind == "nc" else None,
        action=action_line(moment, node) if node.kind == "action" else None,
        goal=goal_line(moment) if node.kind == "goal" else None,
        year=year(moment, node) if node.kind == "goal" and inside and edits else None,
        accountable=str(node.fields.get("accountable") or ""),
        responsible=str(node.fields.get("responsible") or ""),
        side=node.text("side") or "ours",
        people=_people(moment) if node.kind == "action" and edits else (),
        constraint=str(node.fields.get("constraint") or ""),
        constraints=_constraints(moment) if node.kind == "action" and edits and inside else (),
        scope_kind=node.text("scope_kind"),
        scope_kinds=SCOPES if node.kind == "constraint" else (),
        scope=node.text("scope"),
        sharing=_sharing(moment, node),
        place=place(moment, node) if edits and inside else None,
        changed_by=moment.name(node.stamp.person) if node.stamp else "",
        comments=tuple(_said(moment, each) for each in moment.projection.under(node.id, "comment")),
        may_comment=moment.gate != "read" or moment.role is Role.FACILITATOR,
    )


def may_edit(moment: Moment) -> bool:
    """Whether this audience may change the plan itself now."""
    if moment.role not in (Role.FACILITATOR, Role.MEMBER) or moment.signoff.freeze is not None:
        return False
    return moment.role is Role.FACILITATOR or moment.gate == "edit"


def may_open(moment: Moment, node: Node) -> bool:
    """Whether this audience may open a record: everybody who can say something about it."""
    return moment.role not in (Role.BOARD, Role.AUDITOR) and node.kind not in ("comment", "mark", "note")


def _sharing(moment: Moment, node: Node) -> Sharing | None:
    leads = moment.role is Role.FACILITATOR and moment.signoff.freeze is None
    if not leads or moment.edition is not Edition.INTERNAL:
        return None
    return Sharing(node.shared, node.text("wording"), organisation(moment))


def _constraints(moment: Moment) -> tuple[Target, ...]:
    return tuple(Target(each.id, "", each.statement) for each in moment.projection.every("constraint"))


def _people(moment: Moment) -> tuple[Choice, ...]:
    found = (
        Choice(p.id, moment.name(p.id), p.function, p.side is Side.THEIRS) for p in moment.people.values()
    )
    return tuple(sorted((c for c in found if c.name), key=lambda c: (c.theirs, c.name.casefold())))


def _said(moment: Moment, node: Node) -> Said:
    answers = tuple(_said(moment, each) for each in node.below if each.kind == "comment")
    return Said(node.id, node.statement, moment.name(node.person), node.side is Side.THEIRS, answers)
