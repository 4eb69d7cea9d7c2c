"""What the server logs, and how: readable lines at a terminal, one JSON object a line anywhere else, or as it is set.

Everybody logs with the standard library's `logging`. Never log what people wrote, names, tokens or addresses of
people: the plan's log is for that, and it is guarded.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

from app.settings import LogFormat, LogLevel
from app.web.requests import REQUEST

_USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message"}
"""What every record has; anything else was given as `extra` and is told too."""


OWN = ("app", "stratroom")
"""Where our own loggers begin."""


class Traces(logging.Formatter):
    """Tells where an error came from and what kind it is. What it says only where we wrote that or the system did:
    a library's words may quote what somebody typed.
    """

    def formatException(self, ei: Any) -> str:  # noqa: N802  the name that logging calls
        parts: list[str] = []
        error: BaseException | None = ei[1]
        while error is not None:
            trace = "".join(traceback.format_tb(error.__traceback__))
            kind = type(error)
            ours = kind.__module__.startswith("app.") or isinstance(error, OSError)
            said = f": {error}" if ours and str(error) else ""
            parts.append(
                f"Traceback (most recent call last):\n{trace}{kind.__module__}.{kind.__qualname__}{said}"
            )
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n\nfollowed by\n\n".join(reversed(parts))


class JsonLines(Traces):
    """One object a line: at (UTC), level, logger, message, the number of the request that is being answered, what was
    given as `extra`, and an error's trace.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request := REQUEST.get():
            line["request"] = request
        line |= {name: value for name, value in vars(record).items() if name not in _USUAL}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class Readable(Traces):
    """The same for people at a terminal."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname:<7} {name}: {message}", style="{")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  the name that logging calls
        given = {name: value for name, value in vars(record).items() if name not in _USUAL | {"asctime"}}
        if request := REQUEST.get():
            given["request"] = request
        return " ".join(
            [super().formatMessage(record), *(f"{name}={value}" for name, value in given.items())]
        )


def configure(level: LogLevel, form: LogFormat = "auto") -> None:
    """Send every logger to standard error, at `level` and above."""
    handler = logging.StreamHandler(sys.stderr)
    as_text = sys.stderr.isatty() if form == "auto" else form == "text"
    handler.setFormatter(Readable() if as_text else JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    # Libraries at their most talkative tell what went over the wire: tokens, names, what somebody wrote.
    root.setLevel("INFO" if level == "debug" else level.upper())
    for own in OWN:
        logging.getLogger(own).setLevel(level.upper())
    if level in ("debug", "info"):
        # Starting and stopping is told by the greeting; libraries would say it again in their words. Of a socket they
        # would tell from which address it came.
        for library in ("uvicorn.error", "alembic", "fontTools", "weasyprint", "pyhanko"):
            logging.getLogger(library).setLevel(logging.WARNING)
