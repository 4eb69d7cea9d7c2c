"""The web application: routes by noun, guards around them, static files beside them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from fastapi import APIRouter, FastAPI
from starlette.routing import WebSocketRoute
from starlette.staticfiles import StaticFiles

from app.live.socket import LiveSocket
from app.web import errors
from app.web.drawing import ROOT
from app.web.guards import ClosedPages, SameOrigin
from app.web.site import Site

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def build(site: Site, routers: tuple[APIRouter, ...], lifespan: Lifespan) -> FastAPI:
    """The application around an open site."""
    app = FastAPI(title="Stratroom", openapi_url=None, docs_url=None, redoc_url=None, lifespan=lifespan)
    app.state.site = site
    for router in routers:
        app.include_router(router)
    app.router.routes.append(WebSocketRoute("/live/{plan}", LiveSocket(site.hub)))
    app.mount("/static", StaticFiles(directory=ROOT / "static"), name="static")
    errors.install(app)
    allowed = frozenset({site.public_url}) if site.public_url else frozenset[str]()
    app.add_middleware(SameOrigin, allowed=allowed)
    app.add_middleware(ClosedPages, secure=site.secure)
    return app
