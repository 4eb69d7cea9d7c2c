"""Commands of the day: the agenda, steps, gates, reveal, curtain, spotlight, the board's edition, the customer's door."""

from __future__ import annotations

from typing import assert_never

from app.domain import commands as do
from app.domain import events as ev
from app.domain.agenda_edits import ChangeStep, edited
from app.domain.ballots import poll
from app.domain.decide import agenda, rights
from app.domain.fields import Day, Value, clean, is_id
from app.domain.kinds import KINDS
from app.domain.people import Actor, Side
from app.domain.refusals import Refused, Why
from app.domain.run import EVERYBODYS, ROOM, Gate
from app.domain.secrecy import INTERNAL, may_see
from app.domain.state import PlanState

LONGEST_MESSAGE = 200
"""Characters of what is said to all: it is read from eight metres."""
MOST_EXTRA = 240
"""Minutes that one tap can add to or take from a step."""


def decide(
    state: PlanState,
    actor: Actor,
    command: do.SetAgenda | do.EditAgenda | do.GoToStep | do.SetRoom | do.Reveal,
) -> tuple[ev.Event, ...]:
    if isinstance(command, do.SetRoom) and command.name in EVERYBODYS:
        return _own(state, actor, command)
    rights.facilitator(actor)
    match command:
        case do.SetAgenda(format=chosen, date=date):
            if state.run.began:
                raise Refused(Why.STEP_IN_PROGRESS)
            if not isinstance(Day().accept(date), str):
                raise Refused(Why.WRONG_TYPE)
            return (ev.AgendaSet(chosen, date),)
        case do.EditAgenda():
            return agenda.decide(state, command)
        case do.GoToStep():
            return _go(state, command)
        case do.SetRoom():
            return _room(state, command)
        case do.Reveal():
            return _reveal(state, command)
        case _:
            assert_never(command)


def _go(state: PlanState, command: do.GoToStep) -> tuple[ev.Event, ...]:
    run = state.run
    if run.format is None:
        raise Refused(Why.NOT_STARTED)
    if command.step is None:
        step = run.neighbour(-1 if command.back else 1) if run.current else run.neighbour(0)
    else:
        step = run.find(command.step)
    if step is None:
        raise Refused(Why.UNKNOWN_STEP)
    if step.key == run.current:
        return ()
    left = run.step
    events: list[ev.Event] = []
    if left and left.activity == "share" and not command.back and not run.board_shared:
        events.append(ev.RoomSet("board", "shared"))
    if step.skipped:
        # Whoever goes there does not leave it out after all.
        sheet = edited(run, ChangeStep(step.key, {"skipped": False}), "en")
        events.append(ev.AgendaSet(sheet, run.date, keeps=True))
    return (*events, ev.StepStarted(step.key))


def _room(state: PlanState, command: do.SetRoom) -> tuple[ev.Event, ...]:
    if command.name not in ROOM or command.name == "revealed":
        raise Refused(Why.UNKNOWN_FIELD)
    if command.name == "again":
        return _again(state, command.value)
    value = _value(state, command.name, command.value)
    if command.name == "admitted" and value is True:
        if not state.run.board_shared:
            raise Refused(Why.BOARD_NOT_SHARED)
        return (ev.RoomSet("admitted", True),)
    if command.name == "board" and value == "internal" and state.run.admitted:
        return (ev.RoomSet("admitted", False), ev.RoomSet("board", "internal"))
    return (ev.RoomSet(command.name, value),)


def _again(state: PlanState, step: object) -> tuple[ev.Event, ...]:
    """One more vote in the step in progress; what the one before came to stays."""
    run = state.run
    if run.step is None or run.step.key != step or poll(state, run.step) is None:
        raise Refused(Why.UNKNOWN_STEP)
    if run.round(run.step.key) not in run.revealed:
        raise Refused(Why.STEP_IN_PROGRESS)
    return (ev.RoomSet("again", run.step.key),)


def _own(state: PlanState, actor: Actor, command: do.SetRoom) -> tuple[ev.Event, ...]:
    """What people say for themselves: that they are ready, at which table they sit. Whoever leads may seat others."""
    rights.writer(actor)
    if command.name == "seat" and isinstance(command.value, dict):
        return _deal(state, actor, command.value)
    match command.value:
        case [str(person), about]:
            pass
        case about:
            person = actor.person or ""
    if person not in state.people:
        raise Refused(Why.UNKNOWN_PERSON)
    if person != actor.person and not actor.leads:
        raise Refused(Why.NOT_ALLOWED)
    if command.name == "ready":
        return _says_ready(state, person, about)
    return _sits(state, actor, person, about)


def _deal(state: PlanState, actor: Actor, seats: dict[object, object]) -> tuple[ev.Event, ...]:
    """Everybody's seat at once."""
    rights.facilitator(actor)
    told: list[str] = []
    for person, table in seats.items():
        if person not in state.people:
            raise Refused(Why.UNKNOWN_PERSON)
        for event in _sits(state, actor, str(person), table):
            value = event.value if isinstance(event, ev.RoomSet) else None
            told += value if isinstance(value, tuple) else ()  # type: ignore[arg-type]
    return (ev.RoomSet("seat", tuple(told)),) if told else ()


