"""The step in progress, as the head of every surface says it."""

from __future__ import annotations

from dataclasses import dataclass

from app.activities.contract import Moment
from app.domain.agenda import said

MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class StepHead:
    number: int | None
    """From 1; None in a break and before the day."""
    of: int
    title: str
    now: str
    """What to do, one sentence."""
    minutes: int
    deadline: int | None
    """Milliseconds UTC at which its time is up; screens count down by the server's clock."""


def step_head(moment: Moment) -> StepHead | None:
    """None before the day begins."""
    run, step = moment.run, moment.step
    if step is None or run.format is None:
        return None
    minutes = step.minutes + run.extra.get(step.key, 0)
    began = run.began.get(step.key)
    return StepHead(
        number=run.format.number_of(step.key),
        of=len(run.format.numbered),
        title=said(step.title, moment.language),
        now=said(step.now, moment.language),
        minutes=minutes,
        deadline=None if began is None else began + minutes * MINUTE,
    )
