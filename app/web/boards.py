"""Whether every board has turned to the shared edition: asked before customers are let in.

A board has turned when it is connected, has been sent the shared edition, and says that nothing else stands on its
screen any more (static/board.js does, by watching `shows-shared`). One that was accepted for this plan, or was opened
by somebody who leads it, and whose line dropped may still show what it showed before; only somebody who looks at it
can know. It counts as not turned until it comes back or is signed out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from app.domain.people import Edition
from app.i18n import gettext as _
from app.i18n import ngettext
from app.live.connection import Connection
from app.live.ports import Surface
from app.store import sessions
from app.web.rooms import Rooms

LATELY = 12 * 3_600_000
"""Milliseconds for which a board that is silent still counts: longer than a day's workshop."""
MOMENT, LOOK = 2.0, 0.05
"""Seconds that a board is given to turn when customers are let in right after it was told to, and between two looks."""


async def unturned(rooms: Rooms, plan: str) -> tuple[str, ...]:
    """The boards that may show more than is shared, by the place where they stand; empty for those without a name."""
    if rooms.hub is None:
        return ()
    if rooms.elsewhere:
        # The plan may just have been opened here, and a word be on its way: this is asked before customers come in.
        await rooms.elsewhere.ask(plan)
    boards = [c for c in rooms.hub.connections(plan) if c.seat.surface is Surface.BOARD]
    afar = rooms.elsewhere.boards(plan) if rooms.elsewhere else ()
    here = {c.seat.session for c in boards} | {board.session for board in afar}
    late = {c.seat.session for c in boards if not turned(c)}
    late |= {board.session for board in afar if not board.turned}
    now = rooms.hub.clock()
    accepted = await rooms.store.read(
        lambda rows: [
            (row.id, row.label, row.seen_at)
            for row in sessions.of_plan(rows, plan, now)
            if row.kind == "board"
        ]
    )
    named = {id_: label for id_, label, _seen in accepted}
    silent = {id_ for id_, _label, seen in accepted if now - seen < LATELY}
    lost = rooms.hub.lost.of(plan, now - LATELY)
    if rooms.elsewhere:
        lost |= rooms.elsewhere.lost(plan, now - LATELY)
    silent = (silent | lost) - here
    return tuple(named.get(id_, "") for id_ in sorted(silent | late))


def turned(board: Connection) -> bool:
    """Whether it was sent the shared edition, and says that nothing else stands on its screen."""
    if board.audience.edition is not Edition.SHARED or board.behind or board.full:
        return False
    return "shows-shared" in board.watching


async def still_unturned(rooms: Rooms, plan: str) -> tuple[str, ...]:
    """`unturned`, after boards that are turning just now had a moment for it."""
    behind = await unturned(rooms, plan)
    for _again in range(round(MOMENT / LOOK)):
        if not behind or not rooms.opened(plan).live.state.run.board_shared:
            break
        await asyncio.sleep(LOOK)
        behind = await unturned(rooms, plan)
    return behind


def lets_in(command: Mapping[str, Any]) -> bool:
    """Whether a message asks for customers to be let in."""
    return command.get("do") == "room" and command.get("name") == "admitted" and command.get("value") is True


def said(behind: tuple[str, ...]) -> str:
    """Which boards have not turned, and what to do. In the language being spoken."""
    named = ", ".join(f"“{label}”" for label in behind if label)
    if named:
        return _(
            "Not turned yet, or not connected: %(boards)s. Look at them, or sign them out under Settings.",
            boards=named,
        )
    return ngettext(
        "%(num)d board has not turned yet, or is not connected. Look at it, or sign it out under Settings.",
        "%(num)d boards have not turned yet, or are not connected. Look at them, or sign them out under Settings.",
        len(behind),
    )
