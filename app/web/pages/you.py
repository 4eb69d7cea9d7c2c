"""My own page in a plan: who I am here, my language, my devices; and "show internal" while customers are present."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.domain.people import Role, Side
from app.live.ports import Seat
from app.session.touched import Touched
from app.web.identity import cookies, visitors
from app.web.identity.identity import identity
from app.web.identity.visitors import SEAT_COOKIE
from app.web.pages.devices_view import device_views
from app.web.pages.leading import field, form, go, sent
from app.web.pages.page import page
from app.web.reading import zone

router = APIRouter()


@router.get("/p/{plan}/you")
async def you_page(request: Request, plan: str) -> Response:
    """Who I am here."""
    seat = await _seat(request, plan)
    around = identity(request)
    room = await around.rooms.get(plan)
    run = room.live.state.run
    if seat.side is Side.THEIRS and not run.admitted:
        raise sent(f"/p/{plan}/wait")
    person = room.live.state.people.get(seat.person)
    devices = [each for each in await around.devices.of_plan(plan) if each.person == seat.person]
    return page(
        request,
        "pages/you.html",
        plan=plan,
        name=room.names.get(seat.person, ""),
        function=person.function if person else "",
        ours=seat.side is Side.OURS,
        leads=seat.role is Role.FACILITATOR,
        admitted=run.admitted,
        inside=(plan, seat.session) in around.inside,
        devices=device_views(request, devices, seat.session, zone(room.live.state)),
    )


@router.post("/p/{plan}/inside")
async def show_inside(request: Request, plan: str) -> Response:
    """Show the internal edition on this device while customers are present, or the shared one again."""
    seat, given = await _seat(request, plan), await form(request)
    if seat.side is Side.THEIRS or seat.role is Role.BOARD:
        raise HTTPException(403)
    around = identity(request)
    pressed = (plan, seat.session)
    room = await around.rooms.get(plan)
    if field(given, "on") in ("1", "true", "on"):
        around.inside |= {pressed}
        around.rooms.say("inside", f"{plan} {seat.session} {room.live.state.seq}")
    else:
        around.inside -= {pressed}
        around.rooms.say("outside", f"{plan} {seat.session}")
    around.hub.changed(plan, lambda: room.scene, Touched())
    return go(f"/p/{plan}")


@router.post("/p/{plan}/you/devices/{device}/revoke")
async def revoke(request: Request, plan: str, device: str) -> Response:
    """Sign out another phone of mine."""
    seat = await _seat(request, plan)
    around = identity(request)
    mine = {each.id for each in await around.devices.of_plan(plan) if each.person == seat.person}
    if device not in mine:
        raise HTTPException(404)
    await around.devices.revoke(device)
    return go(f"/p/{plan}/you")


@router.post("/p/{plan}/leave")
async def leave(request: Request, plan: str) -> Response:
    """Sign this phone out: I tapped the wrong name, or I go home."""
    around = identity(request)
    device = await visitors.device_of(around, request, plan)
    if device is not None:
        await around.devices.revoke(device.id)
    answer = go("/join")
    cookies.drop(answer, request, SEAT_COOKIE + plan)
    return answer


async def _seat(request: Request, plan: str) -> Seat:
    try:
        seat = await visitors.seat_of(identity(request), request, plan)
    except LookupError:
        raise HTTPException(404) from None
    if seat is None:
        raise sent("/join")
    return seat
