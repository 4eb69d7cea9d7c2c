"""Formats that facilitators made: the text of each by its id. What is in a text is `app.formats`' business."""

from __future__ import annotations

from sqlmodel import Session, col, select

from app.store.tables import OwnFormat


def every(rows: Session) -> dict[str, str]:
    """Id → text, in the order of the ids."""
    return {each.id: each.text for each in rows.exec(select(OwnFormat).order_by(col(OwnFormat.id)))}


def get(rows: Session, id_: str) -> str | None:
    found = rows.get(OwnFormat, id_)
    return None if found is None else found.text


def put(rows: Session, id_: str, text: str, *, at: int) -> None:
    """Keep it, in place of the one with this id. `at`: milliseconds UTC."""
    rows.merge(OwnFormat(id=id_, text=text, changed_at=at))
    rows.flush()


def remove(rows: Session, id_: str) -> None:
    """Plans that were made with it keep it: their log holds it whole."""
    found = rows.get(OwnFormat, id_)
    if found is not None:
        rows.delete(found)
        rows.flush()
