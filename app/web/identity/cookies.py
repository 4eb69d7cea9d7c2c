"""Cookies: what no script can read, on this host alone.

Over TLS their names begin with `__Host-` (RFC 6265bis, 4.1.3.2): a browser takes such a one only from this very host
and only over TLS, so that nobody who can answer for a neighbouring name, or over plain HTTP, can slip a visitor a
cookie of theirs. Over TLS no other is read. In a room without TLS there is nothing to hold on to: names are plain.
"""

from __future__ import annotations

import re

from starlette.requests import HTTPConnection
from starlette.responses import Response

from app.web.site import site

_NAME = re.compile(r"[A-Za-z0-9_-]+")
"""What we ever named a cookie; a plan's id stands in some."""


def keep(answer: Response, connection: HTTPConnection, name: str, value: str, seconds: int) -> None:
    """Give the browser a cookie for so long."""
    answer.set_cookie(
        _named(connection, name),
        value,
        max_age=seconds,
        path="/",
        httponly=True,
        samesite="lax",
        secure=secure(connection),
    )


def read(connection: HTTPConnection, name: str) -> str | None:
    """The cookie's value; None where the browser sent none."""
    return connection.cookies.get(_named(connection, name))


def drop(answer: Response, connection: HTTPConnection, name: str) -> None:
    """Have the browser forget it. A name that was never given, as an address may ask for, is none to forget."""
    if _NAME.fullmatch(name):
        answer.delete_cookie(
            _named(connection, name), path="/", httponly=True, samesite="lax", secure=secure(connection)
        )


def secure(connection: HTTPConnection) -> bool:
    """Whether the visitor came over TLS, to us or to the proxy before us."""
    return site(connection).secure or connection.url.scheme in ("https", "wss")


def _named(connection: HTTPConnection, name: str) -> str:
    return f"__Host-{name}" if secure(connection) else name
