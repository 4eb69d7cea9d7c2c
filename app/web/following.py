"""What follows on events, beside everything else: sealing, noting, opening anew. Nobody waits for it but the end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from contextvars import Context

log = logging.getLogger(__name__)


class Following:
    def __init__(self) -> None:
        self._tasks: dict[asyncio.Future[None], str] = {}
        """Each with its plan."""

    def goes_on(self, plan: str, work: Coroutine[None, None, None]) -> None:
        """See to `work`. What goes wrong in it is told to the log: what it follows on is durable."""
        task = asyncio.create_task(work, context=Context())
        self._tasks[task] = plan
        task.add_done_callback(self._ended)

    def busy(self, plan: str) -> bool:
        """Whether anything still follows on what happened in a plan."""
        return plan in self._tasks.values()

    async def through(self, until: float) -> None:
        """Wait for all of it, but for nothing longer than `until`, in the loop's time."""
        if not self._tasks:
            return
        left = max(0.0, until - asyncio.get_running_loop().time())
        _done, late = await asyncio.wait(self._tasks, timeout=left)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _ended(self, task: asyncio.Future[None]) -> None:
        self._tasks.pop(task, None)
        if not task.cancelled() and (error := task.exception()):
            log.error("what follows on an event failed", exc_info=error)
