"""Anonymous lines and ballots until their reveal: kept outside the log, without person, session, command or time.

A phone makes a random handle and keeps it; whoever holds the handle may change what was written with it. At the
reveal it enters the log shuffled, all at the same moment, and is dropped here.

Of a ballot the server knows whose it is while it takes it in, because everybody has one; it keeps who has voted apart
from what was voted. A voter's function stays with the ballot only where the roster has enough people of it, and goes into
the log only where enough of them voted (`dissent`).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import msgspec

from app.domain import ballots
from app.domain import commands as do
from app.domain.dissent import LEAST, told_functions
from app.domain.fields import Value, clean, is_id
from app.domain.kinds import KINDS
from app.domain.people import Actor, Role, Side
from app.domain.refusals import Refused, Why
from app.domain.run import Gate
from app.domain.state import PlanState
from app.store import held_notes
from app.store.tables import HeldNote
from app.web.rooms import Room, Rooms

DOES = frozenset({"hold", "let-go", "reveal"})
BALLOT = "ballot"
LONGEST = 240
ABOUT = frozenset({"prompt", "scope_kind", "scope"})
"""What a line says beside its words."""
MOST = 3_000
"""Anonymous lines of one step: far more than a room writes in an hour."""

_shuffle = random.SystemRandom().shuffle


async def keep(rooms: Rooms, room: Room, who: Actor, asked: dict[str, Any]) -> None:
    """Write, change or take back one anonymous line or ballot. Raises Refused; NotSaved."""
    plan, step = room.live.id, _step(room, who, asked)
    note, handle = asked.get("record"), asked.get("handle")
    if not is_id(note) or not is_id(handle):
        raise Refused(Why.BAD_ID)
    try:
        if asked.get("kind", "note") == BALLOT:
            await _vote(rooms, room, who, asked, step)
        elif asked["do"] == "let-go":
            await rooms.store.write(
                lambda rows: held_notes.take_back(rows, plan=plan, note=str(note), handle=str(handle))
            )
        else:
            text, about = _text(asked.get("text")), _about(room, asked.get("fields"))
            if room.held >= MOST:
                raise Refused(Why.TOO_MANY)
            await rooms.store.write(
                lambda rows: held_notes.keep(
                    rows, plan=plan, step=step, note=str(note), handle=str(handle), text=text, fields=about
                )
            )
    except held_notes.NotYours:
        raise Refused(Why.NOT_ALLOWED) from None
    except held_notes.AlreadyVoted:
        raise Refused(Why.VOTED) from None
    await rooms.held_changed(plan)


async def _vote(rooms: Rooms, room: Room, who: Actor, asked: dict[str, Any], step: str) -> None:
    plan, person, state = room.live.id, who.person, room.live.state
    ballot, handle = str(asked.get("record")), str(asked.get("handle"))
    poll = ballots.poll(state, state.run.step)
    if person is None or poll is None or not poll.nameless:
        raise Refused(Why.UNKNOWN_STEP)
    if asked["do"] == "let-go":
        await rooms.store.write(
            lambda rows: held_notes.take_vote_back(
                rows, plan=plan, step=step, ballot=ballot, handle=handle, person=person
            )
        )
        return
    fields = _ballot(state, asked.get("fields"), step, person)
    await rooms.store.write(
        lambda rows: held_notes.vote(
            rows, plan=plan, step=step, ballot=ballot, handle=handle, person=person, fields=fields
        )
    )


def _ballot(state: PlanState, given: object, step: str, person: str) -> str:
    """What is kept of a ballot, as canonical JSON."""
    if not isinstance(given, dict) or not given.keys() <= {"scores", "reason", "step"}:
        raise Refused(Why.UNKNOWN_FIELD)
    kind = KINDS[BALLOT]
    fields: dict[str, Value] = {
        name: kind.by_name[name].type.accept(value) for name, value in given.items() if value is not None
    }
    ballots.answers(state, {**fields, "step": step})
    kept: dict[str, Value] = {name: fields[name] for name in ("scores", "reason") if name in fields}
    function = state.people[person].function if person in state.people else ""
    if sum(each.function == function for each in state.people.values()) >= LEAST:
        kept["function"] = function
    return msgspec.json.encode({"kind": BALLOT, **kept}, order="deterministic").decode()


def _step(room: Room, who: Actor, asked: dict[str, Any]) -> str:
    run = room.live.state.run
    if run.moved:
        raise Refused(Why.MOVED, to=run.moved)
    step = run.step
    if step is None or not step.anonymous or asked.get("step") not in (step.key, run.round(step.key)):
        raise Refused(Why.UNKNOWN_STEP)
    if who.side is Side.THEIRS or who.role in (Role.BOARD, Role.AUDITOR):
        raise Refused(Why.NOT_ALLOWED)
    if run.round(step.key) in run.revealed:
        raise Refused(Why.CLOSED if asked.get("kind") == BALLOT else Why.READ_ONLY)
    if run.gate is Gate.READ:
        raise Refused(Why.READ_ONLY)
    return run.round(step.key)


def _text(given: object) -> str:
    if not isinstance(given, str):
        raise Refused(Why.WRONG_TYPE)
    text = clean(given, LONGEST).strip()
    if not text:
        raise Refused(Why.EMPTY)
    return text


def _about(room: Room, given: object) -> str:
    """Which of the step's questions the line answers and where it bites, as canonical JSON."""
    if given is None:
        return "{}"
    if not isinstance(given, dict) or not given.keys() <= ABOUT:
        raise Refused(Why.UNKNOWN_FIELD)
    named = KINDS["note"].by_name
    kept = {name: named[name].type.accept(value) for name, value in given.items() if value is not None}
    step = room.live.state.run.step
    if "prompt" in kept and (step is None or step.prompt(str(kept["prompt"])) is None):
        raise Refused(Why.UNKNOWN_STEP)
    return msgspec.json.encode(kept, order="deterministic").decode()


async def reveal(rooms: Rooms, room: Room, step: str) -> do.Reveal:
    """The command that reveals a step, with what is held in an order that says nothing."""
    plan, key = room.live.id, room.live.state.run.round(step)
    held = list(await rooms.store.read(lambda rows: held_notes.of_step(rows, plan=plan, step=key)))
    _shuffle(held)
    return do.Reveal(step, tuple(_held(held)))


def _held(rows: Sequence[HeldNote]) -> list[do.Held]:
    """What enters the log of each. Of ballots only those functions that tell nobody."""
    found: list[tuple[str, dict[str, Any]]] = []
    for row in rows:
        fields = msgspec.json.decode(row.fields)
        kind = str(fields.pop("kind", "note"))
        found.append((kind, fields if kind == BALLOT else {"text": row.text, **fields}))
    told = told_functions(fields.get("function", "") for kind, fields in found if kind == BALLOT)
    for kind, fields in found:
        if kind == BALLOT and fields.get("function") not in told:
            fields.pop("function", None)
    return [do.Held(row.id, kind, fields) for row, (kind, fields) in zip(rows, found, strict=True)]


async def drop(rooms: Rooms, room: Room, revealed: do.Reveal) -> None:
    """These are in the log now; what was written meanwhile is not, and stays. Nothing of them is left in a file."""
    plan, notes = room.live.id, [each.id for each in revealed.held]
    await rooms.store.write(lambda rows: held_notes.drop(rows, plan=plan, notes=notes))
    await rooms.store.run(rooms.store.scrub)
    await rooms.held_changed(plan)
