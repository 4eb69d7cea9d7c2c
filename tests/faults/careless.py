"""A server that is careless with the disk, and nothing else: SQLite's `synchronous` is NORMAL. What finds no loss here
would find none anywhere.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

import app.store.store
from app.cli import main
from app.store.engine import open_sqlite


def _careless(file: Path) -> Engine:
    engine = open_sqlite(file)

    @event.listens_for(engine, "connect")
    def relax(driver: Any, _record: Any) -> None:
        driver.execute("PRAGMA synchronous=NORMAL")

    return engine


app.store.store.open_sqlite = _careless

if __name__ == "__main__":
    main()
