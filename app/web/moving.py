"""Carrying a plan to another server, and taking one in: what an administrator asks for on either side.

Going out, the log says so first: from that entry on nothing is done to the plan here, whichever server of this store is
asked, and everything up to it is in the file. Where the file cannot be written, the plan stays. Where a server died in
between, or the file was lost, asking again for the same address writes it again. Coming in, the plan is taken in whole
and verified, and the next entry says that it goes on here.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import msgspec
from sqlmodel import Session

from app.domain import commands as do
from app.domain import events as ev
from app.domain.people import Actor, Role, Side
from app.domain.refusals import Refused, Why
from app.session import codec
from app.session.journal import JournalError, NotSaved
from app.session.live_plan import Done, NotDone
from app.store import plans, users
from app.store.carry import AnotherRelease, Carried, NotAPlan, PlanIsHere
from app.store.private_file import create_private
from app.store.store import Store
from app.web.rooms import Room, Rooms
from app.web.shelf import Shelves, read, shelf_of

log = logging.getLogger(__name__)

Asked = dict[str, Any]
Told = dict[str, Any]


class MovedAway(Exception):
    """Whoever comes is to go on to where the plan is now."""

    def __init__(self, plan: str, to: str, *, readable: bool = False) -> None:
        super().__init__(plan)
        self.plan = plan
        self.to = to
        self.readable = readable
        """Whether they may read here what it was."""


async def out(rooms: Rooms, asked: Asked, address: str, certificate: bytes | None) -> Told:
    """Write plan `plan` to the new file `to`; it goes on at `address_there`.

    Raises FileExistsError, OSError, LookupError, NotSaved.
    """
    to, there = Path(asked["to"]), str(asked["address"]).rstrip("/")
    if urlsplit(there).scheme not in ("http", "https") or not urlsplit(there).hostname:
        return {"error": "no-address"}
    # One after the other: who fails has the plan stay, and nobody may have written it to a file meanwhile.
    async with rooms.leaving:
        room = await rooms.get(str(asked["plan"]))
        gone = _moved(room)
        if gone and gone != there:
            return {"error": "moved", "why": gone}
        with create_private(to) as file:
            try:
                if not gone:
                    await _ask(room, do.Depart(there))
                count = await rooms.store.run(_written(rooms.store, room.live.id, file, address, certificate))
            except BaseException:
                await asyncio.to_thread(to.unlink, missing_ok=True)
                # An earlier file may have been taken in already: then the plan must not go on here.
                if not gone and _moved(room):
                    await _ask(room, do.Stay())
                raise
        # The list says it at once, and where no server runs nobody else would.
        try:
            await Shelves(rooms.store).note(room.live.id, shelf_of(room.live.state))
        except (JournalError, LookupError) as error:
            log.warning(
                "the list does not say that a plan went", exc_info=error, extra={"plan": room.live.id}
            )
    return {"rows": count}


async def in_(store: Store, asked: Asked) -> Told:
    """Take in the plan of file `from`; account `owner` may open it. Raises OSError, NotSaved."""
    owner = await _owner(store, str(asked.get("owner", "")))
    if owner is None and asked.get("owner"):
        return {"error": "no-such-login"}
    at = time.time_ns() // 1_000_000
    arrival = codec.encode(ev.RoomSet("moved", None), at=at, person=None, command=None)
    try:
        carried: Carried = await store.run(lambda: store.carry_in(Path(asked["from"]), arrival, owner))
    except NotAPlan:
        return {"error": "no-plan"}
    except PlanIsHere:
        return {"error": "here"}
    except AnotherRelease:
        return {"error": "release"}
    await store.write(lambda rows: _listed_here(rows, carried.plan))
    return {
        "plan": carried.plan,
        "title": carried.title,
        "entries": carried.entries,
        "documents": carried.documents,
        "from": carried.came_from,
    }


async def out_at_rest(store: Store, data: Path, asked: Asked, address: str) -> Told:
    """As `out`, where no server runs."""
    rooms = Rooms(store)
    try:
        return await out(rooms, asked, address, await own_certificate(data))
    finally:
        await rooms.close()


def _listed_here(rows: Session, plan: str) -> None:
    shelf = replace(read(plans.get(rows, plan).stage), moved="")
    plans.note(rows, plan, stage=msgspec.json.encode(shelf).decode())


async def own_certificate(data: Path) -> bytes | None:
    """By which this server's seals are known (DER); None where nothing was ever sealed."""
    # A key is not made for a question; and what reads keys takes long to load.
    from app.documents.key import KEY_FILE, key_in

    if not (data / KEY_FILE).exists():
        return None
    key = await asyncio.to_thread(key_in, data, "", datetime.now(UTC))
    return key.certificate_der


def _moved(room: Room) -> str:
    return room.live.state.run.moved


def _written(
    store: Store, plan: str, file: BinaryIO, address: str, certificate: bytes | None
) -> Callable[[], int]:
    return lambda: store.carry_out(plan, file, address=address, certificate=certificate)


async def _ask(room: Room, command: do.Depart | do.Stay) -> None:
    answer = await room.live.submit(Actor(None, Side.OURS, Role.SYSTEM, room.live.now()), None, command)
    match answer:
        case Done():
            return
        case NotDone(code, about):
            raise Refused(Why(code), **about)
        case _:
            raise NotSaved(answer.reason)


async def _owner(store: Store, login: str) -> str | None:
    if not login:
        return None
    found = await store.read(lambda rows: users.by_login(rows, login))
    return found.id if found is not None else None
