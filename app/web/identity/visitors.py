"""From a request or a handshake to who it is: an account, and a seat in a plan.

An account with a grant on the plan comes first, so that a facilitator who tries the join code in the same browser
stays the facilitator. Then the seat that this browser took in this plan. A bearer token stands alone: a program
that sends one means that one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from starlette.requests import HTTPConnection

from app.domain import commands as do
from app.domain.people import Person, Role, Side
from app.live.ports import Seat
from app.store import grants, people, users
from app.web.identity import cookies, tokens
from app.web.identity.devices import Device
from app.web.identity.identity import Identity
from app.web.pages.page import language_of
from app.web.rooms import Room

ACCOUNT_COOKIE = "account"
BOARD_COOKIE = "board"
SEAT_COOKIE = "seat_"
"""Followed by the plan's id."""
YEAR_S = 400 * 86_400
LEADS = ("owner", "facilitator")
"""Grants that make an account a facilitator of the plan."""


@dataclass(frozen=True, slots=True)
class Account:
    """A facilitator who is logged in."""

    id: str
    login: str
    name: str
    admin: bool
    device: str
    until: int | None
    """Milliseconds UTC at which it has to log in again here."""


def bearer(connection: HTTPConnection) -> str | None:
    """The token that a program sends; None where it sends none."""
    kind, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" and token.strip() else None


async def account_of(identity: Identity, connection: HTTPConnection) -> Account | None:
    """Who is logged in here. Raises NotSaved."""
    token = bearer(connection) or cookies.read(connection, ACCOUNT_COOKIE)
    device = await identity.devices.find(token) if token else None
    return await _account(identity, device)


async def _account(identity: Identity, device: Device | None) -> Account | None:
    if device is None or device.user is None or device.kind not in ("account", "api"):
        return None
    user_id = device.user
    user = await identity.store.read(lambda rows: users.get(rows, user_id))
    if user.disabled_at is not None:
        return None
    return Account(user.id, user.login, user.name, user.admin, device.id, device.expires_at)


async def level_of(identity: Identity, account: Account, plan: str) -> str | None:
    """What this account may do with the plan: `owner`, `facilitator`, `reader` or None."""
    return await identity.store.read(lambda rows: grants.level(rows, user=account.id, plan=plan))


async def device_of(identity: Identity, connection: HTTPConnection, plan: str) -> Device | None:
    """The device that took a seat, or waits for one, in this plan."""
    token = bearer(connection) or cookies.read(connection, SEAT_COOKIE + plan)
    device = await identity.devices.find(token) if token else None
    return device if device is not None and device.plan == plan else None


async def ended_device_of(identity: Identity, connection: HTTPConnection, plan: str) -> Device | None:
    """The device whose seat in this plan, or whose wish for one, was ended."""
    token = cookies.read(connection, SEAT_COOKIE + plan)
    device = await identity.devices.ended(token) if token else None
    return device if device is not None and device.plan == plan else None


async def seat_of(identity: Identity, connection: HTTPConnection, plan: str) -> Seat | None:
    """The seat in `plan` of whoever asks; None for a stranger and for somebody who waits at the door.

    Raises LookupError where there is no such plan, NotSaved.
    """
    room = await identity.rooms.get(plan)
    account = await account_of(identity, connection)
    level = await level_of(identity, account, plan) if account else None
    if account is not None and level is not None:
        person = await as_facilitator(identity, room, account, level)
        return Seat(
            plan,
            person.id,
            account.device,
            person.side,
            person.role,
            language=language_of(connection),
            until=account.until,
        )
    device = await device_of(identity, connection, plan)
    return _seated(room, device, language_of(connection)) if device else None


def _seated(room: Room, device: Device, language: str) -> Seat | None:
    plan, until = room.live.id, device.expires_at
    if device.kind == "board":
        board = f"board-{device.id}"
        return Seat(plan, board, device.id, Side.OURS, Role.BOARD, language=language, until=until)
    person = room.live.state.people.get(device.person or "")
    if person is None:
        return None
    return Seat(plan, person.id, device.id, person.side, person.role, language=language, until=until)


async def as_facilitator(identity: Identity, room: Room, account: Account, level: str) -> Person:
    """The account's person in this plan; on the roster from the first time it opens it."""
    id_ = tokens.facilitator_id(account.id, room.live.id)
    role = Role.FACILITATOR if level in LEADS else Role.AUDITOR
    known = room.live.state.people.get(id_)
    if known is not None and known.role is role:
        return known
    await identity.store.write(
        lambda rows: people.add(rows, id_, plan=room.live.id, name=account.name, at=room.live.now())
    )
    room.names = {**room.names, id_: room.names.get(id_) or account.name}
    person = Person(id_, Side.OURS, role, joined=True) if known is None else _with_role(known, role)
    await identity.ask(room, do.SetPerson(person))
    return person


def _with_role(person: Person, role: Role) -> Person:
    return replace(person, role=role, joined=True)
