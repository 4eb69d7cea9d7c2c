"""At the door: somebody says who they are, and comes in, waits for a nod, or is asked whether they are on the list.

Whoever holds a plan's code may take a name of its own side. Three things are kept from them: a name that signs and
the facilitator's seat, and, while the door asks first, every name. A customer comes in only once customers are let
in. Nobody is added twice in another spelling: the name that is there already is offered instead.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec
from sqlmodel import Session

from app.domain import commands as do
from app.domain.fields import clean
from app.domain.people import Person, Role, Side
from app.domain.reading.names import folded, same_name
from app.domain.refusals import Refused, Why
from app.domain.state import PlanState
from app.store import people
from app.web.identity import tokens
from app.web.identity.devices import Device, Start
from app.web.identity.identity import Identity
from app.web.identity.invitations import CUSTOMER, PERSONAL, Way
from app.web.reading import today
from app.web.rooms import Room

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Wish:
    """Who somebody says they are: a person of the roster, or a name to be added."""

    side: Side
    person: str | None = None
    name: str = ""
    function: str = ""
    """For a customer, the organisation."""
    another: bool = False
    """They were asked whether they are somebody of that name already, and said no."""
    ahead: bool = False
    """They come by their own link before the day: not into the room yet."""


@dataclass(frozen=True, slots=True)
class In:
    """They are in; the token is this device's."""

    token: str


@dataclass(frozen=True, slots=True)
class Waits:
    """The facilitator has to nod; the token is this device's."""

    token: str


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody of this name is on the roster. Are they the same?"""

    person: str


Outcome = In | Waits | Known


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody at the door."""

    device: str
    wish: Wish
    since: int
    """Milliseconds UTC."""


def side_of(way: Way) -> Side:
    return Side.THEIRS if way.kind == CUSTOMER else Side.OURS


def takeable(state: PlanState, side: Side) -> tuple[Person, ...]:
    """The names of a side that its code's holder may say is theirs, in the order of the roster."""
    return tuple(p for p in state.people.values() if p.side is side and p.role is not Role.FACILITATOR)


def needs_nod(state: PlanState, wish: Wish) -> bool:
    """Whether the facilitator is asked first."""
    person = state.people.get(wish.person or "")
    return state.run.door_asks or (person is not None and person.signs_as is not None)


async def claim(identity: Identity, way: Way, wish: Wish, start: Start) -> Outcome:
    """Take a name. Raises Refused(NOT_ALLOWED | UNKNOWN_PERSON | EMPTY | TOO_LONG | TOO_MANY), NotSaved."""
    room = await identity.rooms.get(way.plan)
    state = room.live.state
    if wish.side is Side.THEIRS and not state.run.admitted and way.kind != PERSONAL:
        raise Refused(Why.NOT_ALLOWED)
    wish = _checked(state, wish) if way.kind != PERSONAL else wish
    if wish.person is None and (twin := _twin(room, wish)) is not None:
        return Known(twin.id)
    if way.kind != PERSONAL and needs_nod(state, wish):
        kept = msgspec.json.encode(wish).decode()
        token, _device = await identity.devices.start(replace(start, person=None, label=kept))
        return Waits(token)
    if wish.person is not None:  # both at once: each is a commit
        starting = identity.devices.start(replace(start, person=wish.person))
        (token, _device), _person = await asyncio.gather(starting, _bring_in(identity, room, wish))
        return In(token)
    person = await _bring_in(identity, room, wish)
    token, _device = await identity.devices.start(replace(start, person=person))
    return In(token)


def _checked(state: PlanState, wish: Wish) -> Wish:
    if wish.person is not None:
        if wish.person not in {person.id for person in takeable(state, wish.side)}:
            raise Refused(Why.UNKNOWN_PERSON)
        return wish
    name = " ".join(clean(wish.name, LONGEST_NAME).split())
    if not folded(name):
        raise Refused(Why.EMPTY)
    return replace(wish, name=name, function=" ".join(clean(wish.function, 80).split()))


def _twin(room: Room, wish: Wish) -> Person | None:
    """Who of the same side has this name already; two of one name need two functions."""
    for person in takeable(room.live.state, wish.side):
        if not same_name(room.names.get(person.id, ""), wish.name):
            continue
        if wish.another and wish.function and folded(wish.function) != folded(person.function):
            continue
        return person
    return None


