"""One process per plan file: the lock beside it, and the words for a second process.

SQLite's own lock would also keep a second process out, but late and without a name. The lock file stays when
the process ends; the lock on it does not, not even after SIGKILL.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class StoreInUse(Exception):
    """Another process has this file open."""

    def __init__(self, path: Path, process: str) -> None:
        who = f"process {process}" if process else "another process"
        super().__init__(f"{path} is in use by {who}: stop it first, or let it do the work")
        self.path = path
        self.process = process
        """Its process id as text; empty when it left none."""


class FileLock:
    """Held from construction until `release`. Raises StoreInUse, OSError."""

    def __init__(self, store: Path) -> None:
        self._file = os.open(f"{store}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            process = os.pread(self._file, 20, 0).decode("ascii", "ignore").strip()
            os.close(self._file)
            raise StoreInUse(store, process) from None
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, b"%d\n" % os.getpid(), 0)

    def release(self) -> None:
        """Let others open the file. The lock file is left: removing it would race with one who just opened it."""
        os.close(self._file)
