"""What PostgreSQL's errors mean, for `app.store.faults`, which loads this when it meets one."""

from __future__ import annotations

import psycopg

REASONS = {
    "53100": "disk-full",
    "25006": "read-only",
    "40001": "busy",
    "40P01": "busy",
    "55P03": "busy",
    "57014": "busy",
    "XX001": "damaged",
    "XX002": "damaged",
    "58030": "unavailable",
}
CLASSES = {"08": "unavailable", "53": "unavailable", "57": "unavailable"}


def reason(cause: BaseException) -> str | None:
    """The code of NotSaved; None when the statement was wrong, or this is no error of the driver."""
    if not isinstance(cause, psycopg.Error):
        return None
    state = cause.sqlstate
    if state is None:
        return "unavailable" if isinstance(cause, psycopg.OperationalError) else None
    return REASONS.get(state) or CLASSES.get(state[:2])


def unanswered(cause: BaseException) -> bool:
    """Whether a COMMIT that ended so may have been carried out."""
    if not isinstance(cause, psycopg.OperationalError):
        return False
    return cause.sqlstate is None or cause.sqlstate[:2] in ("08", "57")
