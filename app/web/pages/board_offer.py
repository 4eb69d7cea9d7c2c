"""`/board`: any machine becomes a board by showing a code that the console accepts; and the page that accepts it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from app.i18n import gettext as _
from app.web.identity import boards, cookies, tokens
from app.web.identity.devices import Device
from app.web.identity.identity import identity
from app.web.identity.visitors import BOARD_COOKIE, SEAT_COOKIE
from app.web.pages.leading import field, form, go, leader, start
from app.web.pages.page import page, spoken

router = APIRouter()

MONTH_S = 30 * 86_400


@router.get("/board")
async def offer(request: Request) -> Response:
    """A code, until it is accepted; then the board, also after a reload or a night."""
    around = identity(request)
    token, device = await _board_here(request)
    if device is not None and device.plan is not None and token is not None:
        answer = go(f"/p/{device.plan}/board")
        cookies.keep(answer, request, SEAT_COOKIE + device.plan, token, MONTH_S)
        return answer
    known = await boards.waiting(around, token) if token is not None else None
    waits = known or await boards.offer(around, start(request, "board"))
    shown = page(request, "pages/board_offer.html", code=tokens.spaced(waits.code), asks="/board/state")
    if known is None:
        cookies.keep(shown, request, BOARD_COOKIE, waits.token, MONTH_S)
    return shown


@router.get("/board/state")
async def state(request: Request) -> Response:
    """Whether somebody accepted it."""
    token = cookies.read(request, BOARD_COOKIE)
    waits = token is not None and await boards.waiting(identity(request), token) is not None
    return JSONResponse({} if waits else {"go": "/board"})


@router.get("/p/{plan}/boards")
async def accept_page(request: Request, plan: str) -> Response:
    """The facilitator types the code."""
    leading = await leader(request, plan)
    return page(
        request, "pages/boards.html", plan=plan, account=leading.room.live.state.account, wrong="", code="",
        accepted="accepted" in request.query_params,
    )  # fmt: skip


@router.post("/p/{plan}/boards")
async def accept(request: Request, plan: str) -> Response:
    """It becomes this plan's board within a second or two."""
    leading, given = await leader(request, plan), await form(request)
    code, label = field(given, "code", 40), field(given, "label", 80)
    if await boards.accept(leading.identity, plan, code, label):
        return go(f"/p/{plan}/boards?accepted=1")
    with spoken(request):
        wrong = _("No machine shows this code. Open /board on it and read the code again.")
    return page(
        request, "pages/boards.html", status=404, plan=plan, account=leading.room.live.state.account,
        wrong=wrong, code=code, accepted=False,
    )  # fmt: skip


async def _board_here(request: Request) -> tuple[str | None, Device | None]:
    token = cookies.read(request, BOARD_COOKIE)
    device = await identity(request).devices.find(token) if token else None
    return token, device if device is not None and device.kind == "board" else None
