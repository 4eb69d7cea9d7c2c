"""The web application: routes by noun, guards around them, static files beside them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from fastapi import APIRouter, FastAPI
from starlette.routing import Match, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from app.live.socket import LiveSocket
from app.web import errors
from app.web.files import files
from app.web.guards import BoundedBodies, ClosedPages, OwnHost, SameOrigin, names_of_here
from app.web.requests import Requests
from app.web.site import Site

FILES = dict.fromkeys(("/verify", "/api/verify"), 21 * 1_048_576)
"""Bytes of a request on the routes that take a PDF of up to 20 MiB."""

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


class Closed(FastAPI):
    """An application whose every answer is numbered and carries the closing headers.

    Starlette answers what nobody caught from outside every middleware that is added; the headers go around that too.
    """

    secure = False
    live: WebSocketRoute
    guarded: ASGIApp
    """What sockets pass on their way to it."""

    def build_middleware_stack(self) -> ASGIApp:
        closed = ClosedPages(super().build_middleware_stack(), secure=self.secure)
        return Requests(_Door(self.live, self.guarded, closed), self.state.site.rooms.measures)


class _Door:
    """The way of sockets, apart from that of pages.

    A thousand come in at once, each stays for hours, and every message goes through whatever it came in by. What is made
    for pages is no use to them, and cost a fifth of their memory.
    """

    def __init__(self, live: WebSocketRoute, guarded: ASGIApp, pages: ASGIApp) -> None:
        self._live = live
        self._guarded = guarded
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._pages(scope, receive, send)
            return
        match, found = self._live.matches(scope)
        if match is not Match.FULL:
            await self._pages(scope, receive, send)
            return
        scope.update(found)
        await self._guarded(scope, receive, send)


def build(site: Site, routers: tuple[APIRouter, ...], lifespan: Lifespan) -> FastAPI:
    """The application around an open site."""
    app = Closed(title="Stratroom", openapi_url=None, docs_url=None, redoc_url=None, lifespan=lifespan)
    app.secure = site.secure
    app.state.site = site
    app.live = WebSocketRoute("/live/{plan}", LiveSocket(site.hub))
    app.router.routes.append(app.live)
    for router in routers:
        app.include_router(router)
    app.mount("/static", files(), name="static")
    errors.install(app)
    allowed = frozenset({site.public_url}) if site.public_url else frozenset[str]()
    names = names_of_here(site.public_url) | site.hosts
    app.guarded = OwnHost(SameOrigin(app.live.app, allowed, errors.wrong_origin), names, errors.wrong_host)
    app.add_middleware(BoundedBodies, larger=FILES)
    app.add_middleware(SameOrigin, allowed=allowed, says=errors.wrong_origin)
    app.add_middleware(OwnHost, names=names, says=errors.wrong_host)
    return app
