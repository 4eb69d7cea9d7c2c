"""The activities that steps can name. A step whose activity is not built yet runs as a briefing."""

from __future__ import annotations

from app.activities.briefing import Briefing
from app.activities.build_tree import BuildTree
from app.activities.contract import Activity, Moment
from app.activities.review import Review
from app.activities.share import Share
from app.activities.sign_off import SignOffStep
from app.activities.silent_writing import SilentWriting

_ALL: tuple[Activity, ...] = (Briefing(), SilentWriting(), BuildTree(), Share(), Review(), SignOffStep())
BY_NAME = {activity.name: activity for activity in _ALL}


def running(moment: Moment) -> Activity | None:
    """The activity of the step in progress; None before the day begins."""
    step = moment.step
    return BY_NAME.get(step.activity, BY_NAME["briefing"]) if step else None
