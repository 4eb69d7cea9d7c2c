"""Whether a command is done, and what then happened: `decide(state, actor, command) → events`, or Refused.

Pure: no clock, no randomness, no I/O; they come in with the actor and the command. Every surface's buttons and
every program's requests end here, so this is the one place where permission is decided.
"""

from __future__ import annotations

from typing import assert_never

from app.domain import commands as do
from app.domain.decide import moving, people, rehearsing, room, signing, tree
from app.domain.events import Event, Meta
from app.domain.evolve import evolve
from app.domain.people import Actor
from app.domain.refusals import Refused, Why
from app.domain.state import PlanState


def decide(state: PlanState, actor: Actor, command: do.Command) -> tuple[Event, ...]:
    """The events that `command` causes; empty where it changes nothing. Raises Refused."""
    if state.run.moved and not isinstance(command, do.Stay):
        raise Refused(Why.MOVED, to=state.run.moved)
    match command:
        case (
            do.Add() | do.Set() | do.SetMany() | do.EditText() | do.Move() | do.Remove() | do.Restore()
            | do.Share() | do.Withhold() | do.Place()
        ):  # fmt: skip
            return tree.decide(state, actor, command)
        case do.Undo():
            return tree.undo(state, actor)
        case do.All(commands):
            return _all(state, actor, commands)
        case do.SetPerson() | do.Answer() | do.DropPerson():
            return people.decide(state, actor, command)
        case do.Depart() | do.Stay():
            return moving.decide(actor, command)
        case do.Rehearse():
            return rehearsing.decide(state, actor, command)
        case do.SetAgenda() | do.EditAgenda() | do.GoToStep() | do.SetRoom() | do.Reveal():
            return room.decide(state, actor, command)
        case (
            do.Freeze() | do.Unfreeze() | do.Carry() | do.Overrule() | do.Sign() | do.Decline() | do.Seal()
            | do.Withdraw()
        ):  # fmt: skip
            return signing.decide(state, actor, command)
        case _:
            assert_never(command)


MOST = 2_000
"""Commands that can be done as one: a long list that is pasted, a tree that goes back."""


def _all(state: PlanState, actor: Actor, commands: tuple[do.Command, ...]) -> tuple[Event, ...]:
    """Each on the plan as those before it leave it; the first that is refused refuses all of them.

    Raises Refused(TOO_MANY | UNKNOWN_COMMAND): only what is done to records can be taken back as one.
    """
    if len(commands) > MOST:
        raise Refused(Why.TOO_MANY)
    events: list[Event] = []
    for each in commands:
        if not isinstance(each, tree.OnRecords) or isinstance(each, do.EditText):
            raise Refused(Why.UNKNOWN_COMMAND)
        for event in decide(state, actor, each):
            state = evolve(state, event, Meta(state.seq + 1, actor.now, actor.person))
            events.append(event)
    return tuple(events)
