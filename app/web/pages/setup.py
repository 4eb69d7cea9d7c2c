"""The one-time link of the first start, and the first account that it makes."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.i18n import gettext as _
from app.web.identity import first_run, passwords
from app.web.identity.identity import identity
from app.web.pages.account import logged_in, password_wrong
from app.web.pages.leading import field, form, go
from app.web.pages.page import page, spoken

router = APIRouter()


@router.get("/setup/{secret}")
async def link(request: Request, secret: str) -> Response:
    """The form; once there is an account, the link is dead."""
    if identity(request).setup != secret:
        return _ended(request)
    return _page(request)


@router.post("/setup/{secret}")
async def first_account(request: Request, secret: str) -> Response:
    """Make the account and log it in here."""
    around = identity(request)
    if around.setup != secret:
        return _ended(request)
    given = await form(request)
    name, login, password = (
        field(given, "name", 120),
        field(given, "login", 200),
        str(given.get("password", "")),
    )
    with spoken(request):
        wrong = _wrong(name, login, password)
    if wrong:
        return _page(request, wrong, name, login, 422)
    try:
        user = await first_run.set_up(around, secret, login=login, name=name, password=password)
    except first_run.SetUpAlready:
        return _ended(request)
    return await logged_in(request, user, go("/"))


def _ended(request: Request) -> Response:
    """No link that works: somebody has used it, or it is of another start."""
    template = "pages/setup_ended.html" if identity(request).setup is None else "pages/setup_waits.html"
    return page(request, template, status=404)


def _wrong(name: str, login: str, password: str) -> str:
    if not name or not login:
        return _("Fill in your name and how you want to log in.")
    return password_wrong(password)


def _page(request: Request, wrong: str = "", name: str = "", login: str = "", status: int = 200) -> Response:
    return page(
        request,
        "pages/setup.html",
        status=status,
        wrong=wrong,
        name=name,
        login=login,
        shortest=passwords.SHORTEST,
    )
