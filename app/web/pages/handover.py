"""Handing over the lead: whoever leads makes somebody else a facilitator, and may then lead no more themselves.

Nobody takes the lead: it is given, by somebody who has it, and the plan is never left without anybody who leads. Who
owns the plan leads it whatever happens. The new facilitator's phone has the remote at once, and the console is theirs.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.domain.people import Person, Role
from app.domain.refusals import Refused
from app.i18n import gettext as _
from app.web import words
from app.web.identity import roster
from app.web.identity.roster import Entry, OwnerStays
from app.web.pages.leading import Leading, field, form, go, leader
from app.web.pages.page import page, spoken

router = APIRouter()


@router.post("/p/{plan}/lead/{person}")
async def lead(request: Request, plan: str, person: str) -> Response:
    """`on` 1: they lead too; 0: they lead no more."""
    leading, given = await leader(request, plan), await form(request)
    known = leading.room.live.state.people.get(person)
    if known is None or known.role not in (Role.MEMBER, Role.FACILITATOR):
        raise HTTPException(404)
    role = Role.FACILITATOR if field(given, "on", 1) == "1" else Role.MEMBER
    with spoken(request):
        wrong = await _given(leading, known, role)
    if wrong:
        return page(request, "pages/handover.html", status=409, plan=plan, wrong=wrong)
    mine = person == leading.seat.person and role is Role.MEMBER
    return go(f"/p/{plan}" if mine else f"/p/{plan}/console")


async def _given(leading: Leading, person: Person, role: Role) -> str:
    """Why it is not done, in the language being spoken; empty where it was."""
    room = leading.room
    others = [p for p in room.live.state.people.values() if p.role is Role.FACILITATOR and p.id != person.id]
    if role is Role.MEMBER and not others:
        return _("Nobody would lead this plan. Let somebody else lead first.")
    entry = Entry(
        room.names.get(person.id, ""), person.function, person.side, person.level, role, person.signs_as
    )
    try:
        await roster.change(leading.identity, room, person.id, entry, by=leading.seat.person)
    except OwnerStays:
        return _("This plan is theirs: its owner leads it and stays on the list.")
    except Refused as refused:
        return words.refusal(refused.code, refused.about)
    return ""
