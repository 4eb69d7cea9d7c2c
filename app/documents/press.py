"""A press: a warm child process that prints, seals and inspects, and is killed when it takes too long.

Setting a page is seconds of pure computing on what people typed; a page nested too deep can exhaust a stack, and a
stranger's PDF can do worse to a parser. None of that may happen in the process that holds the room. So one child
does it, one order at a time, within a time and a memory limit; after any trouble it is replaced by a fresh one, and
the next order works. Printing and the public's uploads go to two presses, so that neither waits for the other.

Calls block: from an event loop use `asyncio.to_thread`.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import struct
import subprocess  # nosec B404  # one fixed program of our own
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from app.documents.orders import READY, Answer, Failed, Order, Trouble

_ROOT = Path(__file__).resolve().parents[2]
STATIC = _ROOT / "static"
_START_LIMIT = 120.0
"""Seconds for a child to load its libraries; on a busy laptop that can take ten."""
_LARGEST_ANSWER = 256 * 1024 * 1024
_ANSWERS: msgspec.msgpack.Decoder[Answer] = msgspec.msgpack.Decoder(Answer)


class RenderFailed(Exception):
    """An order could not be carried out; `trouble` says why, in a closed set of words. Nothing is left half done."""

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(f"{trouble}: {detail}" if detail else trouble)
        self.trouble: Trouble = trouble
        self.detail = detail


class Press:
    """One child process, started when first needed, safe to call from several threads (they queue)."""

    def __init__(
        self, *, static: Path = STATIC, time_limit: float = 120.0, memory_limit: int = 1024**3
    ) -> None:
        """`time_limit`: seconds per order; `memory_limit`: bytes of address space of the child."""
        self._static = static
        self._time_limit = time_limit
        self._memory_limit = memory_limit
        self._turn = threading.Lock()
        self._counting = threading.Lock()
        self.waiting = 0
        """Orders that are being carried out or wait for their turn."""
        self._child: subprocess.Popen[bytes] | None = None
        self._closed = threading.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def warm_up(self) -> None:
        """Start the child now, so that the first document does not wait for it to load its libraries."""
        with self._turn:
            self._running()

    def close(self) -> None:
        """End the child, in the middle of an order too if another thread is waiting for one. No other follows."""
        self._closed.set()
        child = self._child
        if child is not None:
            child.kill()
        # Its pipes are closed by whoever has the turn: who waits on a pipe that another closes may wait for ever,
        # or read what has been given its number since.
        with self._turn:
            if self._child is not None:
                self._discard(self._child)

    def carry_out(self, order: Order, *, within: float | None = None) -> Answer:
        """The child's answer, never a Failed one. `within`: seconds, in place of the press's own time limit.

        Raises RenderFailed.
        """
        with self._counted(), self._turn:
            child = self._running()
            try:
                answer = _exchange(child, msgspec.msgpack.encode(order), within or self._time_limit)
            except BaseException:
                self._discard(child)
                raise
            if isinstance(answer, Failed):
                # A child whose stack or memory ran out is not trusted with the next order.
                self._discard(child)
                raise RenderFailed(answer.trouble, answer.detail)
            return answer

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._counting:
            self.waiting += 1
        try:
            yield
        finally:
            with self._counting:
                self.waiting -= 1

    def _running(self) -> subprocess.Popen[bytes]:
        if self._closed.is_set():
            raise RenderFailed("died", "the press is closed")
        if self._child is None or self._child.poll() is not None:
            if self._child is not None:
                _end(self._child)
            self._child = subprocess.Popen(  # nosec B603  # arguments of ours alone
                [sys.executable, "-m", "app.documents.worker", str(self._static), str(self._memory_limit)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=_ROOT,
                start_new_session=True,
                env=_bare_environment(),
            )
            if self._closed.is_set():
                # Closed while it was being born: whoever closed may not have seen it.
                self._discard(self._child)
                raise RenderFailed("died", "the press is closed")
            self._await_start(self._child)
        return self._child

    def _await_start(self, child: subprocess.Popen[bytes]) -> None:
        """Loading its libraries is not part of the time an order has."""
        assert child.stdout is not None
        try:
            _read(child.stdout.fileno(), len(READY), time.monotonic() + _START_LIMIT)
        except BaseException:
            self._discard(child)
            raise

    def _discard(self, child: subprocess.Popen[bytes]) -> None:
        _end(child)
        if self._child is child:
            self._child = None


def _exchange(child: subprocess.Popen[bytes], order: bytes, time_limit: float) -> Answer:
    assert child.stdin is not None
    assert child.stdout is not None
    deadline = time.monotonic() + time_limit
    _write(child.stdin.fileno(), struct.pack(">I", len(order)) + order, deadline)
    size = struct.unpack(">I", _read(child.stdout.fileno(), 4, deadline))[0]
    if size > _LARGEST_ANSWER:
        raise RenderFailed("failed", "the answer is too large")
    answer: Answer = _ANSWERS.decode(_read(child.stdout.fileno(), size, deadline))
    return answer


def _bare_environment() -> dict[str, str]:
    """The child gets what it needs to find its libraries and fonts, none of the server's settings and secrets."""
    kept = (
        "PATH",
        "HOME",
        "LANG",
        "LD_LIBRARY_PATH",
        "FONTCONFIG_PATH",
        "FONTCONFIG_FILE",
        "XDG_CACHE_HOME",
        "TMPDIR",
    )
    return {name: os.environ[name] for name in kept if name in os.environ}


def _end(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            # Closing flushes; to a child that is gone that cannot succeed, and need not.
            with contextlib.suppress(BrokenPipeError):
                pipe.close()


def _write(pipe: int, data: bytes, deadline: float) -> None:
    os.set_blocking(pipe, False)
    left = memoryview(data)
    while left:
        _wait(pipe, selectors.EVENT_WRITE, deadline)
        try:
            left = left[os.write(pipe, left) :]
        except BlockingIOError:
            continue
        except BrokenPipeError:
            raise RenderFailed("died") from None


def _read(pipe: int, size: int, deadline: float) -> bytes:
    parts: list[bytes] = []
    while size:
        _wait(pipe, selectors.EVENT_READ, deadline)
        part = os.read(pipe, min(size, 1 << 20))
        if not part:
            raise RenderFailed("died")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _wait(pipe: int, for_what: int, deadline: float) -> None:
    with selectors.DefaultSelector() as waiting:
        waiting.register(pipe, for_what)
        if not waiting.select(max(0.0, deadline - time.monotonic())):
            raise RenderFailed("too-slow")
