"""The door that asks first: what those who wait see, and what the facilitator does about them.

Both pages ask again by themselves every two seconds; without scripts they offer to look again.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from app.domain import commands as do
from app.domain.people import Side
from app.i18n import formats
from app.web.identity import cookies, joining, seconds, visitors
from app.web.identity.identity import identity
from app.web.identity.visitors import SEAT_COOKIE
from app.web.pages.devices_view import described
from app.web.pages.join import soon
from app.web.pages.leading import Leading, field, form, go, leader
from app.web.pages.page import page, spoken
from app.web.reading import zone
from app.web.rooms import Room

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody at the door, as the facilitator sees them."""

    device: str
    name: str
    function: str
    theirs: bool
    signs_as: str
    """The role in which they would sign; empty for others."""
    known: bool
    """On the list already."""
    came: bool
    """Came in on another device already."""
    since: str


@dataclass(frozen=True, slots=True)
class Second:
    """A second device under a name, as the facilitator sees it."""

    device: str
    name: str
    function: str
    what: str
    """ "Firefox on Android", as far as it says."""
    since: str


# for those who wait


@router.get("/p/{plan}/wait")
async def wait(request: Request, plan: str) -> Response:
    """At the door, or a customer before the time."""
    room = await _room(request, plan)
    onward = await _onward(request, room)
    if onward:
        return go(onward)
    if await _is_customer(request, plan):
        return page(request, "pages/soon.html", **soon(request, room, f"/p/{plan}/wait/state"))
    device = await visitors.device_of(identity(request), request, plan)
    if device is None:
        ended = await visitors.ended_device_of(identity(request), request, plan)
        declined = ended is not None and joining.wish_of(ended) is not None
        return page(request, "pages/not_in.html", status=403, declined=declined)
    wish = joining.wish_of(device)
    name = (room.names.get(wish.person or "", "") or wish.name) if wish else ""
    return page(request, "pages/wait.html", name=name, asks=f"/p/{plan}/wait/state", plan=plan)


@router.get("/p/{plan}/wait/state")
async def waited(request: Request, plan: str) -> Response:
    """Where to go, once there is somewhere to go."""
    onward = await _onward(request, await _room(request, plan))
    if onward is None and not await _still_waits(request, plan):
        onward = f"/p/{plan}/wait"
    return JSONResponse({"go": onward} if onward else {})


@router.post("/p/{plan}/wait/leave")
async def leave(request: Request, plan: str) -> Response:
    """I am somebody else."""
    around = identity(request)
    device = await visitors.device_of(around, request, plan)
    if device is not None:
        await around.devices.revoke(device.id)
    answer = go("/join")
    cookies.drop(answer, request, SEAT_COOKIE + plan)
    return answer


async def _onward(request: Request, room: Room) -> str | None:
    """Where this visitor may go now; None for whoever waits on."""
    around, plan = identity(request), room.live.id
    device = await visitors.device_of(around, request, plan)
    wish = joining.wish_of(device) if device else None
    if device is not None and wish is not None:
        late = wish.side is Side.THEIRS and not room.live.state.run.admitted
        if late or joining.needs_nod(room.live.state, wish):
            return None
        with suppress(LookupError):  # another look of theirs at the same moment brought them in
            await joining.let_in(around, plan, device.id)  # the door was opened for everybody
        return f"/p/{plan}"
    seat = await visitors.seat_of(around, request, plan)
    if seat is None:
        return None
    if seat.side is Side.THEIRS and not room.live.state.run.admitted:
        return None
    return f"/p/{plan}"


async def _is_customer(request: Request, plan: str) -> bool:
    seat = await visitors.seat_of(identity(request), request, plan)
    return seat is not None and seat.side is Side.THEIRS


async def _still_waits(request: Request, plan: str) -> bool:
    return await visitors.device_of(identity(request), request, plan) is not None


async def _room(request: Request, plan: str) -> Room:
    try:
        return await identity(request).rooms.get(plan)
    except LookupError:
        raise HTTPException(404) from None


