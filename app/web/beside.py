"""Work that goes on beside the requests for as long as the server runs. Nobody waits for it, so how it ends is logged."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from contextvars import Context

log = logging.getLogger(__name__)


class Beside:
    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[None]] = []

    def begin(self, *works: Coroutine[None, None, None]) -> None:
        """See to each of `works` until it ends by itself, or `end` does it."""
        for work in works:
            task = asyncio.create_task(work, name=getattr(work, "__qualname__", ""), context=Context())
            task.add_done_callback(_ended)
            self._tasks.append(task)

    async def end(self) -> None:
        """Stop what still goes on, and wait until it has stopped."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def _ended(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        log.error("work beside the requests ended with a fault: %s", task.get_name(), exc_info=error)
