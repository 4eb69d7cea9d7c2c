"""How far a log is good: looked for when a plan is opened, so that nobody builds on what is damaged.

A snapshot is loaded without reading the log before it. What lies there is read behind everybody's back, a few entries at
a time with long pauses between, and judged on the way as every reading judges.
"""

from __future__ import annotations

import asyncio
import time
from functools import partial

from app.session.journal import Journal, NotSaved
from app.session.replay import Writer

PAGE = 200
"""Entries at a time: two milliseconds of the writer thread, less than a commit."""
REST = 4.0
"""Pauses between pages, as a multiple of what a page took: who edits has four fifths of the time for themselves."""


async def last_good(
    writer: Writer, journal: Journal, plan: str, until: int | None = None, *, rest: float = REST
) -> int | None:
    """The entry up to which the log is good; None where it is good to its end, or to entry `until`.

    Raises KeyError if there is no such plan, NotSaved for an outage.
    """
    after = 0
    while until is None or after < until:
        limit = PAGE if until is None else min(PAGE, until - after)
        began = time.monotonic()
        try:
            page = await writer.run(partial(journal.read, plan, after, limit))
        except NotSaved as error:
            if error.reason != "damaged":
                raise
            return await _within(writer, journal, plan, after)
        if len(page) < limit:
            return None
        after = page[-1].seq
        await asyncio.sleep(rest * (time.monotonic() - began))
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
