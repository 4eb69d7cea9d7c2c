"""Whether a command is done, and what then happened: `decide(state, actor, command) → events`, or Refused.

Pure: no clock, no randomness, no I/O; they come in with the actor and the command. Every surface's buttons and
every program's requests end here, so this is the one place where permission is decided.
"""

from __future__ import annotations

from typing import assert_never

from app.domain import commands as do
from app.domain.decide import moving, people, room, signing, tree
from app.domain.events import Event
from app.domain.people import Actor
from app.domain.refusals import Refused, Why
from app.domain.state import PlanState


def decide(state: PlanState, actor: Actor, command: do.Command) -> tuple[Event, ...]:
    """The events that `command` causes; empty where it changes nothing. Raises Refused."""
    if state.run.moved and not isinstance(command, do.Stay):
        raise Refused(Why.MOVED, to=state.run.moved)
    match command:
        case do.Add():
            return tree.add(state, actor, command)
        case do.Set():
            return tree.set_field(state, actor, command)
        case do.SetMany():
            return tree.set_many(state, actor, command)
        case do.EditText():
            return tree.edit_text(state, actor, command)
        case do.Move():
            return tree.move(state, actor, command)
        case do.Remove():
            return tree.remove(state, actor, command)
        case do.Restore():
            return tree.restore(state, actor, command)
        case do.Share() | do.Withhold():
            return tree.share(state, actor, command)
        case do.Place():
            return tree.place(state, actor, command)
        case do.Undo():
            return tree.undo(state, actor)
        case do.SetPerson() | do.DropPerson():
            return people.decide(state, actor, command)
        case do.Depart() | do.Stay():
            return moving.decide(actor, command)
        case do.SetAgenda() | do.GoToStep() | do.SetRoom() | do.Reveal():
            return room.decide(state, actor, command)
        case do.Freeze() | do.Unfreeze() | do.Carry() | do.Sign() | do.Decline() | do.Seal() | do.Withdraw():
            return signing.decide(state, actor, command)
        case _:
            assert_never(command)
