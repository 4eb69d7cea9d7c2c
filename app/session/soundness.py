"""How far a log is good: looked for when a plan is opened, so that nobody builds on what is damaged.

A snapshot is loaded without reading the log before it. What lies there is read behind everybody's back, a page at a time
with pauses between, and judged on the way as every reading judges.
"""

from __future__ import annotations

import asyncio
from functools import partial

from app.session.journal import Journal, NotSaved
from app.session.replay import PAGE, Writer

PAUSE_S = 0.02
"""Between pages: edits go first."""


async def last_good(writer: Writer, journal: Journal, plan: str, until: int | None = None) -> int | None:
    """The entry up to which the log is good; None where it is good to its end, or to entry `until`.

    Raises KeyError if there is no such plan, NotSaved for an outage.
    """
    after = 0
    while until is None or after < until:
        limit = PAGE if until is None else min(PAGE, until - after)
        try:
            page = await writer.run(partial(journal.read, plan, after, limit))
        except NotSaved as error:
            if error.reason != "damaged":
                raise
            return await _within(writer, journal, plan, after)
        if len(page) < limit:
            return None
        after = page[-1].seq
        await asyncio.sleep(PAUSE_S)
    return None


async def _within(writer: Writer, journal: Journal, plan: str, after: int) -> int:
    """One by one, to the first that is not good."""
    while True:
        try:
            page = await writer.run(partial(journal.read, plan, after, 1))
        except NotSaved as error:
            if error.reason != "damaged":
                raise
            return after
        if not page:
            return after
        after = page[-1].seq
