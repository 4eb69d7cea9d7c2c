"""Anonymous lines until their reveal: kept outside the log, without person, session, command or time.

A phone makes a random handle and keeps it; whoever holds the handle may change what was written with it. At the
reveal the lines enter the log shuffled, all at the same moment, and are dropped here.
"""

from __future__ import annotations

import random
from typing import Any

import msgspec

from app.domain import commands as do
from app.domain.fields import clean, is_id
from app.domain.kinds import KINDS
from app.domain.people import Actor, Role, Side
from app.domain.refusals import Refused, Why
from app.domain.run import Gate
from app.store import held_notes
from app.store.tables import HeldNote
from app.web.rooms import Room, Rooms

DOES = frozenset({"hold", "let-go", "reveal"})
LONGEST = 240
ABOUT = frozenset({"prompt", "scope_kind", "scope"})
"""What a line says beside its words."""
MOST = 3_000
"""Anonymous lines of one step: far more than a room writes in an hour."""

_shuffle = random.SystemRandom().shuffle


async def keep(rooms: Rooms, room: Room, who: Actor, asked: dict[str, Any]) -> None:
    """Write, change or take back one anonymous line. Raises Refused; NotSaved."""
    plan, step = room.live.id, _step(room, who, asked)
    note, handle = asked.get("record"), asked.get("handle")
    if not is_id(note) or not is_id(handle):
        raise Refused(Why.BAD_ID)
    try:
        if asked["do"] == "let-go":
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
    await rooms.held_changed(plan)


def _step(room: Room, who: Actor, asked: dict[str, Any]) -> str:
    run = room.live.state.run
    if run.moved:
        raise Refused(Why.MOVED, to=run.moved)
    step = run.step
    if step is None or step.key != asked.get("step") or not step.anonymous:
        raise Refused(Why.UNKNOWN_STEP)
    if who.side is Side.THEIRS or who.role in (Role.BOARD, Role.AUDITOR):
        raise Refused(Why.NOT_ALLOWED)
    if step.key in run.revealed or run.gate is Gate.READ:
        raise Refused(Why.READ_ONLY)
    return step.key


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


def _fields(held: HeldNote) -> dict[str, Any]:
    """What enters the log of a line."""
    return {"text": held.text, **msgspec.json.decode(held.fields)}


async def reveal(rooms: Rooms, room: Room, step: str) -> do.Reveal:
    """The command that reveals a step, with its anonymous lines in an order that says nothing."""
    plan = room.live.id
    held = list(await rooms.store.read(lambda rows: held_notes.of_step(rows, plan=plan, step=step)))
    _shuffle(held)
    return do.Reveal(step, tuple(do.Held(each.id, "note", _fields(each)) for each in held))


async def drop(rooms: Rooms, room: Room, revealed: do.Reveal) -> None:
    """These are in the log now; what was written meanwhile is not, and stays."""
    plan, notes = room.live.id, [each.id for each in revealed.held]
    await rooms.store.write(lambda rows: held_notes.drop(rows, plan=plan, notes=notes))
    await rooms.held_changed(plan)
