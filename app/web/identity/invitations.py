"""Ways into a plan: one for our side, one for customers, and a link for one person.

Each holds 128 random bits, shown as a QR code; the first two also six characters. They last until they are revoked;
whether a customer is let in yet is asked of the plan at that moment, so a photographed code opens nothing early.
"""

from __future__ import annotations

import asyncio
import time

from sqlmodel import Session

from app.store import invitations
from app.store.tables import Invitation
from app.web.identity import tokens
from app.web.identity.devices import now_ms
from app.web.identity.identity import Identity
from app.web.identity.way import CUSTOMER, JOIN, PERSONAL, Way

REMEMBERED_S = 5.0
MOST_REMEMBERED = 5_000


__all__ = [
    "CUSTOMER",
    "JOIN",
    "PERSONAL",
    "TooManyTries",
    "Way",
    "by_code",
    "by_secret",
    "close",
    "renew",
    "way_in",
]


class TooManyTries(Exception):
    """Wrong codes were sent too often; nothing was looked up."""


async def by_secret(identity: Identity, secret: str) -> Way | None:
    """The way in behind a QR code or a personal link; None where there is none, or not any more.

    Remembered for a few seconds: a whole room opens the same one in the same minute.
    """
    kept = identity.ways.get(secret)
    if kept is not None and kept[0] > time.monotonic():
        return kept[1]
    way = await identity.store.read(lambda rows: _open(invitations.by_secret(rows, secret)))
    if way is not None:
        if len(identity.ways) > MOST_REMEMBERED:
            identity.ways.clear()
        identity.ways[secret] = (time.monotonic() + REMEMBERED_S, way)
    return way


async def by_code(identity: Identity, typed: str, visitor: str) -> Way | None:
    """The way in behind six characters, typed by the browser that `visitor` names. Raises TooManyTries."""
    if identity.codes.wait(visitor):
        raise TooManyTries
    if identity.all_codes.wait("all"):
        turn = identity.line.turn()
        if turn is None:
            raise TooManyTries
        await asyncio.sleep(turn)
    # before it is known: many at once would else all be the first
    identity.codes.wrong(visitor)
    identity.all_codes.wrong("all")
    code = tokens.typed(typed)
    way = await identity.store.read(lambda rows: _open(invitations.by_code(rows, code)))
    if way is None or way.kind == PERSONAL:
        return None
    identity.codes.right(visitor)
    identity.all_codes.not_wrong("all")
    return way


async def way_in(identity: Identity, plan: str, kind: str, person: str | None = None) -> Way:
    """The plan's way in of this kind; made where there is none."""
    found = await identity.store.read(lambda rows: _find(rows, plan, kind, person))
    if found is not None:
        return found

    def job(rows: Session) -> Way:
        return _find(rows, plan, kind, person) or _make(rows, plan, kind, person)

    return await identity.store.write(job)


async def renew(identity: Identity, plan: str, kind: str, person: str | None = None) -> Way:
    """Another secret and code in place of the old ones. Who came in by those stays in."""

    def job(rows: Session) -> Way:
        _close(rows, plan, kind, person)
        return _make(rows, plan, kind, person)

    try:
        return await identity.store.write(job)
    finally:
        _forget_ways(identity)


async def close(identity: Identity, plan: str, kind: str, person: str | None = None) -> None:
    """Nobody comes in this way any more."""
    try:
        await identity.store.write(lambda rows: _close(rows, plan, kind, person))
    finally:
        _forget_ways(identity)


def _forget_ways(identity: Identity) -> None:
    """Behind the write: what was looked up meanwhile is from before it."""
    identity.ways.clear()
    identity.rooms.say("ways", "-")


def _open(row: Invitation | None) -> Way | None:
    if row is None or row.plan is None or row.kind not in (JOIN, CUSTOMER, PERSONAL):
        return None
    if invitations.state(row, now_ms()) != "valid":
        return None
    return Way(row.id, row.kind, row.plan, row.person, row.secret, row.code)


def _find(rows: Session, plan: str, kind: str, person: str | None) -> Way | None:
    ways = (_open(row) for row in invitations.of_plan(rows, plan) if (row.kind, row.person) == (kind, person))
    return next((way for way in ways if way is not None), None)


def _make(rows: Session, plan: str, kind: str, person: str | None) -> Way:
    code = None if kind == PERSONAL else free_code(rows)
    row = invitations.make(
        rows,
        tokens.id_(),
        kind=kind,
        secret=tokens.secret(),
        at=now_ms(),
        plan=plan,
        person=person,
        code=code,
    )
    return Way(row.id, row.kind, plan, row.person, row.secret, row.code)


def _close(rows: Session, plan: str, kind: str, person: str | None) -> None:
    for row in invitations.of_plan(rows, plan):
        if (row.kind, row.person) == (kind, person) and row.revoked_at is None:
            invitations.revoke(rows, row.id, now_ms())


def free_code(rows: Session) -> str:
    """Six characters that open nothing else now."""
    while True:
        code = tokens.code()
        if invitations.code_is_free(rows, code):
            return code
