"""Keeping the list of people: what a facilitator does to it, with its consequences for whoever is inside."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from sqlmodel import Session

from app.domain import commands as do
from app.domain.fields import clean
from app.domain.people import Person, Role, Side, SignsAs
from app.domain.reading.names import folded, same_name
from app.domain.reading.roster import Row
from app.domain.refusals import Refused, Why
from app.store import grants, people
from app.web.identity import invitations, tokens
from app.web.identity.identity import Identity
from app.web.identity.joining import LONGEST_NAME, add, add_all
from app.web.rooms import Room

LONGEST = 80
"""Characters of a function or level."""
LEVELS = {Role.FACILITATOR: "facilitator", Role.AUDITOR: "reader"}
"""What an account of this role is granted; other roles come by the door."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody as a form describes them."""

    name: str
    function: str = ""
    side: Side = Side.OURS
    level: str = ""
    role: Role = Role.MEMBER
    signs_as: SignsAs | None = None
    needed: str = ""
    """As `Person` has it."""

    def person(self, id_: str) -> Person:
        """As the log knows them. Customers have the role of customers, whatever was chosen."""
        role = self.role
        if self.side is Side.THEIRS:
            role = Role.CUSTOMER
        elif role is Role.CUSTOMER:
            role = Role.MEMBER
        return Person(id_, self.side, role, self.function, self.level, self.signs_as, needed=self.needed)


class NameTaken(Exception):
    """Somebody of this side has this name, in whatever spelling, and the same function."""

    def __init__(self, person: str) -> None:
        super().__init__(person)
        self.person = person


class OwnerStays(Exception):
    """The account that owns the plan leads it: it is neither removed nor given another role."""


async def put(identity: Identity, room: Room, entry: Entry, *, by: str) -> str:
    """Add somebody. `by`, here and below: whoever leads and does it. Raises NameTaken; Refused, NotSaved."""
    entry = _tidied(entry)
    _not_taken(room, entry)
    return await add(identity, room, entry.name, entry.person(tokens.id_()), by)


async def change(identity: Identity, room: Room, person: str, entry: Entry, *, by: str) -> None:
    """Describe somebody anew. Raises NameTaken, OwnerStays; Refused, NotSaved.

    Who comes by an account may do with the plan what their role says, from now on. Who was put on the wrong side
    changes it until they have been in.
    """
    known = room.live.state.people.get(person)
    if known is None:
        raise Refused(Why.UNKNOWN_PERSON)
    entry = _tidied(entry)
    _not_taken(room, entry, but=person)
    described = replace(entry.person(person), joined=known.joined, coming=known.coming, ahead=known.ahead)
    if described.side is not known.side:
        described = replace(described, signs_as=_signs_there(described))
    async with _granted(identity, room, person, LEVELS.get(described.role)):
        await identity.ask(room, do.SetPerson(described), by)
    if room.names.get(person) != entry.name:
        await _rename(identity, room, person, entry.name)


def _signs_there(person: Person) -> SignsAs | None:
    """Whoever changes sides takes no role along in which only the other side signs."""
    theirs = person.side is Side.THEIRS
    return person.signs_as if theirs is (person.signs_as is SignsAs.CUSTOMER) else None


async def _rename(identity: Identity, room: Room, person: str, name: str) -> None:
    plan, at = room.live.id, room.live.now()

    def job(rows: Session) -> None:
        people.add(rows, person, plan=plan, name=name, at=at)
        people.change(rows, person, name=name)

    await identity.store.write(job)
    await identity.rooms.names_changed(plan)


async def remove(identity: Identity, room: Room, person: str, *, by: str) -> None:
    """Take somebody off the list: their devices are signed out and their sockets closed at once.

    An account loses its grant. The name stays in its table: history shows it.
    Raises OwnerStays; Refused(UNKNOWN_PERSON | ALREADY_SIGNED), NotSaved.
    """
    plan = room.live.id
    async with _granted(identity, room, person, None):
        await identity.ask(room, do.DropPerson(person), by)
    identity.hub.revoke(person=person, plan=plan)
    await identity.devices.revoke_person(person)
    await invitations.close(identity, plan, invitations.PERSONAL, person)


@asynccontextmanager
async def _granted(identity: Identity, room: Room, person: str, level: str | None) -> AsyncIterator[None]:
    """Give the account behind somebody another grant, or none; the old one again if what is done meanwhile fails.

    First the grant: an account that is still granted puts itself back on the list with its next request.
    """
    plan, at = room.live.id, room.live.now()
    found = await identity.store.read(
        lambda rows: [
            (user.id, held)
            for user, held in grants.users_of(rows, plan)
            if tokens.facilitator_id(user.id, plan) == person
        ]
    )
    user, before = found[0] if found else ("", level)
    if before == "owner" and level != "facilitator":
        raise OwnerStays
    if before in ("owner", level):
        yield
        return
    await identity.store.write(lambda rows: _grant(rows, user, plan, level, at))
    try:
        yield
    except BaseException:
        await identity.store.write(lambda rows: _grant(rows, user, plan, before, at))
        raise
    if level is None:
        identity.hub.revoke(person=person, plan=plan)


def _grant(rows: Session, user: str, plan: str, level: str | None, at: int) -> None:
    if level is None:
        grants.withdraw(rows, user=user, plan=plan)
    else:
        grants.give(rows, user=user, plan=plan, level=level, at=at)


async def sign_out(identity: Identity, room: Room, person: str) -> int:
    """End their devices and their link; they may join again. Returns how many devices that were."""
    plan = room.live.id
    identity.hub.revoke(person=person, plan=plan)
    ended = await identity.devices.revoke_person(person)
    await invitations.close(identity, plan, invitations.PERSONAL, person)
    return ended


async def take_over(identity: Identity, room: Room, rows_: Sequence[Row], side: Side, *, by: str) -> int:
    """Put a pasted roster on the list, in its order; those already there keep what they have.

    Returns how many are new. Raises Refused, NotSaved.
    """
    taken: list[tuple[str, Person]] = []
    seen: set[tuple[Side, str, str]] = set()
    for row in rows_:
        entry = _tidied(_entry(row, side))
        key = (entry.side, folded(entry.name), folded(entry.function))
        if key in seen or _twin(room, entry) is not None:
            continue
        seen.add(key)
        taken.append((entry.name, entry.person(tokens.id_())))
    await add_all(identity, room, taken, by)
    return len(taken)


def _entry(row: Row, side: Side) -> Entry:
    chosen = Side(row.side) if row.side else side
    return Entry(row.name, (row.function or "")[:LONGEST], chosen, (row.level or "")[:LONGEST])


def _tidied(entry: Entry) -> Entry:
    name = " ".join(clean(entry.name, LONGEST_NAME).split())
    if not folded(name):
        raise Refused(Why.EMPTY)
    function = " ".join(clean(entry.function, 80).split())
    return replace(entry, name=name, function=function, level=" ".join(clean(entry.level, 80).split()))


def _not_taken(room: Room, entry: Entry, but: str | None = None) -> None:
    if (twin := _twin(room, entry, but)) is not None:
        raise NameTaken(twin)


def _twin(room: Room, entry: Entry, but: str | None = None) -> str | None:
    """Who of the same side has this name, and no other function to be told apart by."""
    for person in room.live.state.on_side(entry.side):
        if person.id == but or not same_name(room.names.get(person.id, ""), entry.name):
            continue
        if not entry.function or folded(entry.function) == folded(person.function):
            return person.id
    return None
