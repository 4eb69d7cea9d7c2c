"""Rehearsing a day: a throw-away copy with simulated people; stopped, gone on with and thrown away from its console."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.web import plans
from app.web.pages.leading import Leading, go, leader
from app.web.pages.page import language_of, page, spoken
from app.web.rehearsal import copying
from app.web.site import site

router = APIRouter()


@router.post("/p/{plan}/rehearse")
async def rehearse(request: Request, plan: str) -> Response:
    """Make the copy, let people come in, and go to its console. It belongs to the account that asks."""
    leading = await leader(request, plan)
    if leading.account is None or leading.room.live.state.run.rehearsal:
        raise HTTPException(403)
    with spoken(request):
        made = await copying.copy(leading.identity, leading.account, plan)
    site(request).rehearsals.begin(made, language_of(request))
    return go(f"/p/{made}/console")


@router.get("/p/{plan}/rehearsal")
async def bar(request: Request, plan: str) -> Response:
    """What the console says of it, asked for again and again: whether anybody acts is no part of the plan."""
    leading = await _rehearsing(request, plan)
    playing = site(request).rehearsals.plays(plan)
    return page(
        request, "pages/rehearsal_bar.html", plan=plan, playing=playing, owns=leading.level == "owner"
    )


@router.post("/p/{plan}/rehearsal/stop")
async def stop(request: Request, plan: str) -> Response:
    """The simulated people put their phones down."""
    await _rehearsing(request, plan)
    await site(request).rehearsals.stop(plan)
    return go(f"/p/{plan}/console")


@router.post("/p/{plan}/rehearsal/go-on")
async def go_on(request: Request, plan: str) -> Response:
    """And take them up again."""
    await _rehearsing(request, plan)
    site(request).rehearsals.begin(plan, language_of(request))
    return go(f"/p/{plan}/console")


@router.post("/p/{plan}/rehearsal/end")
async def end(request: Request, plan: str) -> Response:
    """Throw it away. The plan that was rehearsed is another one, and as it was."""
    leading = await _rehearsing(request, plan)
    if leading.level != "owner":
        raise HTTPException(403)
    source = leading.room.live.state.run.rehearsal
    await site(request).rehearsals.stop(plan)
    await plans.delete(leading.identity, plan)
    return go(f"/p/{source}/preparing")


async def _rehearsing(request: Request, plan: str) -> Leading:
    leading = await leader(request, plan)
    if not leading.room.live.state.run.rehearsal:
        raise HTTPException(404)
    return leading
