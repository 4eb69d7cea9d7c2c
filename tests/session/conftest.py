"""An open plan on a journal in memory, and short words for what tests do with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace

import pytest

from app.domain.people import Actor
from app.domain.state import PlanState
from app.session import codec
from app.session.live_plan import Answer, Committed, Done, LivePlan, Request
from tests.session.journals import Desk, MemoryJournal, until
from tests.session.texts import PlainTexts
from tests.worlds import NOON, Plan, small_tree


@dataclass
class Clock:
    """The server's clock, which goes where the test says."""

    now: int = NOON + 60_000

    def __call__(self) -> int:
        return self.now


@dataclass
class Open:
    """A plan as one process has it open."""

    live: LivePlan
    journal: MemoryJournal
    desk: Desk
    clock: Clock
    published: list[Committed] = field(default_factory=list)

    @property
    def state(self) -> PlanState:
        return self.live.state

    async def asks(self, who: Actor, request: Request, command: str | None = None) -> Answer:
        return await self.live.submit(replace(who, now=self.clock.now), command, request)

    async def does(self, who: Actor, request: Request, command: str | None = None) -> Done:
        answer = await self.asks(who, request, command)
        assert isinstance(answer, Done), answer
        return answer

    async def together(self, *requests: tuple[Actor, Request] | tuple[Actor, Request, str]) -> list[Answer]:
        """Ask for all of it at once: it forms one group."""
        return await asyncio.gather(*(self.asks(*request) for request in requests))

    async def begins(self, who: Actor, request: Request, command: str | None = None) -> asyncio.Task[Answer]:
        """Ask, and come back when the writer has the group before it and waits for the held desk."""
        task = asyncio.create_task(self.asks(who, request, command))
        await until(lambda: self.desk.waiting)
        return task


Opening = Callable[..., Awaitable[Open]]


@pytest.fixture
def journal() -> MemoryJournal:
    """The log of the small tree."""
    return journal_of(small_tree())


def journal_of(plan: Plan) -> MemoryJournal:
    journal = MemoryJournal()
    for event, meta in plan.log:
        journal.entries.append(codec.encode(event, at=meta.at, person=meta.person, command=None))
    return journal


@pytest.fixture
async def opening(journal: MemoryJournal) -> AsyncIterator[Opening]:
    """Opens the plan: each call is another process, or the same one after a restart."""
    opened: list[Open] = []

    async def opens(clock: Clock | None = None) -> Open:
        desk, clock = Desk(), clock or Clock()
        live = LivePlan(journal.plan, journal, desk, clock=clock)
        live.texts = PlainTexts(live)
        await live.open()
        opened.append(Open(live, journal, desk, clock))
        live.published = opened[-1].published.append
        return opened[-1]

    yield opens
    for each in opened:
        each.desk.let_go()
        await each.live.close()


@pytest.fixture
async def room(opening: Opening) -> Open:
    """The small tree, open."""
    return await opening()
