"""Who asks for something of a plan beside its screens: a document, the page to sign on."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fastapi import Request
from starlette.exceptions import HTTPException

from app.domain.people import Edition, Side
from app.live.ports import Audience, Code, Seat, Surface, Turned
from app.web.pages.leading import sent
from app.web.pages.page import language_of
from app.web.rooms import Room
from app.web.site import site


@dataclass(frozen=True, slots=True)
class Sitting:
    seat: Seat
    audience: Audience
    """Of one's own edition in full: who opens a document does so on purpose."""
    room: Room

    def may_have(self, edition: Edition) -> bool:
        """Ours have both editions, customers theirs."""
        return self.seat.side is Side.OURS or edition is Edition.SHARED


async def sitting(request: Request, plan: str, *, program: bool = False) -> Sitting:
    """Whoever asks; strangers are sent to the door, programs told 401. Raises HTTPException."""
    around = site(request)
    seat = await around.hub.ports.gate.admit(request.scope, plan)
    if isinstance(seat, Turned):
        raise _turned(seat, plan, program)
    try:
        room = await around.rooms.get(plan)
    except LookupError:
        raise HTTPException(404) from None
    seat = replace(seat, surface=Surface.JSON, language=language_of(request))
    audience = around.hub.ports.gate.audience(seat, room.scene)
    if isinstance(audience, Turned):
        raise _turned(audience, plan, program)
    return Sitting(seat, audience, room)


def _turned(turned: Turned, plan: str, program: bool) -> HTTPException:
    if turned.code is Code.NO_SUCH_PLAN:
        return HTTPException(404)
    if turned.code is Code.RESTART:
        return HTTPException(503)
    if program:
        return HTTPException(401 if turned.code is Code.SIGNED_OUT else 403)
    return sent(f"/p/{plan}/wait")
