"""Formats of an installation's own, beside those that come with it."""

from __future__ import annotations

from sqlmodel import Field

from app.store.tables.base import Table, whole


class OwnFormat(Table, table=True):
    """The text of a format's file, as `app.formats` reads it."""

    __tablename__ = "own_format"

    id: str = Field(primary_key=True)
    """The format's own id: nobody's who looks for it, so that a file that is brought in again takes its old place."""
    text: str
    changed_at: int = whole()
