"""The roster of a plan: who takes part, who is here, and how each comes in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.domain import attendance
from app.domain.agenda import said
from app.domain.people import Person, Role, Side, SignsAs
from app.domain.reading.roster import Odd, Remark, known_already, read_roster
from app.domain.refusals import Refused, Why
from app.i18n import gettext as _
from app.i18n import language
from app.web import words
from app.web.identity import invitations, roster, venue
from app.web.identity.roster import Entry, NameTaken, OwnerStays
from app.web.pages.devices_view import device_views
from app.web.pages.leading import LARGEST_FORM, Leading, field, form, go, leader
from app.web.pages.page import page, spoken
from app.web.reading import zone

router = APIRouter()


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody in the list."""

    id: str
    name: str
    function: str
    level: str
    side: str
    role: str
    signs_as: str
    presence: str
    """`here`, `came` or `not-yet`."""
    needed: bool
    """The day cannot be held without them."""
    coming: str
    """`yes`, `no`, or empty where they have not answered."""


@router.get("/p/{plan}/roster")
async def people_page(request: Request, plan: str) -> Response:
    """Everybody, ours before theirs."""
    return await _list(request, await leader(request, plan))


@router.post("/p/{plan}/roster")
async def add(request: Request, plan: str) -> Response:
    """Add one person."""
    leading, given = await leader(request, plan), await form(request)
    try:
        await roster.put(leading.identity, leading.room, entry_of(given), by=leading.seat.person)
    except NameTaken:
        with spoken(request):
            wrong = _("Somebody of this name is on the list. Give another function to tell them apart.")
        return await _list(request, leading, wrong, 409, given)
    except Refused as refused:
        with spoken(request):
            wrong = words.refusal(refused.code, refused.about)
        return await _list(request, leading, wrong, 409, given)
    return go(f"/p/{plan}/roster#add")


@router.get("/p/{plan}/roster/paste")
async def paste_again(plan: str) -> Response:
    """A reload of the preview: what was pasted is not kept."""
    return go(f"/p/{plan}/roster")


@router.post("/p/{plan}/roster/paste")
async def paste(request: Request, plan: str) -> Response:
    """Read a pasted spreadsheet: first shown as it was read, then taken over."""
    leading, given = await leader(request, plan), await form(request, fields=2_000)
    text = field(given, "text", LARGEST_FORM)
    side = Side.THEIRS if field(given, "side") == "theirs" else Side.OURS
    read = read_roster(text)
    wanted = {value for value in given.getlist("row") if isinstance(value, str)}
    rows = [row for row in read.people if str(row.row) in wanted]
    if "take" not in given:
        ticked = {row.row for row in rows} if "shown" in given else None
        return page(request, "pages/roster_paste.html", **_preview(request, leading, text, side, ticked))
    await roster.take_over(leading.identity, leading.room, rows, side, by=leading.seat.person)
    return go(f"/p/{plan}/roster")


@router.get("/p/{plan}/roster/{person}")
async def person_page(request: Request, plan: str, person: str) -> Response:
    """One person: what is said of them, their link, their devices."""
    return await _person(request, await leader(request, plan), person)


@router.post("/p/{plan}/roster/{person}")
async def change(request: Request, plan: str, person: str) -> Response:
    """Describe them anew."""
    leading, given = await leader(request, plan), await form(request)
    wrong = ""
    with spoken(request):
        try:
            await roster.change(
                leading.identity, leading.room, person, entry_of(given), by=leading.seat.person
            )
        except NameTaken:
            wrong = _("Somebody of this name is on the list. Give another function to tell them apart.")
        except OwnerStays:
            wrong = _owner_stays()
        except Refused as refused:
            wrong = _refusal(refused)
    if wrong:
        return await _person(request, leading, person, wrong, 409)
    return go(f"/p/{plan}/roster")


@router.post("/p/{plan}/roster/{person}/remove")
async def remove(request: Request, plan: str, person: str) -> Response:
    """Off the list, out of the room."""
    leading = await leader(request, plan)
    if person == leading.seat.person:
        raise HTTPException(409)
    try:
        await roster.remove(leading.identity, leading.room, person, by=leading.seat.person)
    except OwnerStays:
        with spoken(request):
            return await _person(request, leading, person, _owner_stays(), 409)
    except Refused as refused:
        with spoken(request):
            wrong = _refusal(refused)
        return await _person(request, leading, person, wrong, 409)
    return go(f"/p/{plan}/roster")


@router.post("/p/{plan}/roster/{person}/link")
async def new_link(request: Request, plan: str, person: str) -> Response:
    """A personal link, in place of an older one."""
    leading = await leader(request, plan)
    _found(leading, person)
    await invitations.renew(leading.identity, plan, invitations.PERSONAL, person)
    return go(f"/p/{plan}/roster/{person}#link")


@router.post("/p/{plan}/roster/{person}/sign-out")
async def sign_out(request: Request, plan: str, person: str) -> Response:
    """End their devices and their link; they stay on the list."""
    leading = await leader(request, plan)
    _found(leading, person)
    await roster.sign_out(leading.identity, leading.room, person)
    return go(f"/p/{plan}/roster/{person}")


def entry_of(given: FormData) -> Entry:
    """What a form says of somebody. Raises HTTPException(422) for what no form of ours sends."""
    try:
        side = Side(field(given, "side") or "ours")
        role = Role(field(given, "role") or "member")
        signs = field(given, "signs_as")
        signs_as = SignsAs(signs) if signs else None
    except ValueError:
        raise HTTPException(422) from None
    if role in (Role.SYSTEM, Role.BOARD):
        raise HTTPException(422)
    return Entry(
        field(given, "name"), field(given, "function"), side, field(given, "level"), role, signs_as,
        needed=field(given, "needed", 64),
    )  # fmt: skip


