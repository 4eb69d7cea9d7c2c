"""What the customer sees, on the console: made from the very projection that customers are given, and from nothing else.

Beside it stands what is kept from them, in counts: that part is ours, made from the internal projection, and is
never inside the glass.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.activities.contract import Moment, Piece
from app.activities.lines import FactorLine, GoalLine, factor_line, goal_line
from app.domain.agenda import minute_of_day, said, time_of_day


@dataclass(frozen=True, slots=True)
class Glass:
    admitted: bool
    from_: str
    """Planned time at which they come in, `HH:MM`; empty where no step admits them."""
    goal: GoalLine | None
    factors: tuple[FactorLine, ...]
    constraints: tuple[str, ...]
    told: str
    """What their phone says in the step in progress; in the one that admits them before it."""
    money: bool
    hidden_factors: tuple[str, ...]
    hidden_conditions: int
    hidden_actions: int
    hidden_constraints: int
    notes: int


def piece(ours: Moment, theirs: Moment) -> Piece:
    shown = theirs.projection
    hidden = [node for node in ours.projection.walk(None) if node.id not in shown]
    goal = ours.projection.goal
    view = Glass(
        admitted=ours.run.admitted,
        from_=_from(ours),
        goal=goal_line(theirs),
        factors=tuple(factor_line(theirs, node) for node in shown.factors if node.kind == "csf"),
        constraints=tuple(node.statement for node in shown.under(None, "constraint")),
        told=_told(theirs),
        money=goal is not None and any(goal.fields.get(name) is not None for name in ("sales", "margin")),
        hidden_factors=tuple(node.number for node in hidden if node.kind == "csf"),
        hidden_conditions=sum(node.kind == "nc" for node in hidden),
        hidden_actions=sum(node.kind == "action" for node in hidden),
        hidden_constraints=sum(node.kind == "constraint" for node in hidden),
        notes=sum(node.kind == "note" for node in hidden),
    )
    return Piece("eyes-view", "console/glass.html", view)


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
