"""The one thread that talks to the database.

SQLite has one writer anyway, and a group commit is fastest when nothing else competes for it; so every statement
of this process, reads too, runs here, one after the other. The event loop awaits `run`; CLI commands, which
have no loop, use `call`. Nothing here knows of tables or transactions.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


class Writer:
    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._ident: int = self._thread.submit(threading.get_ident).result()

    async def run(self, job: Callable[[], T]) -> T:
        """Run `job` on the writer thread; jobs run in the order of asking.

        A job that already started runs to its end even if the awaiting task is cancelled.
        """
        return await asyncio.get_running_loop().run_in_executor(self._thread, job)

    def call(self, job: Callable[[], T]) -> T:
        """The same for code without an event loop; blocks."""
        if self.is_current():
            raise RuntimeError("already on the store's thread: waiting for it here would never end")
        return self._thread.submit(job).result()

    def soon(self, job: Callable[[], None]) -> None:
        """Run `job` behind what waits now, if the writer is not closing.

        Nobody waits for it, so it must deal with its own errors.
        """
        with suppress(RuntimeError):
            self._thread.submit(job)

    def is_current(self) -> bool:
        """Whether this is the writer thread."""
        return threading.get_ident() == self._ident

    def close(self) -> None:
        """Finish what was asked and stop."""
        self._thread.shutdown(wait=True)
