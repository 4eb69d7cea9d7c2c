"""What every request passes before any route: our own name, same origin, a bound on what it sends, closing headers.

Plain ASGI, so that WebSockets pass the same guard; ready-made CSRF middlewares either crash on them or let
cross-origin ones through.
"""

from __future__ import annotations

import ipaddress
import secrets
import socket
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LARGEST_BODY = 1_048_576
"""Bytes of a request, but for the few routes that take files."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


FOR_MACHINES = frozenset({"/healthz", "/readyz", "/metrics"})
"""What probes ask for under whatever name they found: there is nothing in it for anybody's page."""


def names_of_here(public_url: str | None) -> frozenset[str]:
    """Names, in small letters, that this machine goes by without being told."""
    own = socket.gethostname().lower()
    named = {"localhost", own, f"{own}.local"}
    if public_url and (host := urlsplit(public_url).hostname):
        named.add(host)
    return frozenset(named)


Says = Callable[[Request], Response]


class Guard(ABC):
    """Turns requests and sockets away at the door, before any of our code has looked at them.

    Which ones, and in what words, each kind says for itself. A socket is told without words: 1008 is its 403.
    """

    def __init__(self, app: App, says: Says) -> None:
        self.app = app
        self.says = says
        """What a request that may not come in is answered."""

    @abstractmethod
    def passes(self, scope: Scope) -> bool:
        """Whether this request or socket may come in."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or self.passes(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self.says(Request(scope))(scope, receive, send)


class OwnHost(Guard):
    """Answer to our own names alone, so that a page elsewhere cannot have its name point here and call itself ours.

    Only a name can be made to point elsewhere after a page was loaded from it. An address of numbers cannot, and a
    laptop has another one in every room: any of them passes.
    """

    def __init__(self, app: App, names: frozenset[str], says: Says) -> None:
        super().__init__(app, says)
        self.names = names

    def passes(self, scope: Scope) -> bool:
        if scope["path"] in FOR_MACHINES:
            return True
        named = [value.decode("latin-1") for name, value in scope["headers"] if name.lower() == b"host"]
        if len(named) != 1:
            return False
        try:
            asked = urlsplit(f"//{named[0]}")
            host, _port = asked.hostname or "", asked.port
        except ValueError:
            return False
        return asked.username is None and (host in self.names or _is_numbers(host))


def _is_numbers(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


class SameOrigin(Guard):
    """Refuse cross-site writes and sockets. Programs with a bearer token send no cookie and no Origin: they pass.

    An origin is exact: scheme, host and port. Where a browser says itself from where a request came, it may not
    contradict its `Origin`.
    """

    def __init__(self, app: App, allowed: frozenset[str], says: Says) -> None:
        super().__init__(app, says)
        self.allowed = allowed
        """Origins beside the request's own host, for example the public address behind a proxy."""

    def passes(self, scope: Scope) -> bool:
        socket = scope["type"] == "websocket"
        if not socket and scope["method"] in SAFE:
            return True
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        origin, fetch_site = headers.get("origin"), headers.get("sec-fetch-site")
        if not socket and fetch_site is not None:
            # a form of ours may call its origin "null" where its reader wants no referrers
            return fetch_site in ("same-origin", "none") and (
                origin in (None, "null") or self._ours(origin, scope, headers)
            )
        if origin is None:
            return "cookie" not in headers
        return self._ours(origin, scope, headers)

    def _ours(self, origin: str | None, scope: Scope, headers: Mapping[str, str]) -> bool:
        schemes = {"https"}  # a proxy may speak it without telling us
        if scope["scheme"] in ("http", "ws"):
            schemes.add("http")
        return origin in self.allowed or origin in {f"{each}://{headers.get('host')}" for each in schemes}


class BoundedBodies:
    """Answer 413 to whoever sends more than a route could want. Counted as it comes, whatever length is told."""

    def __init__(self, app: App, larger: Mapping[str, int] | None = None) -> None:
        self.app = app
        self.larger = larger or {}
        """Bytes by path, where it is not LARGEST_BODY."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        left = self.larger.get(scope["path"], LARGEST_BODY)

        async def counted() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(413)  # the application's own page says so
            return message

        await self.app(scope, counted, send)


class ClosedPages:
    """Headers on every answer: scripts by nonce or from here, nothing from elsewhere, no framing but by ourselves."""

    def __init__(self, app: App, *, secure: bool = False) -> None:
        self.app = app
        self.secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *self._headers(nonce)]
            await send(message)

        await self.app(scope, receive, with_headers)

    def _headers(self, nonce: str) -> list[tuple[bytes, bytes]]:
        policy = (
            f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; "
            "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'self'; frame-src 'self'"
        )
        headers = [
            (b"content-security-policy", policy.encode()),
            (b"x-content-type-options", b"nosniff"),
            # not `no-referrer`: over plain HTTP a browser would then call our own forms' origin "null"
            (b"referrer-policy", b"same-origin"),
            (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
        ]
        if self.secure:
            headers.append((b"strict-transport-security", b"max-age=31536000"))
        return headers
