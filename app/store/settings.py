"""The installation's own values that outlive a restart: text by key. What the environment sets is not here."""

from __future__ import annotations

from sqlmodel import Session, select

from app.store.tables import Setting


def get(rows: Session, key: str) -> str | None:
    """None if it was never set."""
    found = rows.get(Setting, key)
    return None if found is None else found.value


def put(rows: Session, key: str, value: str) -> None:
    """Set, or replace."""
    found = rows.get(Setting, key)
    if found is None:
        rows.add(Setting(key=key, value=value))
    else:
        found.value = value
    rows.flush()


def remove(rows: Session, key: str) -> None:
    """Unset; without a value, nothing happens."""
    found = rows.get(Setting, key)
    if found is not None:
        rows.delete(found)
        rows.flush()


def every(rows: Session) -> dict[str, str]:
    """All that are set."""
    return {setting.key: setting.value for setting in rows.exec(select(Setting))}
