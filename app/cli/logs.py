"""What the server logs, and how: readable lines at a terminal, one JSON object a line anywhere else.

Never log what people wrote, names, tokens or addresses of people: the log of events is for that, and it is
guarded.
"""

from __future__ import annotations

import logging
import sys

import structlog

from app.settings import LogLevel


def configure(level: LogLevel) -> None:
    """Send structlog and the standard library's loggers to standard error, at `level` and above."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer()],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # Starting and stopping is told by the greeting; uvicorn's own lines would say it again.
    logging.getLogger("uvicorn.error").setLevel(
        max(logging.WARNING, root.level) if level != "debug" else root.level
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _renderer() -> structlog.types.Processor:
    if sys.stderr.isatty():
        return structlog.dev.ConsoleRenderer(colors=True)
    return structlog.processors.JSONRenderer()
