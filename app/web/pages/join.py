"""Joining: a QR code or six characters, then "Who are you?". No account, no password, no script needed.

The same secret leads our side to the roster and customers to their own page, which knows nothing of ours. Before
customers are let in, theirs is a calm page that goes on by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from app.activities.contract import Piece
from app.domain.people import Role, Side
from app.domain.refusals import Refused, Why
from app.i18n import formats
from app.i18n import gettext as _
from app.web import words
from app.web.identity import cookies, invitations, joining, tokens, visitors
from app.web.identity.identity import identity
from app.web.identity.invitations import Way
from app.web.identity.joining import In, Known, Wish
from app.web.identity.visitors import SEAT_COOKIE, YEAR_S
from app.web.moving import MovedAway
from app.web.pages.leading import field, form, go, start
from app.web.pages.page import language_of, page, spoken
from app.web.rooms import Room
from app.web.site import site

router = APIRouter()

VISITOR_COOKIE = "visitor"


@dataclass(frozen=True, slots=True)
class NameLine:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Group:
    """People of one function."""

    title: str
    came: tuple[NameLine, ...]
    """They came in already, on some phone."""
    free: tuple[NameLine, ...]


@router.get("/join")
async def code_page(request: Request, code: str = "") -> Response:
    """Six characters, as the board shows them."""
    answer = page(request, "pages/code.html", wrong="", code=tokens.typed(code)[:12])
    if cookies.read(request, VISITOR_COOKIE) is None:
        cookies.keep(answer, request, VISITOR_COOKIE, tokens.secret(), 86_400)
    return answer


@router.post("/join")
async def code(request: Request) -> Response:
    """Look the code up. Wrong ones are counted by browser, never by address."""
    given = await form(request)
    typed, visitor = field(given, "code", 40), cookies.read(request, VISITOR_COOKIE)
    if visitor is None:  # no cookie, no seat: let the page give one and ask again
        return go(f"/join?code={tokens.typed(typed)[:12]}")
    try:
        way = await invitations.by_code(identity(request), typed, visitor)
    except invitations.TooManyTries:
        with spoken(request):
            wrong = _("Too many wrong codes. Wait a moment, or scan the QR code on the board.")
        return page(request, "pages/code.html", status=429, wrong=wrong, code=typed)
    if way is None:
        with spoken(request):
            wrong = _("No room has this code. Read it from the board once more.")
        return page(request, "pages/code.html", status=404, wrong=wrong, code=typed)
    return go(way.path)


@router.get("/j/{secret}")
async def who(request: Request, secret: str) -> Response:
    """Who are you? Straight on for somebody who is in, or waits, on this phone."""
    way, room = await _way(request, secret)
    if "again" not in request.query_params and await _known_here(request, way):
        return go(f"/p/{way.plan}")
    if way.kind == invitations.CUSTOMER and not room.live.state.run.admitted:
        return page(request, "pages/soon.html", **soon(request, room, f"/j/{secret}/soon"))
    return _names(request, way, room)


@router.get("/j/{secret}/soon")
async def whether_let_in(request: Request, secret: str) -> Response:
    """What the calm page asks: where to go, once there is somewhere to go."""
    _way_in, room = await _way(request, secret)
    return JSONResponse({"go": f"/j/{secret}"} if room.live.state.run.admitted else {})


@router.get("/j/{secret}/add")
async def add_page(request: Request, secret: str) -> Response:
    """I am not on the list."""
    way, room = await _way(request, secret)
    return _add(request, way, room)


@router.post("/j/{secret}")
async def take_name(request: Request, secret: str) -> Response:
    """A name was tapped, or typed."""
    way, room = await _way(request, secret)
    given = await form(request)
    wish = Wish(
        joining.side_of(way),
        field(given, "person", 64) or None,
        field(given, "name"),
        field(given, "function"),
        "another" in given,
    )
    if way.kind == invitations.CUSTOMER and "consent" not in given:
        with spoken(request):
            return _names(request, way, room, _("Tick the box first."), 422, given)
    here = await visitors.device_of(identity(request), request, way.plan)
    if here is not None and here.person is not None and here.person == wish.person:
        return go(f"/p/{way.plan}")  # the same phone once more is no second device
    try:
        outcome = await joining.claim(identity(request), way, wish, start(request, "person", way.plan))
    except Refused as refused:
        with spoken(request):
            return _refused(request, way, room, wish, refused, given)
    if isinstance(outcome, Known):
        return _known(request, way, room, outcome, given)
    answer = go(f"/p/{way.plan}" if isinstance(outcome, In) else f"/p/{way.plan}/wait")
    cookies.keep(answer, request, SEAT_COOKIE + way.plan, outcome.token, YEAR_S)
    return answer


@router.get("/me/{secret}")
async def personal(request: Request, secret: str) -> Response:
    """A personal link brings the same person back, on any device, past any door."""
    around = identity(request)
    way = await invitations.by_secret(around, secret)
    if way is None or way.kind != invitations.PERSONAL or way.person is None:
        return page(request, "pages/stale.html", status=404)
    room = await around.rooms.get(way.plan)
    _must_be_here(room)
    device = await visitors.device_of(around, request, way.plan)
    if device is not None and device.person == way.person:
        return go(f"/p/{way.plan}{'' if joining.day_is_here(room) else '/before'}")
    person = room.live.state.people.get(way.person)
    if person is None:
        return page(request, "pages/stale.html", status=404)
    ahead = not joining.day_is_here(room)
    wish = Wish(person.side, person.id, ahead=ahead and person.role is not Role.FACILITATOR)
    outcome = await joining.claim(around, way, wish, start(request, "person", way.plan, invitation=way.id))
    assert isinstance(outcome, In)
    answer = go(f"/p/{way.plan}{'/before' if wish.ahead else ''}")
    cookies.keep(answer, request, SEAT_COOKIE + way.plan, outcome.token, YEAR_S)
    return answer


async def _way(request: Request, secret: str) -> tuple[Way, Room]:
    way = await invitations.by_secret(identity(request), secret)
    if way is None or way.kind == invitations.PERSONAL:
        raise HTTPException(404)
    try:
        room = await identity(request).rooms.get(way.plan)
    except LookupError:
        raise HTTPException(404) from None
    _must_be_here(room)
    return way, room


def _must_be_here(room: Room) -> None:
    """Raises MovedAway: the same link is good where the plan is."""
    if moved := room.live.state.run.moved:
        raise MovedAway(room.live.id, moved)


async def _known_here(request: Request, way: Way) -> bool:
    around = identity(request)
    if await visitors.seat_of(around, request, way.plan) is not None:
        return True
    device = await visitors.device_of(around, request, way.plan)
    return device is not None and joining.wish_of(device) is not None


def _names(
    request: Request, way: Way, room: Room, wrong: str = "", status: int = 200, given: FormData | None = None
) -> Response:
    view = _view(request, way, room, given)
    found = groups(room, joining.side_of(way))
    if way.kind == invitations.CUSTOMER:
        return page(request, "pages/customer.html", status=status, wrong=wrong, groups=found, **view)
    drawn = [_drawn(request, place, group) for place, group in enumerate(found, 1)]
    return page(request, "pages/who.html", status=status, wrong=wrong, groups=drawn, **view)


def _drawn(request: Request, place: int, group: Group) -> Markup:
    """A group's HTML; taken from memory while nobody of it comes in: a whole room opens this page at once."""
    piece = Piece(f"g-{place}", "pages/who_group.html", group)
    body = site(request).drawing.fragment(piece, language_of(request)).body
    return Markup(body.decode())  # noqa: S704  # nosec B704  # made by our own template


