"""The log taken in: read in pages, so that the writer thread serves others in between, and replayed on the side.

A long log takes a second to decode and to evolve. States and events never change once they are made, so that can
happen in a thread of its own while everybody else goes on; what comes out is taken over at once, or not at all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

from app.domain.evolve import evolve
from app.domain.state import PlanState
from app.session import codec
from app.session.group import Happened
from app.session.journal import Journal, Stored
from app.session.texts import Ledger, Texts

PAGE = 1_000
"""Entries that are read at a time: a few milliseconds of the writer thread."""
LONG = 500
"""Entries above which a replay takes longer than the event loop should stand still."""

T = TypeVar("T")


class Writer(Protocol):
    """The store's one writer thread."""

    def run(self, work: Callable[[], T]) -> Awaitable[T]: ...


@dataclass(slots=True)
class Replayed:
    """What a state becomes, and what has to be let go of when it is taken over."""

    state: PlanState
    ledger: Ledger
    happened: list[Happened]
    untrue: list[tuple[str, str]]
    """Records and fields whose documents are not true any more, in order."""


async def read_all(
    writer: Writer, journal: Journal, plan: str, after: int = 0, until: int | None = None
) -> list[Stored]:
    """The entries behind `after`, in order, to the end or to entry `until`.

    Raises KeyError if there is no such plan, NotSaved('damaged').
    """
    found: list[Stored] = []
    while until is None or after < until:
        limit = PAGE if until is None else min(PAGE, until - after)
        page = await writer.run(partial(journal.read, plan, after, limit))
        found += page
        if len(page) < limit:
            break
        after = page[-1].seq
    return found


async def replay(state: PlanState, ledger: Ledger, texts: Texts, stored: Sequence[Stored]) -> Replayed:
    """`stored` on top of `state` and `ledger`, which stay as they are. Raises codec.UnknownEvent."""
    work = partial(_replay, state, Ledger(ledger.all()), texts, stored)
    return work() if len(stored) <= LONG else await asyncio.to_thread(work)


def _replay(state: PlanState, ledger: Ledger, texts: Texts, stored: Sequence[Stored]) -> Replayed:
    replayed = Replayed(state, ledger, [], [])
    for each in stored:
        event = codec.decode(each.entry)
        meta = codec.meta(each)
        replayed.untrue += ledger.note(replayed.state, event, meta.person, texts)
        replayed.happened.append(Happened(event, meta, replayed.state, None))
        replayed.state = evolve(replayed.state, event, meta)
    return replayed
