"""A plan's documents: the sealed file where there is one, a draft until then; and going on without a signature."""

from __future__ import annotations

import re
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from app.documents.press import RenderFailed
from app.domain.people import Edition, Role
from app.domain.signoff import SealedFile, SignOff
from app.i18n import gettext as _
from app.store import sealed
from app.web.pages.leading import field, form, go
from app.web.pages.page import language_of, spoken
from app.web.pages.sitting import Sitting, sitting
from app.web.site import site

router = APIRouter()


@router.get("/p/{plan}/document/{edition}.pdf")
async def document(request: Request, plan: str, edition: str) -> Response:
    """An edition as PDF. `?draft`: as it is now; `?version=n`: a sealed version, as its edition counts them."""
    wanted = _edition(edition)
    who = await sitting(request, plan)
    if not who.may_have(wanted):
        raise HTTPException(404)
    file = _chosen(request, who.room.live.state.signoff, wanted)
    if file is None:
        return await _draft(request, who, wanted)
    try:
        pdf = await site(request).store.read(lambda rows: sealed.file(rows, file.document))
    except KeyError:
        raise HTTPException(404) from None
    number = who.room.live.state.signoff.number(wanted.value, file.version)
    return _answer(request, who, wanted, pdf, str(number))


@router.get("/api/plans/{plan}/documents")
async def documents(request: Request, plan: str) -> Response:
    """The sealed files that this token may have, oldest first."""
    who = await sitting(request, plan, program=True)
    kept = await site(request).store.read(lambda rows: sealed.of_plan(rows, plan))
    signoff = who.room.live.state.signoff
    # A file that the log does not name was never sealed.
    named = {each.document for each in signoff.sealed}
    return JSONResponse(
        [
            {
                "document": each.document,
                "edition": each.edition,
                "version": signoff.number(each.edition, each.version),
                "state": each.state,
                "sha256": each.sha256,
                "content_hash": each.content_hash,
                "sealed_at": each.sealed_at,
            }
            for each in kept
            if each.document in named and who.may_have(Edition(each.edition))
        ]
    )


@router.post("/p/{plan}/seal")
async def seal(request: Request, plan: str) -> Response:
    """Go on without the signatures of those who are named (`without`): they are printed so. For facilitators."""
    who = await sitting(request, plan)
    if who.seat.role is not Role.FACILITATOR:
        raise HTTPException(403)
    given = await form(request)
    edition = _edition(field(given, "edition") or Edition.SHARED.value)
    without = {value for value in given.getlist("without") if isinstance(value, str)}
    try:
        await site(request).sealing.go_on(who.room, edition, who.seat.person, without)
    except RenderFailed as failed:
        raise _not_printed(request) from failed
    return go(f"/p/{plan}/console")


def _edition(name: str) -> Edition:
    try:
        return Edition(name)
    except ValueError:
        raise HTTPException(404) from None


def _chosen(request: Request, signoff: SignOff, edition: Edition) -> SealedFile | None:
    """None: a draft."""
    asked = request.query_params.get("version", "")
    if asked:
        files = (f for f in signoff.sealed if f.edition == edition)
        found = next((f for f in files if str(signoff.number(edition.value, f.version)) == asked), None)
        if found is None:
            raise HTTPException(404)
        return found
    if "draft" in request.query_params:
        return None
    if signoff.freeze is not None:
        return signoff.sealed_file(edition.value, signoff.freeze.version)
    last = signoff.last_sealed(edition.value)
    return None if last is None or signoff.withdrawn(last.version) else last


async def _draft(request: Request, who: Sitting, edition: Edition) -> Response:
    step = who.room.live.state.run.step
    if who.seat.role is Role.CUSTOMER and step is not None and step.holds_customers:
        # Our side works on the plan meanwhile; what it writes is shown when the customers are let on.
        raise HTTPException(403)
    try:
        pdf = await site(request).sealing.draft(who.room, edition, language_of(request))
    except RenderFailed as failed:
        raise _not_printed(request) from failed
    return _answer(request, who, edition, pdf, "")


def _not_printed(request: Request) -> HTTPException:
    with spoken(request):
        return HTTPException(503, _("The document could not be printed now. Try again in a minute."))


def _answer(request: Request, who: Sitting, edition: Edition, pdf: bytes, version: str) -> Response:
    account = who.room.live.state.account
    with spoken(request):
        name = (account.text("name") if account else "") or _("Plan")
        part = _("internal") if edition is Edition.INTERNAL and who.may_have(Edition.INTERNAL) else ""
        told = _("version %(num)s", num=version) if version else _("draft")
    filename = ", ".join(each for each in (name, part, told) if each) + ".pdf"
    plain = re.sub(r"[^A-Za-z0-9 ,._-]+", "_", filename)
    headers = {
        "content-disposition": f"inline; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}",
        "cache-control": "private, no-store",
    }
    return Response(pdf, media_type="application/pdf", headers=headers)
