"""Who may open a page of people: an account, or whoever leads this plan. Others are sent where they can get in."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse

from app.domain.people import Role
from app.live.ports import Seat
from app.web.identity import visitors
from app.web.identity.devices import Start
from app.web.identity.identity import Identity, identity
from app.web.identity.visitors import Account
from app.web.pages.page import language_of
from app.web.rooms import Room

LARGEST_FORM = 300_000
"""Characters of one field: a pasted roster of a thousand people."""
LARGEST_TYPED = 4_000
"""Characters of one line: more than it may have, so that whoever pasted too much is told so beside the field."""


@dataclass(frozen=True, slots=True)
class Leading:
    """Somebody who leads a plan, with the plan."""

    identity: Identity
    plan: str
    room: Room
    seat: Seat
    account: Account | None
    """None for a co-facilitator who came by a personal link."""
    level: str | None
    """The account's grant."""


def go(path: str) -> RedirectResponse:
    """See there: the answer to every form."""
    return RedirectResponse(path, 303)


def sent(path: str) -> HTTPException:
    """Raised to send somebody elsewhere before a page is made."""
    return HTTPException(303, headers={"location": path})


async def account(request: Request) -> Account:
    """Who is logged in; strangers are sent to the login and come back."""
    found = await visitors.account_of(identity(request), request)
    if found is None:
        back = request.url.path if request.method == "GET" else "/"
        raise sent(f"/login?next={quote(back)}")
    return found


async def leader(request: Request, plan: str) -> Leading:
    """Who leads this plan; others of the plan get 403, strangers the login, nobody's plan 404."""
    around = identity(request)
    try:
        seat = await visitors.seat_of(around, request, plan)
        room = await around.rooms.get(plan)
    except LookupError:
        raise HTTPException(404) from None
    if seat is None:
        await account(request)
        raise HTTPException(404)
    if seat.role is not Role.FACILITATOR:
        raise HTTPException(403)
    who = await visitors.account_of(around, request)
    level = await visitors.level_of(around, who, plan) if who else None
    return Leading(around, plan, room, seat, who, level)


async def owner(request: Request, plan: str) -> Leading:
    """The account that owns the plan."""
    leading = await leader(request, plan)
    if leading.level != "owner":
        raise HTTPException(403)
    return leading


async def form(request: Request, fields: int = 200) -> FormData:
    """The form that was sent. Raises HTTPException(413) for a field beyond LARGEST_FORM, 400 beyond so many fields."""
    try:
        return await request.form(max_files=0, max_fields=fields, max_part_size=LARGEST_FORM)
    except HTTPException:
        raise
    except Exception as error:
        raise HTTPException(413) from error


def field(given: FormData, name: str, longest: int = LARGEST_TYPED) -> str:
    """One field's text, trimmed; empty where it was not sent. Raises HTTPException(413)."""
    value = given.get(name, "")
    if isinstance(value, UploadFile) or len(value) > longest:
        raise HTTPException(413)
    return value.strip()


def start(request: Request, kind: str, plan: str | None = None, **more: str) -> Start:
    """A device to be signed in, from what its request says of it."""
    return Start(
        kind,
        plan,
        language=language_of(request),
        agent=request.headers.get("user-agent", "")[:300],
        address=request.client.host if request.client else "",
        **more,
    )


def safe_path(path: str) -> str:
    """Where to go after logging in: a path on this server, whatever was asked for."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"
