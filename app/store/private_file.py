"""Files that only their owner may read: copies of the store hold names, secrets and password hashes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO


def create_private(file: Path) -> BinaryIO:
    """A new file, open for writing. Raises FileExistsError, OSError."""
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def sync(file: Path) -> None:
    """Return when the file and its name are on the disk."""
    for path in (file, file.parent):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
