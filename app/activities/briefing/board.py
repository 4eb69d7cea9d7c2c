"""Briefing on the board: how to come in while people come; otherwise the plan as far as it is."""

from __future__ import annotations

from app.activities.briefing.lobby import lobby
from app.activities.contract import Lists, Moment


def shown(moment: Moment) -> Lists:
    """The lobby where the step says so."""
    step = moment.step
    return lobby(moment) if step is not None and step.options.get("joining") else {}
