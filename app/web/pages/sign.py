"""Reading and signing beside the live page: what is signed, in full; the form's answers; a page for who comes later.

Signatures are posted and not sent through the socket, because they are evidence: where they came from, on what
device and how its holder is known stand in the log with them. Everything works without a script.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, Response

from app.activities.contract import Me, Moment
from app.activities.lines import factor_line, goal_line
from app.activities.sign_off import phone
from app.activities.sign_off.points import open_points
from app.domain import commands as do
from app.domain.people import Edition, Person
from app.domain.refusals import Refused, Why
from app.domain.signoff import Freeze, editions_for
from app.i18n import Language, is_language, use_language
from app.session.journal import NotSaved
from app.session.live_plan import Done, NotDone, NotYet
from app.store import invitations
from app.web import api, changes, words
from app.web.desk import actor
from app.web.identity import visitors
from app.web.pages.leading import field, form, go
from app.web.pages.page import language_of, page, spoken
from app.web.pages.sitting import Sitting, sitting
from app.web.paper import moment_of
from app.web.paper_evidence import Read, consent
from app.web.site import site

router = APIRouter()

LONGEST_DRAWING = 20_000


@dataclass(frozen=True, slots=True)
class Signatory:
    """Somebody who is asked to sign the frozen version."""

    sitting: Sitting
    person: Person
    freeze: Freeze
    moment: Moment
    """Of the edition they read."""

    @property
    def edition(self) -> Edition:
        return Edition(editions_for(self.person)[0])

    @property
    def signed(self) -> bool:
        return self.moment.signoff.signature_of(self.person.id, self.freeze.version) is not None


@router.get("/p/{plan}/sign")
async def sign_page(request: Request, plan: str) -> Response:
    """The form, for whoever comes by a link after the day."""
    return await _page(request, await _signatory(request, plan))


@router.get("/p/{plan}/sign/page")
async def one_page(request: Request, plan: str) -> Response:
    """The plan on one page, in the edition that is signed."""
    return _reading(request, await _signatory(request, plan), whole=False)


@router.get("/p/{plan}/sign/all")
async def everything(request: Request, plan: str) -> Response:
    """All that is signed."""
    return _reading(request, await _signatory(request, plan), whole=True)


@router.get("/p/{plan}/sign/changes")
async def changed(request: Request, plan: str) -> Response:
    """What changed since this signatory's last own act; an empty piece where nothing did."""
    who = await _signatory(request, plan)
    seen = (await who.sitting.room.last_seen.before(who.freeze.version)).get(who.person.id)
    with spoken(request):
        found = changes.between(seen, who.moment) if seen else ()
    return page(
        request,
        "pages/sign_changes.html",
        seen=seen,
        changes=found,
        zone=who.moment.zone,
        customer=who.moment.projection.account,
    )


@router.post("/p/{plan}/sign")
async def sign(request: Request, plan: str) -> Response:
    """Sign what was read. What is wrong is said beside the form."""
    who = await _signatory(request, plan)
    given = await form(request)
    spoke = _language(field(given, "language"), request)
    agreed = bool(field(given, "consent"))
    try:
        command = await _command(
            request,
            who,
            digest=field(given, "digest"),
            name=field(given, "name"),
            drawing=field(given, "drawing", LONGEST_DRAWING),
            agreed=agreed,
            language=spoke,
        )
        await _ask(who, command)
    except Refused as refused:
        if refused.code is not Why.ALREADY_SIGNED:
            return await _page(request, who, refused)
    return go(f"/p/{plan}")


@router.post("/p/{plan}/decline")
async def decline(request: Request, plan: str) -> Response:
    """Do not sign, and say why."""
    who = await _signatory(request, plan)
    given = await form(request)
    try:
        if field(given, "digest") != who.freeze.digests[who.edition.value]:
            raise Refused(Why.STALE_VERSION)
        await _ask(who, do.Decline(who.freeze.version, field(given, "reason", 1_000)))
    except Refused as refused:
        return await _page(request, who, refused)
    return go(f"/p/{plan}")


@router.get("/api/plans/{plan}/sign")
async def api_asked(request: Request, plan: str) -> Response:
    """What this token's person is asked to sign."""
    who = await _signatory(request, plan, program=True)
    language = language_of(request)
    with use_language(language):
        agreed = consent(who.moment, who.person.side, language)
    return JSONResponse(
        {
            "edition": who.edition.value,
            "version": who.moment.signoff.number(who.edition.value, who.freeze.version),
            "digest": who.freeze.digests[who.edition.value],
            "consent": agreed,
            "signed": who.signed,
        }
    )


