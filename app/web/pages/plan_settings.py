"""A plan's settings: its account, its day, who else may lead it, the devices in it; copying and deleting it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.domain import commands as do
from app.domain.people import Role
from app.domain.refusals import Refused, Why
from app.i18n import choices
from app.i18n import gettext as _
from app.store import grants, users
from app.web import format_shelf, plans, words
from app.web.identity import roster, tokens
from app.web.identity.joining import wish_of
from app.web.pages.devices_view import device_views
from app.web.pages.leading import Leading, field, form, go, leader, owner
from app.web.pages.new_plan import format_lines, wrong_words
from app.web.pages.page import page, spoken
from app.web.reading import zone
from app.web.site import site

router = APIRouter()

GRANTED = ("facilitator", "reader")


@router.get("/p/{plan}/settings")
async def settings_page(request: Request, plan: str) -> Response:
    """All of it."""
    return await _page(request, await leader(request, plan))


@router.post("/p/{plan}/settings/account")
async def change_account(request: Request, plan: str) -> Response:
    """Name, organisation, time zone."""
    leading, given = await leader(request, plan), await form(request)
    record = leading.room.live.state.account
    if record is None:
        raise HTTPException(409)
    told = {name: field(given, name) for name in ("name", "organisation", "time_zone")}
    if wrong := plans.wrong_account(**told):
        with spoken(request):
            return await _page(request, leading, status=422, wrong_account=wrong_words(wrong), given=told)
    for name, said in told.items():
        await leading.identity.ask(leading.room, do.Set(record.id, name, said), leading.seat.person)
    return go(f"/p/{plan}/settings")


@router.post("/p/{plan}/settings/day")
async def change_day(request: Request, plan: str) -> Response:
    """Format and date, until the day has begun."""
    leading, given = await leader(request, plan), await form(request)
    there = await format_shelf.offered(site(request).store, site(request).formats)
    chosen = there.get(field(given, "format", 120)) or leading.room.live.state.run.format
    try:
        if chosen is None:
            raise Refused(Why.WRONG_TYPE)
        await leading.identity.ask(
            leading.room, do.SetAgenda(chosen, field(given, "date", 10)), leading.seat.person
        )
    except Refused as refused:
        with spoken(request):
            return await _page(request, leading, words.refusal(refused.code, refused.about), 409)
    return go(f"/p/{plan}/settings")


@router.post("/p/{plan}/settings/grant")
async def grant(request: Request, plan: str) -> Response:
    """Let another account lead or read the plan."""
    leading, given = await owner(request, plan), await form(request)
    login, level = field(given, "login", 200), field(given, "level", 20)
    if level not in GRANTED:
        raise HTTPException(422)
    around, at = leading.identity, leading.identity.hub.clock()

    def job(rows: Session) -> bool:
        found = users.by_login(rows, login)
        if found is None or grants.level(rows, user=found.id, plan=plan) == "owner":
            return False
        grants.give(rows, user=found.id, plan=plan, level=level, at=at)
        return True

    if not await around.store.write(job):
        with spoken(request):
            return await _page(request, leading, _("There is no other account with this login."), 422)
    return go(f"/p/{plan}/settings")


@router.post("/p/{plan}/settings/grant/{user}/withdraw")
async def withdraw(request: Request, plan: str, user: str) -> Response:
    """Take it back: the account is out of the plan at once, on all its devices."""
    leading = await owner(request, plan)
    if leading.account is not None and user == leading.account.id:
        raise HTTPException(409)
    around = leading.identity
    await around.store.write(lambda rows: grants.withdraw(rows, user=user, plan=plan))
    person = tokens.facilitator_id(user, plan)
    known = leading.room.live.state.people.get(person)
    if known is not None:
        try:
            await roster.remove(around, leading.room, person, by=leading.seat.person)
        except Refused:  # a signature keeps its signatory; the seat goes all the same
            await around.ask(
                leading.room, do.SetPerson(replace(known, role=Role.MEMBER)), leading.seat.person
            )
            await roster.sign_out(around, leading.room, person)
    return go(f"/p/{plan}/settings")


@router.post("/p/{plan}/settings/devices/{device}/revoke")
async def revoke(request: Request, plan: str, device: str) -> Response:
    """Sign one device out of the plan: a lost phone, a board that went home."""
    leading = await leader(request, plan)
    if device not in {each.id for each in await leading.identity.devices.of_plan(plan)}:
        raise HTTPException(404)
    await leading.identity.devices.revoke(device)
    return go(f"/p/{plan}/settings")


@router.post("/p/{plan}/settings/delete")
async def delete(request: Request, plan: str) -> Response:
    """For good; the title has to be typed."""
    leading, given = await owner(request, plan), await form(request)
    account = leading.room.live.state.account
    title = account.text("name") if account else ""
    if not title or field(given, "title", 200).casefold() != title.casefold():
        with spoken(request):
            return await _page(
                request, leading, _("Nothing was deleted: the name you typed is another one."), 422
            )
    await plans.delete(leading.identity, plan)
    return go("/")


async def _page(
    request: Request,
    leading: Leading,
    wrong: str = "",
    status: int = 200,
    *,
    wrong_account: Mapping[str, str] | None = None,
    given: Mapping[str, str] | None = None,
) -> Response:
    account = leading.room.live.state.account
    kept = {name: account.text(name) if account else "" for name in ("name", "organisation", "time_zone")}
    with spoken(request):
        regions = choices.regions()
    return page(
        request,
        "pages/plan_settings.html",
        status=status,
        wrong=wrong,
        wrong_account=wrong_account or {},
        given=given or kept,
        regions=regions,
        **await _view(request, leading),
    )


async def _view(request: Request, leading: Leading) -> dict[str, Any]:
    around, room, plan = leading.identity, leading.room, leading.plan
    devices = [each for each in await around.devices.of_plan(plan) if wish_of(each) is None]
    names = {each.id: room.names.get(each.person or "", "") or each.label for each in devices}
    granted = await around.store.read(
        lambda rows: [(u.id, u.login, u.name, level) for u, level in grants.users_of(rows, plan)]
    )
    return {
        "plan": plan,
        "account": room.live.state.account,
        "run": room.live.state.run,
        "begun": bool(room.live.state.run.began),
        "formats": await format_lines(request),
        "granted": granted,
        "owns": leading.level == "owner",
        "me": leading.account,
        "devices": device_views(request, devices, leading.seat.session, zone(room.live.state)),
        "names": names,
        "boards": {each.id for each in devices if each.kind == "board"},
    }
