"""The tables, a file per area: SQLModel declares them and Alembic reads them here; nobody else builds a table.

Rules that hold for every table:

- Times are milliseconds since 1970-01-01 UTC in a 64-bit integer: SQLite would hand back naive date-times and
  PostgreSQL aware ones, and the two compare by exception.
- Ids are text made outside the store (clients, or the ids port of the composition root); nothing counts up,
  because a number that counts tells an outsider how much there is.
- What belongs to a plan goes with it: foreign keys to `plan` cascade.
- A row that a repository hands out is a copy. Changing it changes nothing that is stored.

All of `app.store` may read this package; code above the store meets rows only as results of repositories.
"""

from __future__ import annotations

from app.store.tables.accounts import Grant, Setting, User
from app.store.tables.base import METADATA
from app.store.tables.documents import HeldNote, Sealed, Voted
from app.store.tables.formats import OwnFormat
from app.store.tables.log import Done, LogEntry, Plan, SnapshotRow
from app.store.tables.people import Invitation, Person, SessionRow
from app.store.tables.several import PASSING, PresenceRow, WaitingBoard

__all__ = [
    "METADATA",
    "PASSING",
    "Done",
    "Grant",
    "HeldNote",
    "Invitation",
    "LogEntry",
    "OwnFormat",
    "Person",
    "Plan",
    "PresenceRow",
    "Sealed",
    "SessionRow",
    "Setting",
    "SnapshotRow",
    "User",
    "Voted",
    "WaitingBoard",
]
