"""Every request gets a number of its own and one line in the log; an error says the number, so that it can be found.

The line names the route as it is declared, never the path that was asked for: links hold secrets. It holds no address,
no cookie, no query and no name. The number stands in `X-Request-Id`, on the page of an error, and on every line that is
logged while the request is answered.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Awaitable, Callable, MutableMapping
from contextvars import ContextVar
from typing import Any

from app.web.measures import Measures

log = logging.getLogger("stratroom.requests")

REQUEST: ContextVar[str] = ContextVar("request", default="")
"""The number of the request that is being answered; empty outside of one."""
QUIET = frozenset({"/healthz", "/readyz", "/metrics", "/static"})
"""Routes that are asked for all the time: told at level debug only, as long as nothing is wrong."""
GONE = 1006
"""Close code of a line that dropped without a word (RFC 6455, 7.4.1)."""

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class Requests:
    """The outermost of all: what happens within is in its time."""

    def __init__(self, app: App, measures: Measures) -> None:
        self.app = app
        self.measures = measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        told = REQUEST.set(secrets.token_hex(8))
        try:
            await (self._page if scope["type"] == "http" else self._socket)(scope, receive, send)
        finally:
            REQUEST.reset(told)

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        began, status = time.perf_counter(), 0

        async def numbered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message.get("headers", []),
                    (b"x-request-id", REQUEST.get().encode()),
                ]
            await send(message)

        try:
            await self.app(scope, receive, numbered)
        except Exception:
            # It was logged where it was answered (`errors`); who has no answer yet has to be hung up on.
            if not status:
                raise
        finally:
            took = time.perf_counter() - began
            self.measures.requests[_method(scope), status] += 1
            self.measures.request_time.observe(took)
            route = route_of(scope)
            level = logging.DEBUG if route in QUIET and status < 400 else logging.INFO
            if log.isEnabledFor(level):
                said = {"method": _method(scope), "route": route, "status": status}
                log.log(level, "request", extra={**said, **_plan(scope), "ms": round(took * 1_000, 1)})

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        began, code = time.perf_counter(), GONE

        async def heard() -> Message:
            nonlocal code
            message = await receive()
            if message["type"] == "websocket.disconnect":
                code = int(message.get("code") or GONE)
            return message

        async def said(message: Message) -> None:
            nonlocal code
            if message["type"] == "websocket.close":
                code = int(message.get("code") or GONE)
            await send(message)

        try:
            await self.app(scope, heard, said)
        finally:
            took = round(time.perf_counter() - began, 1)
            extra = {"route": route_of(scope), **_plan(scope), "seconds": took, "code": code}
            log.info("socket", extra=extra)


def route_of(scope: Scope) -> str:
    """The route as it is declared: `/j/{secret}`; `-` where there is none."""
    route = scope.get("route")
    declared = getattr(route, "path", None)
    if isinstance(declared, str):
        return declared
    if scope.get("path", "").startswith("/static/"):
        return "/static"
    return "/live/{plan}" if scope["type"] == "websocket" and "endpoint" in scope else "-"


def _method(scope: Scope) -> str:
    given = scope.get("method", "")
    return given if given in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH") else "other"


def _plan(scope: Scope) -> dict[str, str]:
    """The plan, if it is one that is open here: anything else in an address may be anything."""
    plan = scope.get("path_params", {}).get("plan")
    app = scope.get("app")
    known = app is not None and isinstance(plan, str) and app.state.site.rooms.is_open(plan)
    return {"plan": plan} if known else {}
