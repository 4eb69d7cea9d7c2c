"""What people and programs are told when something is refused or goes wrong: one place for every exception."""

from __future__ import annotations

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from app.domain.refusals import Refused
from app.i18n import gettext as _
from app.session.journal import NotSaved
from app.web import words
from app.web.moving import MovedAway
from app.web.pages.page import page, spoken
from app.web.requests import REQUEST

log = logging.getLogger(__name__)

TITLES = {
    403: lambda: _("This is not for you to open"),
    404: lambda: _("There is nothing here"),
    405: lambda: _("There is nothing here"),
    413: lambda: _("This is too large"),
    409: lambda: _("This could not be done"),
    421: lambda: _("There is nothing here"),
    429: lambda: _("Too many tries"),
    503: lambda: _("This cannot be done just now"),
}
SENTENCES = {
    400: lambda: _("This page sent something unreadable. Reload it."),
    401: lambda: _("You were signed out. Join again."),
    403: lambda: _("Ask whoever leads the plan."),
    404: lambda: _("The address is wrong, or what was here has been taken away."),
    405: lambda: _("The address is wrong, or what was here has been taken away."),
    413: lambda: _("It was not taken. Go back, and send less of it."),
    422: lambda: _("This page sent something unreadable. Reload it."),
}
"""Where whoever refused gave no words of their own."""
PHRASES = {status.value: status.phrase for status in HTTPStatus}


def install(app: FastAPI) -> None:
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(NotSaved, _not_saved)
    app.add_exception_handler(MovedAway, _moved_away)
    app.add_exception_handler(Exception, _broken)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status, detail = error.status_code, str(error.detail or "")
    with spoken(request):
        if status in SENTENCES and detail in ("", PHRASES.get(status)):
            detail = SENTENCES[status]()
        return _answer(request, status, f"http-{status}", detail, error.headers)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    with spoken(request):
        return _answer(request, 409, error.code.value, words.refusal(error.code, error.about))


async def _not_saved(request: Request, error: Exception) -> Response:
    assert isinstance(error, NotSaved)
    with spoken(request):
        # A page's form is not kept anywhere, as a command is.
        program = request.url.path.startswith("/api/")
        said = words.not_saved if program else words.not_possible
        return _answer(request, 503, "not-saved", said(error.reason))


async def _moved_away(request: Request, error: Exception) -> Response:
    """Not a redirect: a browser that has just sent a form would follow it nowhere else."""
    assert isinstance(error, MovedAway)
    read_here = f"/p/{error.plan}?here=1" if error.readable else ""
    there = error.to + request.url.path
    return page(request, "pages/moved.html", status=421, to=error.to, there=there, here=read_here)


async def _broken(request: Request, error: Exception) -> Response:
    log.error("a request failed", exc_info=error)
    with spoken(request):
        return _answer(request, 500, "server-error", words.refusal("server-error", {}))


def wrong_host(request: Request) -> Response:
    """The answer to whoever came under a name that is not ours."""
    with spoken(request):
        message = _(
            "This server does not go by this name. Open the address that the board or the terminal shows."
        )
        return _answer(request, 421, "wrong-host", message)


def wrong_origin(request: Request) -> Response:
    """The answer to whoever sends something from a page that is not ours."""
    with spoken(request):
        message = _(
            "This was sent from another address than the server's own, and not taken. Open the address that the board"
            " or the terminal shows, and do it there. Behind a proxy, STRATROOM_PUBLIC_URL has to say it."
        )
        return _answer(request, 403, "wrong-origin", message)


def _answer(request: Request, status: int, code: str, message: str, headers: object = None) -> Response:
    kept = dict(headers) if isinstance(headers, dict) else None
    number = REQUEST.get() if status >= 500 else ""
    if request.url.path.startswith("/api/"):
        told = {"code": code, "message": message}
        return JSONResponse(told | ({"request": number} if number else {}), status, headers=kept)
    title = TITLES.get(status, lambda: _("Something went wrong here"))()
    return page(
        request, "pages/error.html", status=status, title=title, message=message, number=number, headers=kept
    )
