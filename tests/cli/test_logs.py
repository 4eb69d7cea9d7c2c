"""What an administrator finds in the log."""

from __future__ import annotations

import json
import logging

from app.cli.logs import JsonLines


def logged(**given: object) -> dict[str, object]:
    record = logging.LogRecord("app.store", logging.WARNING, __file__, 1, "Slow by %d ms", (40,), None)
    vars(record).update(given)
    read: dict[str, object] = json.loads(JsonLines().format(record))
    return read


def test_a_line_is_one_object_with_what_was_given_extra() -> None:
    line = logged(plan="p-1", created=1_799_914_500.25)
    assert line == {
        "at": "2027-01-14T08:15:00.250+00:00",
        "level": "warning",
        "logger": "app.store",
        "message": "Slow by 40 ms",
        "plan": "p-1",
    }


def test_an_error_stays_on_its_line() -> None:
    try:
        raise ValueError("no such thing")
    except ValueError as error:
        line = logged(exc_info=(type(error), error, error.__traceback__))
    assert "ValueError: no such thing" in str(line["error"])
