"""Any machine becomes a board: it shows a code, a facilitator types it on the console, and it is that plan's board.

Anybody may ask for a code, so a waiting board is kept in memory alone, and only so many of them; it becomes a device
when it is accepted. One that is forgotten, also by a server that starts anew, asks again and shows another code.
"""

from __future__ import annotations

import time
from dataclasses import replace

from app.web.identity import tokens
from app.web.identity.devices import Start
from app.web.identity.identity import Identity
from app.web.identity.waiting import Waiting

LASTS_S = 12 * 3_600.0
"""A board that nobody accepted gives its code back after this."""
MOST = 1_000
"""Boards that wait at the same time; the one that has not asked for longest gives way."""


def offer(identity: Identity, start: Start) -> Waiting:
    """A new board, waiting."""
    taken = {each.code for each in identity.offered.values()}
    code = tokens.code()
    while code in taken:
        code = tokens.code()
    made = Waiting(tokens.token(), code, start, time.monotonic() + LASTS_S)
    identity.offered[made.token] = made
    while len(identity.offered) > MOST:
        identity.offered.popitem(last=False)
    return made


def waiting(identity: Identity, token: str) -> Waiting | None:
    """The board that waits with this token; None once it is accepted, forgotten or too old."""
    found = identity.offered.get(token)
    if found is None or found.until < time.monotonic():
        identity.offered.pop(token, None)
        return None
    identity.offered.move_to_end(token)
    return found


async def accept(identity: Identity, plan: str, typed: str, label: str) -> bool:
    """Make the machine that shows this code a board of `plan`; False where none shows it. Raises NotSaved."""
    code = tokens.typed(typed)
    found = next((each for each in identity.offered.values() if each.code == code), None)
    if not code or found is None or waiting(identity, found.token) is None:
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