async def _bring_in(identity: Identity, room: Room, wish: Wish) -> str:
    """The person's id, on the roster and marked as having come."""
    if wish.person is not None:
        person = room.live.state.people.get(wish.person)
        if person is None or person.side is not wish.side:  # put on the other side since they asked
            raise Refused(Why.UNKNOWN_PERSON)
        came = replace(person, joined=True, ahead=wish.ahead and not person.came)
        if came != person:
            await identity.ask(room, do.SetPerson(came))
        return person.id
    key = (
        room.live.id,
        wish.side.value,
        folded(f"{wish.name} {wish.function}" if wish.another else wish.name),
    )
    if (coming := identity.coming.get(key)) is not None:
        await asyncio.wait([coming])
        twin = _twin(room, wish)
        return await _bring_in(identity, room, replace(wish, person=twin.id) if twin else wish)
    identity.coming[key] = done = asyncio.get_running_loop().create_future()
    try:
        return await add(identity, room, wish.name, _new(wish))
    finally:
        del identity.coming[key]
        done.set_result(None)


def _new(wish: Wish) -> Person:
    role = Role.CUSTOMER if wish.side is Side.THEIRS else Role.MEMBER
    return Person(tokens.id_(), wish.side, role, wish.function, joined=True)


async def add(identity: Identity, room: Room, name: str, person: Person, by: str | None = None) -> str:
    """Put somebody on the roster; their id. Raises Refused, NotSaved."""
    await add_all(identity, room, [(name, person)], by)
    return person.id


async def add_all(
    identity: Identity, room: Room, newcomers: Sequence[tuple[str, Person]], by: str | None = None
) -> None:
    """Put people on the roster: names in the erasable table, the rest in the log. Raises Refused, NotSaved.

    `by`: who put them there; None for those who came and put themselves there.
    """
    plan, at = room.live.id, room.live.now()

    def job(rows: Session) -> None:
        for place, (name, person) in enumerate(newcomers):
            people.add(rows, person.id, plan=plan, name=name, at=at + place)

    await identity.store.write(job)
    room.names = {**room.names, **{person.id: name for name, person in newcomers}}
    await asyncio.gather(*(identity.ask(room, do.SetPerson(person), by) for _name, person in newcomers))


def day_is_here(room: Room) -> bool:
    """Whether who comes now comes into the room: the day has begun, or it is today."""
    state = room.live.state
    if state.run.began:
        return True
    return bool(state.run.date) and today(state, room.live.now()).isoformat() >= state.run.date


async def arrive(identity: Identity, room: Room, person: str) -> None:
    """Somebody opened the room's page: who was here ahead of the day only has come now. Raises Refused, NotSaved."""
    known = room.live.state.people.get(person)
    if known is not None and known.ahead and day_is_here(room):
        await identity.ask(room, do.SetPerson(replace(known, ahead=False)))


def wish_of(device: Device) -> Wish | None:
    """What a device at the door wishes; None for one that has its seat."""
    if device.kind != "person" or device.person is not None or not device.label:
        return None
    return msgspec.json.decode(device.label, type=Wish)


async def waiting(identity: Identity, plan: str) -> tuple[Waiting, ...]:
    """Who stands at the door, the first who came first."""
    devices = await identity.devices.of_plan(plan)
    at_door = [(d, wish) for d in devices if (wish := wish_of(d)) is not None]
    return tuple(Waiting(d.id, wish, d.created_at) for d, wish in reversed(at_door))


async def let_in(identity: Identity, plan: str, device: str) -> None:
    """The facilitator nods. Raises Refused, NotSaved; LookupError for somebody who does not wait here."""
    found = next((each for each in await waiting(identity, plan) if each.device == device), None)
    if found is None:
        raise LookupError(device)
    room = await identity.rooms.get(plan)
    wish = found.wish
    if wish.person is None and (twin := _twin(room, wish)) is not None:
        wish = replace(wish, person=twin.id)
    person = await _bring_in(identity, room, wish)
    name = room.names.get(person, "-")
    await identity.devices.place(device, plan=plan, person=person, label=name)
