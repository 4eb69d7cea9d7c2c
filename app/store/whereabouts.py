"""Whether the files that a store writes to are still those that its path names.

A file that was deleted or replaced stays open, and takes commits that nobody will ever read again: SQLite looks at this
itself only where it keeps no write-ahead log. Two looks at a folder cost microseconds, a commit costs its disk a
hundred times that; so each commit looks, and none is acknowledged into no file.

By path alone: who opens and closes one of the files a second time in this process ends the locks that SQLite has on it.
"""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import Connection, Engine, event

from app.session.journal import NotSaved
from app.store.engine import READING


def refuse_without(file: Path, engine: Engine) -> None:
    """Have each transaction that writes look first.

    It raises NotSaved('file-gone') where `file`, which `engine` has open, or its write-ahead log was deleted or replaced
    since this was called, and NotSaved('unavailable') where that cannot be told. Reading goes on, and backing up.
    """
    opened = {path: found for path in (file, file.with_name(f"{file.name}-wal")) if (found := _named(path))}

    def look(connection: Connection) -> None:
        if connection.get_execution_options().get(READING, False):
            return
        if any(_named(path) != found for path, found in opened.items()):
            raise NotSaved("file-gone")

    # Before the listener that begins: what has not begun need not be undone.
    event.listen(engine, "begin", look, insert=True)


def _named(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise NotSaved("unavailable") from error
    return found.st_dev, found.st_ino
