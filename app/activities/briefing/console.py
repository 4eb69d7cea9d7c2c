"""Briefing on the console: how ready we are, where the step says so."""

from __future__ import annotations

from app.activities.briefing import readiness
from app.activities.contract import Lists, Moment


def shown(moment: Moment) -> Lists:
    return {"work": (readiness.console(moment),)} if readiness.asked(moment) else {}
