"""Any machine becomes a board: it shows a code, a facilitator types it on the console, and it is that plan's board.

Anybody may ask for a code, so a waiting board is kept where it costs no durable write (in memory; where several
servers share a database, in a table that is not written ahead), and only so many of them; it becomes a device
when it is accepted. One that is forgotten, also by a server that starts anew, asks again and shows another code.
"""

from __future__ import annotations

import time
from dataclasses import replace

import msgspec
from sqlmodel import Session

from app.store import waiting_boards
from app.web.identity import tokens
from app.web.identity.devices import Start, begin, now_ms
from app.web.identity.identity import Identity
from app.web.identity.waiting import Waiting

LASTS_S = 12 * 3_600.0
"""A board that nobody accepted gives its code back after this."""
MOST = 1_000
"""Boards that wait at the same time; the one that has not asked for longest gives way."""


async def offer(identity: Identity, start: Start) -> Waiting:
    """A new board, waiting. Raises NotSaved."""
    if identity.store.several:
        return await _offer_everywhere(identity, start)
    taken = {each.code for each in identity.offered.values()}
    code = tokens.code()
    while code in taken:
        code = tokens.code()
    made = Waiting(tokens.token(), code, start, time.monotonic() + LASTS_S)
    identity.offered[made.token] = made
    while len(identity.offered) > MOST:
        identity.offered.popitem(last=False)
    return made


async def waiting(identity: Identity, token: str) -> Waiting | None:
    """The board that waits with this token; None once it is accepted, forgotten or too old. Raises NotSaved."""
    if identity.store.several:
        at = now_ms()
        until = at + round(LASTS_S * 1_000)
        row = await identity.store.write(lambda rows: waiting_boards.asked(rows, token, at=at, until=until))
        return Waiting(token, row.code, _start(row.start), 0.0) if row is not None else None
    return _here(identity, token)


async def accept(identity: Identity, plan: str, typed: str, label: str) -> bool:
    """Make the machine that shows this code a board of `plan`; False where none shows it. Raises NotSaved."""
    code = tokens.typed(typed)
    if identity.store.several:
        return await _accept_anywhere(identity, plan, code, label)
    found = next((each for each in identity.offered.values() if each.code == code), None)
    if not code or found is None or _here(identity, found.token) is None:
        return False
    identity.offered[found.token] = replace(
        found, code=""
    )  # a code is good once; the machine waits on meanwhile
    try:
        await identity.devices.start(replace(found.start, plan=plan, label=label), found.token)
    except BaseException:
        identity.offered[found.token] = found
        raise
    identity.offered.pop(found.token, None)
    return True


def _here(identity: Identity, token: str) -> Waiting | None:
    found = identity.offered.get(token)
    if found is None or found.until < time.monotonic():
        identity.offered.pop(token, None)
        return None
    identity.offered.move_to_end(token)
    return found


# --- where several servers share a database --------------------------------------------------------------------


async def _offer_everywhere(identity: Identity, start: Start) -> Waiting:
    token, at = tokens.token(), now_ms()
    told = msgspec.json.encode(start).decode()
    until = at + round(LASTS_S * 1_000)
    while True:
        code = tokens.code()

        def job(rows: Session, code: str = code) -> bool:
            return waiting_boards.offer(
                rows, token, code=code, start=told, until=until, at=at, most=MOST
            )  # fmt: skip

        if await identity.store.write(job):
            return Waiting(token, code, start, 0.0)


async def _accept_anywhere(identity: Identity, plan: str, code: str, label: str) -> bool:
    """The device is started and the wait ended in one transaction: a code is good once, whoever types it where."""
    device = tokens.id_()

    def job(rows: Session) -> bool:
        found = waiting_boards.take(rows, code, now_ms())
        if found is None:
            return False
        wanted = replace(_start(found.start), plan=plan, label=label)
        begin(rows, wanted, device, found.token_hash)
        return True

    return await identity.store.write(job)


def _start(told: str) -> Start:
    return msgspec.json.decode(told, type=Start)
