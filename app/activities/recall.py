"""Blind recall: while everybody names the success factors from memory, no phone shows the plan."""

from __future__ import annotations

from app.activities.contract import Moment, Piece

AWAY = "phone/plan_away.html"


def blind(moment: Moment) -> bool:
    """Whether the plan is put away in the step in progress."""
    step = moment.step
    return step is not None and step.activity == "alignment" and step.key not in moment.run.revealed


def away(moment: Moment) -> Piece:
    """What stands in the plan's place."""
    return Piece("plan-away", AWAY, None)
