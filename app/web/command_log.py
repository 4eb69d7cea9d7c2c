"""Commands as the log tells them: one line for all that a plan was asked within a moment.

A line holds what each command was called, what it asked for by name, what came of it and how long that took: enough to
follow one from a phone's complaint to its commit. It never says who asked, and of what is anonymous not even the id: an
id beside a time would tell a phone's owner from the others.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict

log = logging.getLogger("stratroom.commands")

GATHER_S = 0.25
MOST = 200
"""Commands of one line."""

Line = tuple[str, str, str, float]
"""Id, what it asks for, what came of it, milliseconds."""


class CommandLog:
    def __init__(self) -> None:
        self._lines: defaultdict[str, list[Line]] = defaultdict(list)
        self._telling: asyncio.TimerHandle | None = None

    def note(self, plan: str, id_: str, does: str, came_of_it: str, seconds: float) -> None:
        """On the event loop. `id_` is empty for what is anonymous."""
        if not log.isEnabledFor(logging.INFO):
            return
        self._lines[plan].append((id_, does, came_of_it, round(seconds * 1_000, 1)))
        if len(self._lines[plan]) >= MOST:
            self.tell()
        elif self._telling is None:
            self._telling = asyncio.get_running_loop().call_later(GATHER_S, self.tell)

    def tell(self) -> None:
        """Write what was gathered; also when the server stops."""
        if self._telling is not None:
            self._telling.cancel()
            self._telling = None
        lines, self._lines = self._lines, defaultdict(list)
        for plan, commands in lines.items():
            log.info("commands", extra={"plan": plan, "commands": commands})