def _says_ready(state: PlanState, person: str, yes: object) -> tuple[ev.Event, ...]:
    if not isinstance(yes, bool):
        raise Refused(Why.WRONG_TYPE)
    if state.run.current is None:
        raise Refused(Why.NOT_STARTED)
    if yes is (person in state.run.ready):
        return ()
    return (ev.RoomSet("ready", (person, int(yes))),)


def _sits(state: PlanState, actor: Actor, person: str, table: object) -> tuple[ev.Event, ...]:
    if state.people[person].side is Side.THEIRS or actor.side is Side.THEIRS:
        raise Refused(Why.NOT_ALLOWED)  # tables work inside
    if table is not None and (not isinstance(table, str) or table not in state.records):
        raise Refused(Why.UNKNOWN_RECORD)
    if isinstance(table, str) and state.records[table].kind != "table":
        raise Refused(Why.WRONG_TYPE)
    if state.run.seats.get(person) == table:
        return ()
    return (ev.RoomSet("seat", (person, table or "")),)


def _message(value: object) -> Value:
    """Words for our side, or `[words, "shared"]` for the customer too; None: nothing is said any more."""
    match value:
        case None | "":
            return None
        case str(words):
            return (clean(words, LONGEST_MESSAGE).strip(), "internal")
        case [str(words), ("internal" | "shared") as edition]:
            return (clean(words, LONGEST_MESSAGE).strip(), str(edition))
        case _:
            raise Refused(Why.WRONG_TYPE)


def _phoneless(state: PlanState, value: object) -> Value:
    match value:
        case [str(person), bool(without)] if person in state.people:
            return (person, int(without))
        case [str(), bool()]:
            raise Refused(Why.UNKNOWN_PERSON)
        case _:
            raise Refused(Why.WRONG_TYPE)


def _value(state: PlanState, name: str, value: object) -> Value:
    allowed: tuple[object, ...]
    match name:
        case "extra":
            return _minutes(state, value)
        case "spotlight":
            if value is None:
                return None
            record = state.records.get(value) if isinstance(value, str) else None
            if record is None or not may_see(state, record, INTERNAL):
                raise Refused(Why.UNKNOWN_RECORD)
            return record.id
        case "message":
            return _message(value)
        case "compare":
            if value is not None and value not in state.run.began:
                raise Refused(Why.UNKNOWN_STEP)
            return str(value) if value is not None else None
        case "phoneless":
            return _phoneless(state, value)
        case "gate":
            allowed = (None, *(gate.value for gate in Gate))
        case "board":
            allowed = ("internal", "shared")
        case "door":
            allowed = ("open", "ask")
        case _:
            allowed = (True, False)
    for each in allowed:
        if each is value or (isinstance(each, str) and each == value):
            return each  # type: ignore[return-value]
    raise Refused(Why.WRONG_TYPE)


def _minutes(state: PlanState, value: object) -> Value:
    """Minutes for the step in progress, or `[step, minutes]` for one that is still to come."""
    match value:
        case [str(step), int(minutes)] if not isinstance(minutes, bool):
            if state.run.find(step) is None:
                raise Refused(Why.UNKNOWN_STEP)
        case int(minutes) if not isinstance(minutes, bool):
            step = state.run.current or ""
            if not step:
                raise Refused(Why.NOT_STARTED)
        case _:
            raise Refused(Why.WRONG_TYPE)
    if abs(minutes) > MOST_EXTRA:
        raise Refused(Why.WRONG_TYPE)
    return (step, minutes)


def _reveal(state: PlanState, command: do.Reveal) -> tuple[ev.Event, ...]:
    """What was written silently becomes the room's; anonymous lines enter the log here, and with no author."""
    step = state.run.find(command.step)
    if step is None:
        raise Refused(Why.UNKNOWN_STEP)
    key = state.run.round(step.key)
    events: list[ev.Event] = []
    after = state.under(None)[-1] if state.under(None) else None
    for held in {each.id: each for each in command.held}.values():
        if not is_id(held.id):
            raise Refused(Why.BAD_ID)
        if state.knows(held.id):
            continue  # revealed before: the server stopped between the log and the clearing away
        kind = KINDS.get(held.kind)
        if kind is None or not kind.private or None not in kind.parents:
            raise Refused(Why.UNKNOWN_KIND)
        if not held.fields.keys() <= kind.by_name.keys():
            raise Refused(Why.UNKNOWN_FIELD)
        kept = {name: kind.by_name[name].type.accept(value) for name, value in held.fields.items()}
        kept["step"] = key
        events.append(
            ev.Added(held.id, kind.name, None, after, kept, shared=False, side="ours", anonymous=True)
        )
        after = held.id
    if key not in state.run.revealed:
        if state.run.spotlight is not None and step.key == state.run.current:
            # What everybody waits for is on the board now, not the branch that they wrote about.
            events.append(ev.RoomSet("spotlight", None))
        events.append(ev.RoomSet("revealed", key))
    return tuple(events)
