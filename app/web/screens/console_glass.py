"""What the customer sees, on the console: made from the very projection that customers are given, and from nothing else.

Beside it stands what is kept from them, in counts: that part is ours, made from the internal projection, and is
never inside the glass.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.activities.contract import Lists, Moment, Piece
from app.activities.lines import FactorLine, GoalLine, factor_line, goal_line
from app.domain.agenda import minute_of_day, said, time_of_day
from app.domain.projection import Node


@dataclass(frozen=True, slots=True)
class Glass:
    admitted: bool
    from_: str
    """Planned time at which they come in, `HH:MM`; empty where no step admits them."""
    goal: GoalLine | None
    factors: bool
    """Whether there are any: each is a piece of its own, in the list `glass-lines`."""
    constraints: tuple[str, ...]
    told: str
    """What their phone says in the step in progress; in the one that admits them before it."""
    money: bool
    hidden_factors: tuple[str, ...]
    hidden_conditions: int
    hidden_actions: int
    hidden_constraints: int
    notes: int


@dataclass(frozen=True, slots=True)
class Branch:
    """A factor as they read it."""

    factor: FactorLine


def lists(ours: Moment, theirs: Moment) -> Lists:
    """What they see, and what is kept from them."""
    shown, all_ = theirs.projection, ours.projection
    factors = [node for node in shown.factors if node.kind == "csf"]
    goal = all_.goal

    def hidden(kind: str) -> int:
        # Whatever they see we see too.
        return len(all_.every(kind)) - len(shown.every(kind))

    view = Glass(
        admitted=ours.run.admitted,
        from_=_from(ours),
        goal=goal_line(theirs),
        factors=bool(factors),
        constraints=tuple(node.statement for node in shown.under(None, "constraint")),
        told=_told(theirs),
        money=goal is not None and any(goal.fields.get(name) is not None for name in ("sales", "margin")),
        hidden_factors=tuple(node.number for node in all_.every("csf") if node.id not in shown),
        hidden_conditions=hidden("nc"),
        hidden_actions=hidden("action"),
        hidden_constraints=hidden("constraint"),
        notes=hidden("note"),
    )
    return {
        "eyes": (Piece("eyes-view", "console/glass.html", view),),
        "glass-lines": tuple(_branch(theirs, node) for node in factors),
    }


def _branch(theirs: Moment, node: Node) -> Piece:
    def made() -> Piece:
        line = factor_line(theirs, node)
        seen = replace(line, conditions=tuple(condition.marked for condition in line.conditions))
        return Piece(f"glass-{node.id}", "console/glass_branch.html", Branch(seen))

    return node.once("glass", (theirs.people, theirs.names), made)


def _from(moment: Moment) -> str:
    sheet = moment.run.format
    step = next((each for each in sheet.steps if each.admits_customers), None) if sheet else None
    if sheet is None or step is None:
        return ""
    begins = minute_of_day(sheet.begins) or 0
    return step.start or time_of_day(begins + sheet.offset_of(step.key))


def _told(moment: Moment) -> str:
    run = moment.run
    steps = run.format.steps if run.format else ()
    step = run.step if run.admitted else next((each for each in steps if each.admits_customers), None)
    return said(step.theirs, moment.language) or said(step.now, moment.language) if step else ""
