"""What an administrator finds in the log."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest

from app.cli.logs import JsonLines, configure
from app.session.journal import NotSaved


def logged(**given: object) -> dict[str, object]:
    record = logging.LogRecord("app.store", logging.WARNING, __file__, 1, "Slow by %d ms", (40,), None)
    vars(record).update(given)
    read: dict[str, object] = json.loads(JsonLines().format(record))
    return read


@pytest.fixture
def as_it_was() -> Iterator[None]:
    """Levels and handlers are the process's."""
    loggers = [logging.getLogger(name) for name in (None, "app", "stratroom", "uvicorn.error")]
    before = [(each, each.level, each.handlers[:]) for each in loggers]
    yield
    for each, level, handlers in before:
        each.setLevel(level)
        each.handlers[:] = handlers


@pytest.mark.usefixtures("as_it_was")
def test_at_its_most_talkative_it_tells_of_itself_and_not_of_what_went_over_the_wire() -> None:
    configure("debug")
    for library in ("uvicorn.error", "websockets.server", "sqlalchemy.engine", "asyncio", "psycopg"):
        assert not logging.getLogger(library).isEnabledFor(logging.DEBUG), library
    # It tells from which address a socket to which plan came.
    assert not logging.getLogger("uvicorn.error").isEnabledFor(logging.INFO)
    assert logging.getLogger("app.web.rooms").isEnabledFor(logging.DEBUG)
    assert logging.getLogger("stratroom.live").isEnabledFor(logging.DEBUG)


def test_a_line_is_one_object_with_what_was_given_extra() -> None:
    line = logged(plan="p-1", created=1_799_914_500.25)
    assert line == {
        "at": "2027-01-14T08:15:00.250+00:00",
        "level": "warning",
        "logger": "app.store",
        "message": "Slow by 40 ms",
        "plan": "p-1",
    }


def told_of(error: Exception) -> str:
    try:
        try:
            raise error
        except Exception as cause:
            raise OSError(28, "No space left on device") from cause
    except OSError as outer:
        return str(logged(exc_info=(type(outer), outer, outer.__traceback__))["error"])


def test_an_error_stays_on_its_line_and_quotes_nobody() -> None:
    """What a library says of an error may hold what somebody typed; what we say of one does not."""
    theirs = told_of(ValueError("invalid literal: 'what somebody typed'"))
    assert "builtins.ValueError" in theirs
    assert "what somebody typed" not in theirs
    assert "test_logs.py" in theirs
    assert "No space left on device" in theirs
    assert "app.session.journal.NotSaved: disk-full" in told_of(NotSaved("disk-full"))
