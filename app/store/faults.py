"""What a driver's error means for the one who asked: was anything written, certainly not, or is it unknown?

Before COMMIT was sent nothing can have been written. At COMMIT it depends: an answer that says "no" is a no; a
lost connection, or a disk that failed while syncing, leaves the outcome unknown, and only the log can tell.
Errors that speak of our own mistakes (a constraint, a wrong statement) are nobody's outage and pass unchanged.
"""

from __future__ import annotations

import sqlite3

from app.session.journal import NotSaved, OutcomeUnknown

SQLITE_REASONS = {
    sqlite3.SQLITE_FULL: "disk-full",
    sqlite3.SQLITE_READONLY: "read-only",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
    sqlite3.SQLITE_IOERR: "unavailable",
    sqlite3.SQLITE_CANTOPEN: "unavailable",
    sqlite3.SQLITE_NOMEM: "unavailable",
}


def before_commit(cause: BaseException | None) -> NotSaved | None:
    """NotSaved when the store failed, None when the statement itself was wrong; COMMIT was not sent yet.

    `cause` is the driver's own error (`DBAPIError.orig`).
    """
    reason = _reason(cause)
    return NotSaved(reason) if reason else None


def at_commit(cause: BaseException | None) -> NotSaved | OutcomeUnknown | None:
    """The same for an error that COMMIT answered with."""
    if _unanswered(cause):
        return OutcomeUnknown(str(cause))
    return before_commit(cause)


def _reason(cause: BaseException | None) -> str | None:
    match cause:
        case sqlite3.OperationalError() if "Could not decode" in str(cause):
            # Text that is no text: the driver finds it, and has no code for it.
            return "damaged"
        case sqlite3.Error():
            return SQLITE_REASONS.get(_primary(cause))
        case None:
            return None
        case _:
            # Only here, because a store in a file does without PostgreSQL's driver, which takes long to load.
            from app.store import faults_postgres

            return faults_postgres.reason(cause)


def _unanswered(cause: BaseException | None) -> bool:
    match cause:
        case sqlite3.Error():
            # The frame that commits may have reached the file although syncing it failed: a crash now would
            # replay it. A full disk is another matter: that frame was never written.
            return _primary(cause) == sqlite3.SQLITE_IOERR
        case None:
            return False
        case _:
            from app.store import faults_postgres

            return faults_postgres.unanswered(cause)


def _primary(cause: sqlite3.Error) -> int:
    # Extended result codes hold the primary one in their low byte.
    return getattr(cause, "sqlite_errorcode", 0) & 0xFF