@router.post("/api/plans/{plan}/sign")
async def api_sign(request: Request, plan: str) -> Response:
    """`{"id", "digest", "name", "consent": true, "drawing"}` → `ack` or `refused`, as for any command."""
    who = await _signatory(request, plan, program=True)
    given = await api.body(request)
    if not isinstance(given, dict):
        raise HTTPException(400)
    id_ = str(given.get("id", ""))
    try:
        command = await _command(
            request,
            who,
            digest=str(given.get("digest", "")),
            name=str(given.get("name", "")),
            drawing=str(given.get("drawing", "")),
            agreed=given.get("consent") is True,
            language=language_of(request),
        )
        await _ask(who, command, id_)
    except Refused as refused:
        with spoken(request):
            message = words.refusal(refused.code, refused.about)
        return JSONResponse({"type": "refused", "id": id_, "code": refused.code.value, "message": message})
    return JSONResponse({"type": "ack", "id": id_})


async def _signatory(request: Request, plan: str, *, program: bool = False) -> Signatory:
    """Raises HTTPException: 404 for who is not asked; Refused(NOT_FROZEN)."""
    who = await sitting(request, plan, program=program)
    person = who.room.live.state.people.get(who.seat.person)
    if person is None or person.signs_as is None:
        raise HTTPException(404)
    freeze = who.room.live.state.signoff.freeze
    if freeze is None:
        raise Refused(Why.NOT_FROZEN)
    edition = Edition(editions_for(person)[0])
    return Signatory(who, person, freeze, moment_of(who.room.scene, edition, language_of(request)))


async def _command(
    request: Request,
    who: Signatory,
    *,
    digest: str,
    name: str,
    drawing: str,
    agreed: bool,
    language: Language,
) -> do.Sign:
    """Their signature, with what is known of where it comes from."""
    with use_language(language):
        given = consent(who.moment, who.person.side, language) if agreed else ""
    return do.Sign(
        version=who.freeze.version,
        digest=digest,
        name=name,
        consent=given,
        drawing=drawing,
        identified=await _identified(request, who.sitting.room.live.id),
        address=request.client.host if request.client else "",
        agent=request.headers.get("user-agent", "")[:300],
    )


async def _ask(who: Signatory, command: do.Command, id_: str = "") -> None:
    room = who.sitting.room
    answer = await room.live.submit(actor(room, who.sitting.seat), id_ or secrets.token_urlsafe(12), command)
    match answer:
        case Done():
            return
        case NotDone(code, about):
            raise Refused(Why(code), **about)
        case NotYet(reason):
            raise NotSaved(reason)


async def _identified(connection: HTTPConnection, plan: str) -> str:
    """How this device's holder is known: by password, by their own link, by the room's code, or from the roster."""
    identity = site(connection).identity
    account = await visitors.account_of(identity, connection)
    if account is not None and await visitors.level_of(identity, account, plan):
        return "password"
    device = await visitors.device_of(identity, connection, plan)
    if device is None or device.invitation is None:
        return "roster"
    came_by = device.invitation
    try:
        kind = await identity.store.read(lambda rows: invitations.get(rows, came_by).kind)
    except KeyError:
        return "roster"
    return "personal-link" if kind == "personal" else "join-code"


def _language(code: str, request: Request) -> Language:
    return code if is_language(code) else language_of(request)


def _reading(request: Request, who: Signatory, *, whole: bool) -> Response:
    room, moment = who.sitting.room, who.moment
    site(request).sealing.read(moment.plan, who.freeze.version, Read(who.person.id, room.live.now(), whole))
    return page(
        request,
        "pages/sign_read.html",
        whole=whole,
        plan=moment.plan,
        edition=moment.edition.value,
        number=moment.signoff.number(moment.edition.value, who.freeze.version),
        digest=who.freeze.digests[who.edition.value],
        account=moment.projection.account,
        goal=goal_line(moment),
        factors=tuple(factor_line(moment, node) for node in moment.projection.factors),
        constraints=moment.projection.under(None, "constraint"),
        points=open_points(moment),
    )


async def _page(request: Request, who: Signatory, refused: Refused | None = None) -> Response:
    """The same form as on the phone page, by itself."""
    if who.signed:
        return go(f"/p/{who.moment.plan}")
    piece = phone.asked(who.moment, Me(who.person.id), who.person, who.freeze)
    drawing = site(request).drawing
    language = language_of(request)
    with spoken(request):
        wrong = words.refusal(refused.code, refused.about) if refused else ""
    return page(
        request,
        "pages/sign.html",
        status=409 if refused else 200,
        plan=who.moment.plan,
        number=who.moment.signoff.number(who.edition.value, who.freeze.version),
        form=Markup(drawing.fragment(piece, language).body.decode()),  # noqa: S704  # nosec B704  # our own template
        wrong=wrong,
    )
