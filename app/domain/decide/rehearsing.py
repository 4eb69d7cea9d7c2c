"""A plan that is only rehearsed: said once, before anything happens in it, and never taken back."""

from __future__ import annotations

from app.domain import commands as do
from app.domain import events as ev
from app.domain.fields import is_id
from app.domain.people import Actor, Role
from app.domain.refusals import Refused, Why
from app.domain.state import PlanState


def decide(state: PlanState, actor: Actor, command: do.Rehearse) -> tuple[ev.Event, ...]:
    """Only the server itself makes the copy. Raises Refused(NOT_ALLOWED | BAD_ID | STEP_IN_PROGRESS)."""
    if actor.role is not Role.SYSTEM:
        raise Refused(Why.NOT_ALLOWED)
    if not is_id(command.of):
        raise Refused(Why.BAD_ID)
    if state.run.began or state.run.rehearsal:
        raise Refused(Why.STEP_IN_PROGRESS)
    return (ev.RoomSet("rehearsal", command.of),)
