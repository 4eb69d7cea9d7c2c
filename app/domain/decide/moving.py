"""A plan that goes on at another server: from then on nothing is done to it here."""

from __future__ import annotations

from app.domain import commands as do
from app.domain import events as ev
from app.domain.people import Actor, Role
from app.domain.refusals import Refused, Why


def decide(actor: Actor, command: do.Depart | do.Stay) -> tuple[ev.Event, ...]:
    """Only the server itself moves a plan, on its administrator's word. Raises Refused(NOT_ALLOWED)."""
    if actor.role is not Role.SYSTEM:
        raise Refused(Why.NOT_ALLOWED)
    return (ev.RoomSet("moved", command.to if isinstance(command, do.Depart) else None),)
