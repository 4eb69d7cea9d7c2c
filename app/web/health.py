"""Whether this process is well, for whoever starts, balances and watches it: `/healthz`, `/readyz`, `/metrics`."""

from __future__ import annotations

import asyncio
import logging
import secrets
import shutil
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, Response

from app.session.journal import JournalError
from app.store.store import Store
from app.web import metrics
from app.web.site import site

router = APIRouter()

LEAST_DISK = 50 * 1024 * 1024
"""Bytes free below which the server says that it is not ready."""
BELIEVED_S = 1.0
"""Seconds for which an answer is given again: everybody may ask, and each look writes."""
WARNINGS = frozenset({"seal-key"})
"""Reasons that keep nobody out: a room goes on without them."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Readiness:
    """What `/readyz` knows; one per process."""

    store: Store
    data: Path
    has_key: Callable[[], Awaitable[bool]]
    """Whether plans can be sealed, as far as it is known."""
    stopping: bool = False
    """Set when the server begins to stop: nobody new is to be sent here."""
    _until: float = 0.0
    _reasons: tuple[str, ...] = ()
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def reasons(self) -> tuple[str, ...]:
        """What is not well; empty where all is. Codes, as docs/admin/watching.md names them."""
        if self.stopping:
            return ("stopping",)
        async with self._turn:
            if time.monotonic() >= self._until:
                before, self._reasons = self._reasons, await self._look()
                self._until = time.monotonic() + BELIEVED_S
                if before != self._reasons:
                    said = "ready" if WARNINGS.issuperset(self._reasons) else "not ready"
                    log.warning(said, extra={"reasons": self._reasons})
        return self._reasons

    async def _look(self) -> tuple[str, ...]:
        found = []
        if await run_in_threadpool(free_bytes, self.data) < LEAST_DISK:
            found.append("disk-full")
        try:
            await self.store.probe(time.time_ns() // 1_000_000)
            if not await self.store.fits():
                found.append("schema")
        except JournalError as error:
            if str(error) not in found:
                found.append(str(error))
        if not await self.has_key():
            found.append("seal-key")
        return tuple(found)


def free_bytes(folder: Path) -> int:
    """Bytes free on the disk that holds `folder`."""
    return shutil.disk_usage(folder).free


@router.head("/healthz", include_in_schema=False)
@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.head("/readyz", include_in_schema=False)
@router.get("/readyz")
async def readyz(request: Request) -> Response:
    """The store takes a durable write and has our tables, the disk has room; 503 with the reasons otherwise."""
    found = await site(request).readiness.reasons()
    reasons = [each for each in found if each not in WARNINGS]
    warnings = {"warnings": kept} if (kept := [each for each in found if each in WARNINGS]) else {}
    if not reasons:
        return JSONResponse({"status": "ready", **warnings})
    told = {"status": "not ready", "reason": reasons[0], "reasons": reasons, **warnings}
    return JSONResponse(told, 503)


@router.head("/metrics", include_in_schema=False)
@router.get("/metrics")
async def metrics_page(request: Request) -> Response:
    """For Prometheus, with the administrator's token; 404 while none is set."""
    around = site(request)
    if not around.metrics_token:
        raise HTTPException(404)
    given = request.headers.get("authorization", "")
    if not secrets.compare_digest(given.encode(), f"Bearer {around.metrics_token}".encode()):
        raise HTTPException(403)
    try:
        stored = await around.store.run(around.store.size)
    except JournalError:
        stored = None
    free = await run_in_threadpool(free_bytes, around.data)
    return PlainTextResponse(metrics.told(around, stored, free), media_type=metrics.TYPE)
