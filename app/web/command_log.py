"""Commands as the log tells them: one line for all that a plan was asked within a moment.

A line holds what each command was called, what it asked for by name, what came of it and how long that took: enough to
follow one from a phone's complaint to its commit. It never says who asked. What is anonymous is counted, in a line of its
own: an id, a place among the others or the number of a visit would tell its writer.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, defaultdict
from contextvars import Context

log = logging.getLogger("stratroom.commands")

GATHER_S = 0.25
MOST = 200
"""Commands of one line."""

Line = tuple[str, str, str, float]
"""Id, what it asks for, what came of it, milliseconds."""


class CommandLog:
    def __init__(self) -> None:
        self._lines: defaultdict[str, list[Line]] = defaultdict(list)
        self._anonymous: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
        """By plan: how often something was asked for, and that came of it."""
        self._telling: asyncio.TimerHandle | None = None

    def note(self, plan: str, id_: str, does: str, came_of_it: str, seconds: float) -> None:
        """On the event loop. `id_` is empty for what is anonymous."""
        if not log.isEnabledFor(logging.INFO):
            return
        if id_:
            self._lines[plan].append((id_, does, came_of_it, round(seconds * 1_000, 1)))
        else:
            self._anonymous[plan][does, came_of_it] += 1
        if len(self._lines.get(plan, ())) >= MOST:
            self.tell()
        elif self._telling is None:
            # In nobody's context: the line would bear the number of the visit that happened to come first.
            self._telling = asyncio.get_running_loop().call_later(GATHER_S, self.tell, context=Context())

    def tell(self) -> None:
        """Write what was gathered; also when the server stops."""
        if self._telling is not None:
            self._telling.cancel()
            self._telling = None
        Context().run(self._tell)

    def _tell(self) -> None:
        lines, self._lines = self._lines, defaultdict(list)
        anonymous, self._anonymous = self._anonymous, defaultdict(Counter)
        for plan, commands in lines.items():
            log.info("commands", extra={"plan": plan, "commands": commands})
        for plan, counted in sorted(anonymous.items()):
            counts: defaultdict[str, dict[str, int]] = defaultdict(dict)
            for (does, came_of_it), times in sorted(counted.items()):
                counts[does][came_of_it] = times
            log.info("anonymous commands", extra={"plan": plan, "counts": dict(counts)})
