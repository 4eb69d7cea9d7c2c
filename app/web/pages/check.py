"""The room check, before doors open: which address phones can reach, the wifi, and one phone's proof.

A laptop cannot know whether a hotel's network lets phones reach it; a phone that opened a link can.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from app.i18n import formats
from app.i18n import gettext as _
from app.web.identity import invitations, tokens, venue
from app.web.identity.devices import now_ms
from app.web.identity.identity import identity
from app.web.identity.venue import Venue
from app.web.pages import preparing
from app.web.pages.devices_view import described
from app.web.pages.leading import Leading, field, form, go, leader
from app.web.pages.page import page, spoken
from app.web.reading import zone

router = APIRouter()

LONGEST_TRIP = 60_000


@dataclass(frozen=True, slots=True)
class ArrivalLine:
    what: str
    at: str
    round_trip: int | None


@router.get("/p/{plan}/check")
async def check_page(request: Request, plan: str) -> Response:
    """All of it on one page."""
    leading = await leader(request, plan)
    around = leading.identity
    told = await venue.of_plan(around, plan)
    base = venue.base_url(around, told)
    found = venue.reachable(around)
    way = await invitations.way_in(around, plan, invitations.JOIN)
    theirs = await invitations.way_in(around, plan, invitations.CUSTOMER)
    with spoken(request):
        missing = [each for each in preparing.places(leading.room) if each.standing != "comes"]
    return page(
        request,
        "pages/check.html",
        plan=plan,
        account=leading.room.live.state.account,
        venue=told,
        securities=venue.SECURITIES,
        addresses=found,
        base=base,
        host=base.partition("://")[2],
        moved=bool(told.address) and told.address not in found,
        only_here=urlsplit(base).hostname in ("127.0.0.1", "localhost", "::1"),
        code=tokens.spaced(way.code or ""),
        customer_code=tokens.spaced(theirs.code or ""),
        trial=f"{base}/hello/{around.trials.secret_of(plan)}",
        arrivals=_arrivals(request, leading),
        plain=urlsplit(base).scheme == "http",
        missing=missing,
    )


@router.get("/p/{plan}/check/arrived")
async def arrived(request: Request, plan: str) -> Response:
    """Only the phones that came, for the page that asks again."""
    leading = await leader(request, plan)
    return page(request, "pages/check_arrived.html", arrivals=_arrivals(request, leading))


@router.post("/p/{plan}/check")
async def keep(request: Request, plan: str) -> Response:
    """The address and the wifi."""
    leading, given = await leader(request, plan), await form(request)
    address = field(given, "address", 200)
    security = field(given, "security", 10)
    told = Venue(
        address if address in venue.reachable(leading.identity) else "",
        field(given, "wifi", venue.LONGEST_SSID),
        str(given.get("password", ""))[: venue.LONGEST_PASSWORD],
        security if security in venue.SECURITIES else "WPA",
        "hidden" in given,
    )
    await venue.keep(leading.identity, plan, told)
    return go(f"/p/{plan}/check")


@router.post("/p/{plan}/check/renew/{kind}")
async def renew(request: Request, plan: str, kind: str) -> Response:
    """Another code, because the old one went where it should not. Who is in stays in."""
    leading = await leader(request, plan)
    if kind not in (invitations.JOIN, invitations.CUSTOMER):
        raise HTTPException(404)
    await invitations.renew(leading.identity, plan, kind)
    await leading.identity.rooms.door_changed(plan, await venue.door_of(leading.identity, plan))
    return go(f"/p/{plan}/check")


@router.get("/hello/{secret}")
async def hello(request: Request, secret: str) -> Response:
    """A phone got here: that alone proves the way in. Its script measures how long it takes."""
    address = request.client.host if request.client else ""
    agent = request.headers.get("user-agent", "")
    found = identity(request).trials.opened(secret, address, agent, now_ms())
    if found is None:
        raise HTTPException(404)
    return page(request, "pages/hello.html", secret=secret, phone=found.phone)


@router.get("/hello/{secret}/{phone}/ping")
async def ping(request: Request, secret: str, phone: str) -> Response:
    """Nothing, quickly."""
    return Response(status_code=204, headers={"cache-control": "no-store"})


@router.post("/hello/{secret}/{phone}")
async def measured(request: Request, secret: str, phone: str) -> Response:
    """The phone says how long there and back took."""
    given = await form(request)
    trip = field(given, "ms", 6)
    if not trip.isascii() or not trip.isdigit() or int(trip) > LONGEST_TRIP:
        raise HTTPException(422)
    if not identity(request).trials.measured(secret, phone, int(trip)):
        raise HTTPException(404)
    return JSONResponse({})


def _arrivals(request: Request, leading: Leading) -> tuple[ArrivalLine, ...]:
    named = zone(leading.room.live.state)
    with spoken(request):
        return tuple(
            ArrivalLine(
                described(each.agent) or _("A phone"), formats.clock_at(each.at, named), each.round_trip
            )
            for each in leading.identity.trials.arrivals(leading.plan)[:8]
        )
