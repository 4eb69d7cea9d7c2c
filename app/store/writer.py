"""The one thread that talks to the database.

SQLite has one writer anyway, and a group commit is fastest when nothing else competes for it; so every statement
of this process, reads too, runs here, one after the other. The event loop awaits `run`; CLI commands, which
have no loop, use `call`. Nothing here knows of tables or transactions.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from queue import SimpleQueue
from typing import TypeVar

T = TypeVar("T")


class Writer:
    """A queue and a thread. An executor would do, at three times the cost of a hop there and back: every edit's."""

    def __init__(self) -> None:
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._closing = False
        self._door = threading.Lock()
        """Nothing is asked behind the end: whoever asked would wait for ever."""
        # Nobody waits for it at the end of a process that forgot to close: what it writes is all or nothing anyway.
        self._thread = threading.Thread(target=self._work, name="store", daemon=True)
        self._thread.start()

    async def run(self, job: Callable[[], T]) -> T:
        """Run `job` on the writer thread; jobs run in the order of asking.

        A job that already started runs to its end even if the awaiting task is cancelled. Raises RuntimeError once
        the writer is closed.
        """
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()

        def settle(result: T | None, error: BaseException | None) -> None:
            if answer.cancelled():
                return
            if error is not None:
                answer.set_exception(error)
            else:
                answer.set_result(result)  # type: ignore[arg-type]  # T may be None

        def work() -> None:
            if answer.cancelled():
                return
            result, error = _tried(job)
            with suppress(RuntimeError):  # the loop is gone, and with it whoever asked
                loop.call_soon_threadsafe(settle, result, error)

        self._put(work)
        return await answer

    def call(self, job: Callable[[], T]) -> T:
        """The same for code without an event loop; blocks."""
        if self.is_current():
            raise RuntimeError("already on the store's thread: waiting for it here would never end")
        answer: Future[T] = Future()

        def work() -> None:
            result, error = _tried(job)
            if error is not None:
                answer.set_exception(error)
            else:
                answer.set_result(result)  # type: ignore[arg-type]  # T may be None

        self._put(work)
        return answer.result()

    def soon(self, job: Callable[[], None]) -> None:
        """Run `job` behind what waits now, if the writer is not closing.

        Nobody waits for it, so it must deal with its own errors.
        """
        with suppress(RuntimeError):
            self._put(job)

    def is_current(self) -> bool:
        """Whether this is the writer thread."""
        return threading.current_thread() is self._thread

    def close(self) -> None:
        """Finish what was asked and stop."""
        with self._door:
            if not self._closing:
                self._closing = True
                self._jobs.put(None)
        self._thread.join()

    def _put(self, work: Callable[[], None]) -> None:
        with self._door:
            if self._closing:
                raise RuntimeError("the store is closed")
            self._jobs.put(work)

    def _work(self) -> None:
        while (work := self._jobs.get()) is not None:
            with suppress(Exception):
                work()
            del work


def _tried(job: Callable[[], T]) -> tuple[T | None, BaseException | None]:
    try:
        return job(), None
    except BaseException as error:
        return None, error
