"""The web application: routes by noun, guards around them, static files beside them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from fastapi import APIRouter, FastAPI
from starlette.routing import WebSocketRoute
from starlette.types import ASGIApp

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

    def build_middleware_stack(self) -> ASGIApp:
        closed = ClosedPages(super().build_middleware_stack(), secure=self.secure)
        return Requests(closed, self.state.site.rooms.measures)


def build(site: Site, routers: tuple[APIRouter, ...], lifespan: Lifespan) -> FastAPI:
    """The application around an open site."""
    app = Closed(title="Stratroom", openapi_url=None, docs_url=None, redoc_url=None, lifespan=lifespan)
    app.secure = site.secure
    app.state.site = site
    # The first to be looked at: after a restart a thousand come to this one at once.
    app.router.routes.append(WebSocketRoute("/live/{plan}", LiveSocket(site.hub)))
    for router in routers:
        app.include_router(router)
    app.mount("/static", files(), name="static")
    errors.install(app)
    allowed = frozenset({site.public_url}) if site.public_url else frozenset[str]()
    app.add_middleware(BoundedBodies, larger=FILES)
    app.add_middleware(SameOrigin, allowed=allowed)
    app.add_middleware(OwnHost, names=names_of_here(site.public_url) | site.hosts, refused=errors.wrong_host)
    return app
