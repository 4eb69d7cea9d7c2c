"""Briefing on the board: how to come in while people come, what people say where they are asked; otherwise the plan."""

from __future__ import annotations

from app.activities import board_lines, writing
from app.activities.briefing import readiness
from app.activities.briefing.lobby import lobby
from app.activities.contract import Lists, Moment
from app.activities.lines import is_shared


def shown(moment: Moment) -> Lists:
    """The lobby where the step says so; the lines that come in, or that none came yet while there is no plan to show."""
    step = moment.step
    if step is not None and step.options.get("joining"):
        return lobby(moment)
    if readiness.asked(moment):
        return {"stage": (readiness.board(moment),)}
    if step is None or step.is_break or step.gate == "read" or is_shared(moment):
        return {}
    if moment.run.spotlight is None and (any(writing.notes(moment)) or moment.projection.goal is None):
        return {"stage": (board_lines.said(moment),)}
    return {}