def _owner_stays() -> str:
    return _("This plan is theirs: its owner leads it and stays on the list.")


def _refusal(refused: Refused) -> str:
    match refused.code:
        case Why.ALREADY_SIGNED:
            return _("Who has signed stays on the list.")
        case Why.FROZEN:
            return _signing_stands()
        case _:
            return words.refusal(refused.code, refused.about)


def _signing_stands() -> str:
    return _(
        "The plan is frozen, and who signs it stays as it is. On the console, in the step where it is signed, you can"
        " go on without a signature, or unfreeze the plan."
    )


def _found(leading: Leading, person: str) -> Person:
    found = leading.room.live.state.people.get(person)
    if found is None:
        raise HTTPException(404)
    return found


def people_lines(leading: Leading, side: Side) -> list[PersonLine]:
    """A side of the roster, in its order. Who looks at it is here, whatever their other pages say."""
    here = leading.identity.hub.present(leading.plan) | {leading.seat.person}
    names, state = leading.room.names, leading.room.live.state
    places = attendance.places(state.run.format, state.people)
    needed = {person.id for place in places if not place.ideally for person in place.people}
    return [
        PersonLine(
            p.id,
            names.get(p.id, "") or "–",
            p.function,
            p.level,
            p.side.value,
            p.role.value,
            p.signs_as.value if p.signs_as else "",
            "here" if p.id in here else "came" if p.came else "not-yet",
            p.id in needed,
            p.coming.value if p.coming else "",
        )
        for p in state.on_side(side)
    ]


async def _list(
    request: Request, leading: Leading, wrong: str = "", status: int = 200, given: FormData | None = None
) -> Response:
    ours, theirs = people_lines(leading, Side.OURS), people_lines(leading, Side.THEIRS)
    return page(
        request,
        "pages/roster.html",
        status=status,
        plan=leading.plan,
        account=leading.room.live.state.account,
        ours=ours,
        theirs=theirs,
        here=sum(line.presence == "here" for line in ours + theirs),
        functions=sorted({line.function for line in ours if line.function}),
        wrong=wrong,
        given={name: field(given, name) if given else "" for name in ("name", "function", "level", "side")},
        roles=role_words(request),
        signs=[each.value for each in SignsAs],
        new="new" in request.query_params,
    )


async def _person(
    request: Request, leading: Leading, person: str, wrong: str = "", status: int = 200
) -> Response:
    found, plan, around = _found(leading, person), leading.plan, leading.identity
    way = await invitations.way_in(around, plan, invitations.PERSONAL, person) if _linkable(found) else None
    base = venue.base_url(around, await venue.of_plan(around, plan))
    devices = [each for each in await around.devices.of_plan(plan) if each.person == person]
    with spoken(request):
        asked = found.signs_as is not None and leading.room.live.state.signoff.freeze is not None
        stands = _signing_stands() if asked else ""
        format_ = leading.room.live.state.run.format
        needs = [(need.key, said(need.who, language())) for need in (format_.needs if format_ else ())]
    return page(
        request,
        "pages/person.html",
        status=status,
        plan=plan,
        account=leading.room.live.state.account,
        person=found,
        name=leading.room.names.get(person, ""),
        link=f"{around.public_url or base}{way.path}" if way else "",
        lasting=around.public_url is not None,
        devices=device_views(request, devices, leading.seat.session, zone(leading.room.live.state)),
        roles=role_words(request),
        signs=[each.value for each in SignsAs],
        me=person == leading.seat.person,
        stands=stands,
        wrong=wrong,
        needs=needs,
    )


def _linkable(person: Person) -> bool:
    return person.role in (Role.MEMBER, Role.FACILITATOR, Role.CUSTOMER, Role.AUDITOR)


def role_words(request: Request) -> dict[str, str]:
    """Roles that a facilitator can give to one of ours, in the visitor's language."""
    with spoken(request):
        return {
            Role.MEMBER.value: _("takes part"),
            Role.FACILITATOR.value: _("leads"),
            Role.AUDITOR.value: _("only reads"),
        }


def _preview(
    request: Request, leading: Leading, text: str, side: Side, ticked: set[int] | None
) -> dict[str, Any]:
    """`ticked`: rows to be taken, where the preview was shown before in another language; else all that are new."""
    read = read_roster(text)
    names = [leading.room.names.get(p.id, "") for p in leading.room.live.state.on_side(side)]
    known = {row.row for row in known_already(names, read.people)}
    with spoken(request):
        remarks = [_remark(each) for each in read.remarks]
    return {
        "plan": leading.plan,
        "account": leading.room.live.state.account,
        "text": text,
        "side": side.value,
        "people": read.people,
        "known": known,
        "ticked": {row.row for row in read.people} - known if ticked is None else ticked,
        "remarks": remarks,
    }


def _remark(remark: Remark) -> str:
    say = {
        Odd.NO_NAME: _("Row %(row)d has no name: %(value)s", row=remark.row, value=remark.value),
        Odd.TWICE: _("%(value)s stands here twice; row %(row)d was put together with the first.",
                     row=remark.row, value=remark.value),
        Odd.TOO_LONG: _("Row %(row)d: shortened to “%(value)s”.", row=remark.row, value=remark.value),
        Odd.NOT_AN_ADDRESS: _("Row %(row)d: “%(value)s” is no email address.", row=remark.row, value=remark.value),
        Odd.UNKNOWN_SIDE: _("Row %(row)d: “%(value)s” is no side.", row=remark.row, value=remark.value),
        Odd.TOO_MANY: _("Too many people; the list stops before %(value)s.", row=remark.row, value=remark.value),
    }  # fmt: skip
    return say[remark.odd]
