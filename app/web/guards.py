"""What every request passes before any route: same origin, a bound on what it sends, headers that keep pages closed.

Plain ASGI, so that WebSockets pass the same guard; ready-made CSRF middlewares either crash on them or let
cross-origin ones through.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LARGEST_BODY = 1_048_576
"""Bytes of a request, but for the few routes that take files."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class SameOrigin:
    """Refuse cross-site writes and sockets. Programs with a bearer token send no cookie and no Origin: they pass."""

    def __init__(self, app: App, allowed: frozenset[str] = frozenset()) -> None:
        self.app = app
        self.allowed = allowed
        """Origins beside the request's own host, for example the public address behind a proxy."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or self._passes(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            start = {
                "type": "http.response.start",
                "status": 403,
                "headers": [(b"content-type", b"text/plain")],
            }
            await send(start)
            await send({"type": "http.response.body", "body": b"cross-site request refused"})

    def _passes(self, scope: Scope) -> bool:
        socket = scope["type"] == "websocket"
        if not socket and scope["method"] in SAFE:
            return True
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        origin, fetch_site = headers.get("origin"), headers.get("sec-fetch-site")
        if not socket and fetch_site is not None:
            return fetch_site in ("same-origin", "none")
        if origin is None:
            return "cookie" not in headers
        return urlsplit(origin).netloc == headers.get("host") or origin in self.allowed


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
