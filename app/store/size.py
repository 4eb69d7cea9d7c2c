"""How much a store takes on its disk."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from app.store.transaction import transaction


def size_of(engine: Engine) -> int:
    """Bytes of the database; of a file with its write-ahead log. Raises NotSaved('unavailable')."""
    if engine.dialect.name == "postgresql":
        with transaction(engine, reading=True) as connection:
            return int(
                connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar() or 0
            )
    file = Path(engine.url.database or "")
    return sum(each.stat().st_size for each in (file, file.with_name(f"{file.name}-wal")) if each.exists())
