"""The three screens of a plan: phone, board and console. First bytes and live bytes come from the same pages."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from app.domain.people import Role
from app.live.page import Page, holds
from app.live.ports import Audience, Code, Seat, Surface, Turned
from app.web.drawing import whole
from app.web.identity import joining
from app.web.moving import MovedAway
from app.web.pages.page import language_of, page
from app.web.scene import Scene
from app.web.site import Site, site

router = APIRouter()

LISTS = {
    Surface.PHONE: ("head", "now", "goal", "tree", "loose", "foot", "remote", "lead-tab"),
    Surface.BOARD: ("head", "stage", "foot"),
    Surface.CONSOLE: ("top", "runsheet", "step", "work", "outline", "people", "findings", "eyes"),
}
"""The lists of each page's shell."""
MINE = ("mine-head", "mine-now", "aside", "mine")
"""The lists of the phone's shell that hold one person's own pieces."""


@router.get("/p/{plan}")
async def phone(request: Request, plan: str) -> Response:
    return await _screen(request, plan, Surface.PHONE)


@router.get("/p/{plan}/board")
async def board(request: Request, plan: str) -> Response:
    return await _screen(request, plan, Surface.BOARD)


@router.get("/p/{plan}/console")
async def console(request: Request, plan: str) -> Response:
    return await _screen(request, plan, Surface.CONSOLE)


async def _screen(request: Request, plan: str, surface: Surface) -> Response:
    around = site(request)
    seat = await around.hub.ports.gate.admit(request.scope, plan)
    if isinstance(seat, Turned):
        return _turned(seat.code, plan, surface)
    try:
        room = await around.rooms.get(plan)
    except LookupError:
        raise HTTPException(404) from None
    scene = room.scene
    if (moved := scene.state.run.moved) and "here" not in request.query_params:
        raise MovedAway(plan, moved, readable=True)
    seat = replace(seat, surface=surface, language=language_of(request))
    audience = around.hub.ports.gate.audience(seat, scene)
    if isinstance(audience, Turned):
        return _turned(audience.code, plan, surface)
    if surface is Surface.PHONE:
        await joining.arrive(around.identity, room, seat.person)
    return page(request, f"{surface.value}/page.html", **_view(around, seat, audience, scene))


def _turned(code: Code, plan: str, surface: Surface) -> Response:
    """Where somebody can get in: the door knows who waits and who comes later."""
    if code is Code.NO_SUCH_PLAN:
        raise HTTPException(404)
    if surface is Surface.PHONE:
        return RedirectResponse(f"/p/{plan}/wait", 303)
    if code is not Code.SIGNED_OUT:
        raise HTTPException(403)
    return RedirectResponse("/board" if surface is Surface.BOARD else f"/login?next=/p/{plan}/console", 303)


def _view(around: Site, seat: Seat, audience: Audience, scene: Scene) -> dict[str, Any]:
    screens = around.hub.ports.screens
    shared = screens.page(audience, scene, None)
    mine = screens.personal(audience, seat.person, scene, None)
    lists = {**whole(shared, LISTS[audience.surface], (mine,)), **whole(mine, MINE)}
    account = scene.projections[audience.edition].account
    return {
        "plan": seat.plan,
        "name": account.text("name") if account else "",
        "seat": seat,
        "audience": audience,
        "leads": seat.role is Role.FACILITATOR,
        "rehearsal": bool(scene.state.run.rehearsal),
        "lists": {name: Markup(html) for name, html in lists.items()},  # noqa: S704  # nosec B704  # our own templates
        "holds": _holds({"all": shared, "mine": mine}),
        "now": around.hub.clock(),
    }


def _holds(pages: dict[str, Page]) -> Markup:
    """What the page holds, for its first word on the socket."""
    told = json.dumps(holds(pages), separators=(",", ":"))
    return Markup(told.replace("<", "\\u003c"))  # noqa: S704  # nosec B704  # in a script element of JSON
