"""The editors that a page opens: one record, its words and its fields."""

from __future__ import annotations

from dataclasses import dataclass

from app.activities.contract import Moment, Piece
from app.activities.lines import ActionLine, ConditionLine, GoalLine, action_line, condition_line, goal_line
from app.domain.people import Role, Side
from app.domain.projection import Node


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


@dataclass(frozen=True, slots=True)
class Editor:
    id: str
    kind: str
    number: str
    statement: str
    field: str
    """The text field that is co-edited here."""
    may_edit: bool
    condition: ConditionLine | None
    action: ActionLine | None
    goal: GoalLine | None
    accountable: str
    responsible: str
    side: str
    people: tuple[Choice, ...]
    scope_kind: str
    scope: str
    wording: str
    comments: tuple[Said, ...]
    may_comment: bool


def piece(moment: Moment, node: Node) -> Piece:
    """The editor of a record; who may not edit reads it and may comment."""
    return Piece(f"edit-{node.id}", "phone/editor.html", view(moment, node))


def view(moment: Moment, node: Node) -> Editor:
    return Editor(
        id=node.id,
        kind=node.kind,
        number=node.number,
        statement=node.statement,
        field="statement",
        may_edit=may_edit(moment),
        condition=condition_line(moment, node) if node.kind == "nc" else None,
        action=action_line(moment, node) if node.kind == "action" else None,
        goal=goal_line(moment) if node.kind == "goal" else None,
        accountable=str(node.fields.get("accountable") or ""),
        responsible=str(node.fields.get("responsible") or ""),
        side=node.text("side") or "ours",
        people=_people(moment) if node.kind == "action" and may_edit(moment) else (),
        scope_kind=node.text("scope_kind"),
        scope=node.text("scope"),
        wording=node.text("wording"),
        comments=tuple(_said(moment, each) for each in moment.projection.under(node.id, "comment")),
        may_comment=moment.gate != "read" or moment.role is Role.FACILITATOR,
    )


def may_edit(moment: Moment) -> bool:
    """Whether this audience may change the plan itself now."""
    if moment.role is Role.CUSTOMER or moment.signoff.freeze is not None:
        return False
    return moment.role is Role.FACILITATOR or moment.gate == "edit"


def _people(moment: Moment) -> tuple[Choice, ...]:
    found = (
        Choice(p.id, moment.name(p.id), p.function, p.side is Side.THEIRS) for p in moment.people.values()
    )
    return tuple(sorted((c for c in found if c.name), key=lambda c: (c.theirs, c.name.casefold())))


def _said(moment: Moment, node: Node) -> Said:
    return Said(node.id, node.statement, moment.name(node.person), node.side is Side.THEIRS)
