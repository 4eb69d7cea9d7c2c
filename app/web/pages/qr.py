"""QR codes as pictures of their own: no inline style, nothing from elsewhere, and no secret in a page's address.

Boards show the wifi and our way in. The customer's way in and personal links are for who leads the plan.
"""

from __future__ import annotations

import io

import segno
from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.domain.people import Role, Side
from app.live.ports import Seat
from app.web.identity import invitations, venue, visitors
from app.web.identity.identity import Identity, identity
from app.web.identity.venue import Venue
from app.web.pages.leading import leader

router = APIRouter()


@router.get("/p/{plan}/qr/wifi.svg")
async def wifi(request: Request, plan: str) -> Response:
    """For any of ours, and for boards."""
    seat, _around, told = await _seated(request, plan)
    if seat.side is Side.THEIRS or not told.wifi:
        raise HTTPException(404)
    return _drawn(told.wifi_code)


@router.get("/p/{plan}/qr/join.svg")
async def join(request: Request, plan: str) -> Response:
    """Our way in, for boards and those who lead."""
    seat, around, told = await _seated(request, plan)
    if seat.role not in (Role.BOARD, Role.FACILITATOR):
        raise HTTPException(404)
    way = await invitations.way_in(around, plan, invitations.JOIN)
    return _drawn(venue.base_url(around, told) + way.path)


@router.get("/p/{plan}/qr/customer.svg")
async def customer(request: Request, plan: str) -> Response:
    """The customer's way in, for boards and those who lead."""
    seat, around, told = await _seated(request, plan)
    if seat.role not in (Role.BOARD, Role.FACILITATOR):
        raise HTTPException(404)
    way = await invitations.way_in(around, plan, invitations.CUSTOMER)
    return _drawn(venue.base_url(around, told) + way.path)


@router.get("/p/{plan}/qr/person/{person}.svg")
async def personal(request: Request, plan: str, person: str) -> Response:
    """Somebody's personal link, for who leads the plan."""
    leading = await leader(request, plan)
    if person not in leading.room.live.state.people:
        raise HTTPException(404)
    around = leading.identity
    way = await invitations.way_in(around, plan, invitations.PERSONAL, person)
    base = around.public_url or venue.base_url(around, await venue.of_plan(around, plan))
    return _drawn(base + way.path)


@router.get("/p/{plan}/qr/trial.svg")
async def trial(request: Request, plan: str) -> Response:
    """The room check's link."""
    leading = await leader(request, plan)
    around = leading.identity
    base = venue.base_url(around, await venue.of_plan(around, plan))
    return _drawn(f"{base}/hello/{around.trials.secret_of(plan)}")


async def _seated(request: Request, plan: str) -> tuple[Seat, Identity, Venue]:
    around = identity(request)
    try:
        seat = await visitors.seat_of(around, request, plan)
    except LookupError:
        raise HTTPException(404) from None
    if seat is None:
        raise HTTPException(404)
    return seat, around, await venue.of_plan(around, plan)


def _drawn(text: str) -> Response:
    drawn = io.BytesIO()
    looks = {"dark": "#14161b", "light": "#fff", "border": 2, "svgclass": None, "lineclass": None}
    segno.make(text, error="m", micro=False).save(drawn, kind="svg", xmldecl=False, omitsize=True, **looks)
    return Response(drawn.getvalue(), media_type="image/svg+xml", headers={"cache-control": "no-store"})
