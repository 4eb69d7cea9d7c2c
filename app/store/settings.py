"""The installation's own values that outlive a restart: text by key. What the environment sets is not here."""

from __future__ import annotations

from sqlalchemy import text
from sqlmodel import Session, select

from app.store.tables import Setting

PUT = text(
    "INSERT INTO setting (key, value) VALUES (:key, :value)"
    " ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value"
)
PUT_FIRST = text("INSERT INTO setting (key, value) VALUES (:key, :value) ON CONFLICT (key) DO NOTHING")


def get(rows: Session, key: str) -> str | None:
    """None if it was never set."""
    found = rows.get(Setting, key)
    return None if found is None else found.value


def put(rows: Session, key: str, value: str) -> None:
    """Set, or replace; of several servers that do so at once, the last one's holds."""
    rows.connection().execute(PUT, {"key": key, "value": value})
    rows.expire_all()


def put_first(rows: Session, key: str, value: str) -> str:
    """Set it if nobody did, also at this moment from another server; what holds then."""
    rows.connection().execute(PUT_FIRST, {"key": key, "value": value})
    rows.expire_all()
    return get(rows, key) or value


def remove(rows: Session, key: str) -> None:
    """Unset; without a value, nothing happens."""
    found = rows.get(Setting, key)
    if found is not None:
        rows.delete(found)
        rows.flush()


def every(rows: Session) -> dict[str, str]:
    """All that are set."""
    return {setting.key: setting.value for setting in rows.exec(select(Setting))}