def _add(
    request: Request, way: Way, room: Room, wrong: str = "", status: int = 200, given: FormData | None = None
) -> Response:
    functions = sorted({p.function for p in joining.takeable(room.live.state, Side.OURS) if p.function})
    if way.kind == invitations.CUSTOMER:
        return _names(request, way, room, wrong, status, given)
    return page(
        request,
        "pages/add_me.html",
        status=status,
        wrong=wrong,
        functions=functions,
        **_view(request, way, room, given),
    )


def _known(request: Request, way: Way, room: Room, known: Known, given: FormData) -> Response:
    person = room.live.state.people[known.person]
    return page(
        request,
        "pages/known.html",
        status=409,
        known=NameLine(person.id, room.names.get(person.id, "")),
        known_function=person.function,
        **_view(request, way, room, given),
    )


def _refused(
    request: Request, way: Way, room: Room, wish: Wish, refused: Refused, given: FormData
) -> Response:
    if refused.code is Why.NOT_ALLOWED and way.kind == invitations.CUSTOMER:
        return go(f"/j/{way.secret}")
    wrong = words.refusal(refused.code, refused.about)
    if refused.code is Why.EMPTY:
        wrong = _("Type your name.")
    again = _names if wish.person is not None else _add
    return again(request, way, room, wrong, 409, given)


def groups(room: Room, side: Side) -> tuple[Group, ...]:
    """The names of a side by function, in the order of the roster; those without one at the end."""
    by_function: dict[str, list[Any]] = {}
    for person in joining.takeable(room.live.state, side):
        if room.names.get(person.id):
            by_function.setdefault(person.function, []).append(person)
    titles = sorted(by_function, key=lambda title: not title)
    return tuple(
        Group(
            title,
            tuple(NameLine(p.id, room.names[p.id]) for p in by_function[title] if p.came),
            tuple(NameLine(p.id, room.names[p.id]) for p in by_function[title] if not p.came),
        )
        for title in titles
    )


def _view(request: Request, way: Way, room: Room, given: FormData | None) -> dict[str, Any]:
    account = room.live.state.account
    return {
        "secret": way.secret,
        "account": account.text("name") if account else "",
        "organisation": account.text("organisation") if account else "",
        "date": room.live.state.run.date,
        "asks": room.live.state.run.door_asks,
        "given": {name: field(given, name) if given else "" for name in ("name", "function")},
    }


def soon(request: Request, room: Room, asks: str) -> dict[str, Any]:
    """The calm page's words: when it starts, and nothing of the plan."""
    run = room.live.state.run
    step = next((each for each in (run.format.steps if run.format else ()) if each.admits_customers), None)
    with spoken(request):
        day = formats.long_date(date.fromisoformat(run.date)) if run.date else ""
    return {"starts": step.start if step and step.start else "", "day": day, "asks": asks}
