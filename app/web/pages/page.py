"""How a page is answered: template, language, nonce. The language is the visitor's choice, else the browser's."""

from __future__ import annotations

import gzip
import io
import secrets
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse

from app.i18n import LANGUAGES, Language, is_language, use_language
from app.web.identity import cookies
from app.web.site import site

LANGUAGE_COOKIE = "language"
YEAR_S = 365 * 86_400
WORTH_PACKING = 1_000
"""Bytes; less goes into one packet anyhow."""
EFFORT = 3
"""Of gzip's nine: beyond it, time doubles for a twentieth of the size."""
MASK = 128
"""Bytes at most by which a packed page is longer than it would have to be."""


def language_of(connection: HTTPConnection) -> Language:
    """`?lang=`, then the visitor's last choice, then what the browser prefers."""
    asked = connection.query_params.get("lang", "")
    if is_language(asked):
        return asked
    chosen = cookies.read(connection, LANGUAGE_COOKIE) or ""
    if is_language(chosen):
        return chosen
    for part in connection.headers.get("accept-language", "").split(","):
        code = part.split(";")[0].strip().split("-")[0].lower()
        if is_language(code):
            return code
    return "en"


def spoken(connection: HTTPConnection) -> AbstractContextManager[None]:
    """Speak the visitor's language inside this block: for sentences that are made before the page is."""
    return use_language(language_of(connection))


def page(
    request: Request,
    template: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **view: Any,
) -> HTMLResponse:
    """`template` with `view`, in the visitor's language, which is remembered where it was asked for."""
    language = language_of(request)
    with use_language(language):
        text = (
            site(request)
            .drawing.templates.get_template(template)
            .render(
                lang=language,
                languages=LANGUAGES,
                nonce=request.scope.get("state", {}).get("nonce", ""),
                path=_own_path(request),
                **view,
            )
        )
    answer = HTMLResponse(text, status, headers=dict(headers or {}))
    _pack(request, answer)
    answer.headers["cache-control"] = "no-store"
    if is_language(request.query_params.get("lang", "")):
        cookies.keep(answer, request, LANGUAGE_COOKIE, language, YEAR_S)
    return answer


def _pack(request: Request, answer: HTMLResponse) -> None:
    """Through gzip, where that is taken and worth it: a plan's page is a fifth of its size then.

    How small words get tells something about them, to somebody on the line who can have words of their own put on
    the same page. A name of random length in gzip's header takes that away from them.
    """
    if len(answer.body) < WORTH_PACKING or "gzip" not in request.headers.get("accept-encoding", ""):
        return
    name = "x" * secrets.randbelow(MASK)
    packed = io.BytesIO()
    with gzip.GzipFile(name, "wb", EFFORT, packed, mtime=0) as writing:
        writing.write(answer.body)
    answer.body = packed.getvalue()
    answer.headers["content-length"] = str(len(answer.body))
    answer.headers["content-encoding"] = "gzip"
    answer.headers["vary"] = "accept-encoding"


def _own_path(request: Request) -> str:
    """Where this page is opened again, in another language. A form that was refused lives where it was filled in."""
    filled_in = urlsplit(request.headers.get("referer", "")).path
    own = filled_in if request.method == "POST" and filled_in.startswith("/") else request.url.path
    return "/" + own.lstrip("/\\")  # two of them would begin another host's address