# for the facilitator


@router.get("/p/{plan}/door")
async def door_page(request: Request, plan: str) -> Response:
    """Who is at the door, and whether it asks."""
    leading = await leader(request, plan)
    return page(request, "pages/door.html", **await _view(request, leading))


@router.get("/p/{plan}/door/list")
async def door_list(request: Request, plan: str) -> Response:
    """Only the list, for whoever asks again."""
    leading = await leader(request, plan)
    return page(request, "pages/door_list.html", **await _view(request, leading))


@router.post("/p/{plan}/door")
async def set_door(request: Request, plan: str) -> Response:
    """Ask first, or let everybody in who has the code."""
    leading, given = await leader(request, plan), await form(request)
    asks = "ask" if field(given, "door") == "ask" else "open"
    await leading.identity.ask(leading.room, do.SetRoom("door", asks), leading.seat.person)
    return go(f"/p/{plan}/door")


@router.post("/p/{plan}/door/{device}/in")
async def let_in(request: Request, plan: str, device: str) -> Response:
    """Nod."""
    leading = await leader(request, plan)
    try:
        await joining.let_in(leading.identity, plan, device)
    except LookupError:
        raise HTTPException(404) from None
    return go(f"/p/{plan}/door")


@router.post("/p/{plan}/door/{device}/away")
async def turn_away(request: Request, plan: str, device: str) -> Response:
    """Shake one's head: they can try again with another name."""
    leading = await leader(request, plan)
    if device not in {each.device for each in await joining.waiting(leading.identity, plan)}:
        raise HTTPException(404)
    await leading.identity.devices.revoke(device)
    return go(f"/p/{plan}/door")


@router.post("/p/{plan}/door/{device}/theirs")
async def nod_at_second(request: Request, plan: str, device: str) -> Response:
    """One person, two devices: nothing more is said of it."""
    leading = await leader(request, plan)
    try:
        await seconds.nod(leading.identity, leading.room, device)
    except LookupError:
        raise HTTPException(404) from None
    return go(f"/p/{plan}/door")


@router.post("/p/{plan}/door/{device}/out")
async def sign_second_out(request: Request, plan: str, device: str) -> Response:
    """Somebody else took the name: out with this device, the first one stays."""
    leading = await leader(request, plan)
    try:
        await seconds.sign_out(leading.identity, plan, device)
    except LookupError:
        raise HTTPException(404) from None
    return go(f"/p/{plan}/door")


async def callers(leading: Leading) -> tuple[Caller, ...]:
    """Who waits, the first who came first."""
    people, names = leading.room.live.state.people, leading.room.names
    named = zone(leading.room.live.state)
    found = []
    for each in await joining.waiting(leading.identity, leading.plan):
        person = people.get(each.wish.person or "")
        found.append(
            Caller(
                each.device,
                names.get(each.wish.person or "", "") or each.wish.name,
                person.function if person else each.wish.function,
                each.wish.side is Side.THEIRS,
                person.signs_as.value if person and person.signs_as else "",
                person is not None,
                person is not None and person.joined,
                formats.clock_at(each.since, named),
            )
        )
    return tuple(found)


async def second_devices(request: Request, leading: Leading) -> tuple[Second, ...]:
    """Who came in once more on another device, until somebody has said what of it."""
    people, names, named = leading.room.live.state.people, leading.room.names, zone(leading.room.live.state)
    with spoken(request):
        return tuple(
            Second(
                each.id,
                names.get(each.person, "") or "–",
                people[each.person].function,
                described(each.agent),
                formats.clock_at(each.created_at, named),
            )
            for each in await seconds.of_plan(leading.identity, leading.plan)
            if each.person is not None and each.person in people
        )


async def _view(request: Request, leading: Leading) -> dict[str, Any]:
    return {
        "plan": leading.plan,
        "account": leading.room.live.state.account,
        "asks": leading.room.live.state.run.door_asks,
        "callers": await callers(leading),
        "seconds": await second_devices(request, leading),
    }
