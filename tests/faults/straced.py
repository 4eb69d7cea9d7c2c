"""Faults at system calls of a server that runs: strace holds it there, kills it, refuses, or lets it wait.

    with Straced(pid, "pwrite64,fdatasync", "error=ENOSPC"): …      every such call of every thread fails, until the end
    Straced(pid, "pwrite64", "signal=KILL:when=17")                the process dies on entering a thread's 17th

`strace(1)`, "Tampering". Debian's package `strace`; needs the right to trace one's own child processes.
"""

from __future__ import annotations

import contextlib
import subprocess
from typing import Self


class Straced:
    """From construction, which returns when the process is held, until `close` or its end."""

    def __init__(self, pid: int, calls: str, fault: str) -> None:
        self._strace = subprocess.Popen(
            ["strace", "-f", "-p", str(pid), "-o", "/dev/null",
             "-e", f"trace={calls}", "-e", "signal=none", "-e", f"inject={calls}:{fault}"],
            stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert self._strace.stderr
        said = self._strace.stderr.readline()
        if "attached" not in said and "No such process" not in said:
            self.close()
            raise RuntimeError(f"strace: {said}")

    def close(self) -> None:
        """Let go of the process."""
        if self._strace.poll() is None:
            self._strace.terminate()
        self._strace.wait(timeout=30)
        if self._strace.stderr:
            self._strace.stderr.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.close()
