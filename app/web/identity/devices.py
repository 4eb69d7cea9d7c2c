"""Signed-in devices, as every request and every handshake asks for them.

Looked up once and then kept here for a moment, so that two hundred phones that reload do not queue before the
store. A device that is revoked is forgotten here at once and its sockets are closed; that it was revoked is
remembered, because it may stand between its handshake and its first frame at that moment. Other processes on the
same database are told, and find out by themselves when their copy is `FRESH_S` old.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from contextvars import Context
from dataclasses import dataclass
from functools import partial

from sqlmodel import Session

from app.session.journal import NotSaved, OutcomeUnknown
from app.store import sessions
from app.store.store import Store
from app.store.tables import SessionRow
from app.web.identity import tokens
from app.web.rooms import Rooms

FRESH_S = 5.0
NOTED_S = 1.0
"""Seconds that notes of who was seen are gathered."""
DAY_MS = 86_400_000
LASTS = {"account": 30 * DAY_MS, "person": 400 * DAY_MS, "api": 400 * DAY_MS, "board": 30 * DAY_MS}
"""Milliseconds after which a device has to sign in again, by its kind. A plan is led for a year."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Device:
    """A signed-in device."""

    id: str
    kind: str
    """`account`, `person`, `board` or `api`."""
    plan: str | None
    person: str | None
    """None for an account, a board, and for somebody who waits at the door."""
    user: str | None
    invitation: str | None
    label: str
    language: str
    agent: str
    address: str
    created_at: int
    seen_at: int
    expires_at: int | None = None
    """Milliseconds UTC from which it counts no longer."""

    @classmethod
    def of(cls, row: SessionRow) -> Device:
        return cls(
            row.id, row.kind, row.plan, row.person, row.user, row.invitation, row.label, row.language,
            row.agent, row.address, row.created_at, row.seen_at, row.expires_at,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Start:
    """A device that is to be signed in."""

    kind: str
    plan: str | None = None
    person: str | None = None
    user: str | None = None
    invitation: str | None = None
    label: str = ""
    language: str = ""
    agent: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class _Starting:
    wanted: Start
    id: str
    token: str
    answer: asyncio.Future[Device]


def now_ms() -> int:
    return time.time_ns() // 1_000_000


class Devices:
    def __init__(self, store: Store, rooms: Rooms) -> None:
        self._store = store
        self._rooms = rooms
        self._kept: dict[bytes, tuple[float, Device]] = {}
        self.dead: frozenset[str] = frozenset()
        """Revoked, as far as this process has heard."""
        self.say: Callable[[str, str], None] = lambda what, about: None
        """Tells other servers on the same database."""
        self._starting: list[_Starting] = []
        self._starter: asyncio.Task[None] | None = None
        self._sought: dict[bytes, asyncio.Future[Device | None]] = {}
        self._seeker: asyncio.Task[None] | None = None
        self._used: set[str] = set()
        """Used since this was last noted."""
        self._noter: asyncio.Task[None] | None = None

    async def find(self, token: str) -> Device | None:
        """The living device that holds `token`. Raises NotSaved where the store cannot be read."""
        key = sessions.hashed(token)
        kept = self._kept.get(key)
        at = now_ms()
        if kept is not None and kept[0] > time.monotonic() and not _over(kept[1], at):
            return kept[1]
        device = await self._look_up(key)
        if device is None:
            self._kept.pop(key, None)
            return None
        if at - device.seen_at >= sessions.SEEN_EVERY:
            self._note(device.id)
        self._keep(key, device)
        return device

    async def ended(self, token: str) -> Device | None:
        """The device that held `token` until it was revoked. Raises NotSaved where the store cannot be read."""
        return await self._store.read(lambda rows: _ended(rows, token))

    async def start(self, wanted: Start, token: str | None = None) -> tuple[str, Device]:
        """Sign a device in: its token, which is told nobody else, and the device. Raises NotSaved.

        `token` is given for a device that has it already: a board that waited.

        Those who come in the same moment share a transaction: a room of two hundred scans at once.
        """
        token = token or tokens.token()
        started: asyncio.Future[Device] = asyncio.get_running_loop().create_future()
        self._starting.append(_Starting(wanted, tokens.id_(), token, started))
        if self._starter is None or self._starter.done():
            self._starter = asyncio.create_task(self._start_them(), context=Context())
        device = await started
        self._keep(sessions.hashed(token), device)
        return token, device

    async def place(self, device: str, *, plan: str, person: str | None = None, label: str = "") -> None:
        """Give a waiting device its plan and person. Raises KeyError, NotSaved."""
        await self._store.write(
            lambda rows: sessions.place(rows, device, plan=plan, person=person, label=label)
        )
        self.forget({device})

    async def revoke(self, device: str) -> None:
        """Sign one device out, everywhere, now. Raises KeyError, NotSaved."""
        await self._store.write(lambda rows: sessions.revoke(rows, device, now_ms()))
        self.gone({device})

    async def revoke_person(self, person: str) -> int:
        """Sign out every device of somebody; returns how many. Raises NotSaved."""
        ended = await self._store.write(lambda rows: sessions.revoke_person(rows, person, now_ms()))
        self.gone(ended)
        return len(ended)

    async def revoke_user(self, user: str, but: str | None = None) -> int:
        """Sign out an account on every device, `but` one. Raises NotSaved."""
        ended = await self._store.write(lambda rows: _revoke_user(rows, user, but))
        self.gone(ended)
        return len(ended)

    async def of_plan(self, plan: str) -> tuple[Device, ...]:
        """Living devices on a plan, newest first; those who wait at its door too."""
        rows_ = await self._store.read(lambda rows: [*map(Device.of, sessions.of_plan(rows, plan, now_ms()))])
        return tuple(rows_)

    async def of_user(self, user: str) -> tuple[Device, ...]:
        """Where an account is signed in, newest first."""
        rows_ = await self._store.read(lambda rows: [*map(Device.of, sessions.of_user(rows, user, now_ms()))])
        return tuple(rows_)

    def gone(self, ended: Iterable[str], told: bool = False) -> None:
        """These were revoked: nobody may believe the copies kept here, and their sockets close.

        `told`: it was another server that said so.
        """
        dead = set(ended)
        if not told:
            for device in dead:
                self.say("gone", device)
        self.dead |= dead
        self.forget(dead)
        if self._rooms.hub is not None:
            for device in dead:
                self._rooms.hub.revoke(session=device)

    def forget(self, devices: set[str]) -> None:
        """They changed: look them up again."""
        self._kept = {key: kept for key, kept in self._kept.items() if kept[1].id not in devices}

    def _keep(self, key: bytes, device: Device) -> None:
        if device.id not in self.dead:
            self._kept[key] = (time.monotonic() + FRESH_S, device)
        if len(self._kept) > 20_000:
            now = time.monotonic()
            self._kept = {each: kept for each, kept in self._kept.items() if kept[0] > now}

    async def _start_them(self) -> None:
        while self._starting:
            group, self._starting = self._starting, []
            if not await self._start_together(group):
                for alone in group:
                    await self._start_together([alone], last=True)

    async def _start_together(self, group: list[_Starting], last: bool = False) -> bool:
        """False where somebody of the group spoils it for the others, who are then taken one by one."""
        try:
            made = await self._store.write(lambda rows: [_started(rows, each) for each in group])
        except Exception as error:
            if not last and len(group) > 1 and not isinstance(error, NotSaved):
                return False
            for each in group:
                if not each.answer.done():
                    each.answer.set_exception(error)
            return True
        for each, device in zip(group, made, strict=True):
            if not each.answer.done():
                each.answer.set_result(device)
        return True

    async def _look_up(self, key: bytes) -> Device | None:
        """Those who ask in the same moment share a transaction: after a break a room of two hundred is back at once."""
        sought = self._sought.get(key)
        if sought is None:
            sought = self._sought[key] = asyncio.get_running_loop().create_future()
            if self._seeker is None or self._seeker.done():
                self._seeker = asyncio.create_task(self._seek(), context=Context())
        # Whoever goes away while asking does not spoil it for another tab that asks the same.
        return await asyncio.shield(sought)

    async def _seek(self) -> None:
        while self._sought:
            group, self._sought = self._sought, {}
            try:
                found = await self._store.read(partial(_living, keys=tuple(group)))
            except Exception as error:
                for answer in group.values():
                    answer.set_exception(error)
                    answer.exception()  # somebody may have gone away: nobody else has to hear of it
            else:
                for key, answer in group.items():
                    answer.set_result(found.get(key))

    def _note(self, device: str) -> None:
        self._used.add(device)
        if self._noter is None or self._noter.done():
            self._noter = asyncio.create_task(self._seen(), context=Context())

    async def _seen(self) -> None:
        """Together, a moment later: noting each by itself would be a commit for each."""
        await asyncio.sleep(NOTED_S)
        used, self._used = tuple(self._used), set()
        try:
            await self._store.write(lambda rows: sessions.seen(rows, used, now_ms()))
        except (NotSaved, OutcomeUnknown, RuntimeError):  # the store may be closing
            log.info("could not note when devices were seen")


def _over(device: Device, at: int) -> bool:
    return device.expires_at is not None and device.expires_at <= at


def _living(rows: Session, keys: tuple[bytes, ...]) -> dict[bytes, Device]:
    return {row.token_hash: Device.of(row) for row in sessions.holding(rows, keys, now_ms())}


def _ended(rows: Session, token: str) -> Device | None:
    row = sessions.ended(rows, token)
    return Device.of(row) if row is not None else None


def _started(rows: Session, starting: _Starting) -> Device:
    return begin(rows, starting.wanted, starting.id, starting.token)


def begin(rows: Session, wanted: Start, device: str, token: str | bytes) -> Device:
    """Sign a device in within a transaction of the caller's. `token`: what it holds, or the hash of that."""
    at = now_ms()
    row = sessions.start(
        rows,
        token,
        id=device,
        kind=wanted.kind,
        at=at,
        plan=wanted.plan,
        person=wanted.person,
        user=wanted.user,
        invitation=wanted.invitation,
        label=wanted.label,
        language=wanted.language,
        agent=wanted.agent,
        address=wanted.address,
        expires_at=at + LASTS[wanted.kind],
    )
    return Device.of(row)


def _revoke_user(rows: Session, user: str, but: str | None) -> list[str]:
    at = now_ms()
    ended = [row.id for row in sessions.of_user(rows, user, at) if row.id != but]
    for device in ended:
        sessions.revoke(rows, device, at)
    return ended
