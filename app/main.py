"""The composition root: everything that the server is made of, put together once.

The only place that knows all the parts. `app/cli` starts what `compose` returns; tests compose the same with
settings of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fastapi import FastAPI

from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Installation:
    """A server, ready to be started."""

    app: FastAPI
    welcome: Callable[[str], Sequence[str]]
    """Given the base URL under which it can be reached, what the terminal is told beyond the address: the
    one-time set-up link as long as nobody has used it."""
    socket_protocol: str = "websockets-sansio"
    """uvicorn's `ws`: a protocol's name or `module:Class`."""


def compose(settings: Settings) -> Installation:
    """Put the server together. Nothing is opened yet: that happens when the application starts."""
    app = FastAPI(openapi_url=None)

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    return Installation(app=app, welcome=lambda base_url: ())
