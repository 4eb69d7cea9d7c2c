"""The plans that are open in this process: each with its writer, its names, its text documents and its scene.

The one place where session, store and live meet: a committed group becomes a new scene, co-typists get the
updates in it, screens get the scene, and only then are the answers let go.
"""

from __future__ import annotations

import asyncio
import logging
from base64 import b64decode
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import TypeVar, cast

from app.activities.contract import Door
from app.domain import events as ev
from app.live.hub import Hub
from app.live.text import Screen, TextDocs, TextKey, TextStart, Typists
from app.live.text.of_plan import PlanTexts
from app.session.live_plan import Committed, LivePlan
from app.session.touched import Touched
from app.store import held_notes, people, plans
from app.store.store import Store
from app.web.scene import Scene, stage

log = logging.getLogger(__name__)

T = TypeVar("T")

FOLLOWING_S = 5.0
"""Seconds that what follows on an event has to end when the server stops."""


@dataclass(slots=True)
class Room:
    """One open plan."""

    live: LivePlan
    texts: PlanTexts
    names: Mapping[str, str]
    scene: Scene
    held: int = 0
    """Anonymous lines of the step in progress."""
    door: Door = field(default_factory=Door)


Heard = Callable[[Room, Committed], Awaitable[None]]
"""Somebody who acts on what happened, after it is on the screens: the sealing of a complete edition."""


class Rooms:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.texts = TextDocs(self._start_of)
        self.typists = Typists(self.texts)
        self.hub: Hub[Scene] | None = None
        self.listeners: list[Heard] = []
        self.openers: list[Callable[[Room], Awaitable[None]]] = []
        """Told of each plan that is opened: what a stopped process left to be done."""
        self.door_of: Callable[[str], Awaitable[Door]] | None = None
        """How people come in, asked when a plan is opened."""
        self._open: dict[str, Room] = {}
        self._opening: dict[str, asyncio.Task[Room]] = {}
        self._rewriting = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    async def get(self, plan: str) -> Room:
        """The open plan; opened if it is not. Raises LookupError if there is none, NotSaved if it is damaged."""
        task = self._opening.get(plan)
        if task is not None:
            return await asyncio.shield(task)
        room = self._open.get(plan)
        return room if room is not None else await self._opens(plan, self._load(plan))

    def opened(self, plan: str) -> Room:
        """A plan that is open. Raises LookupError."""
        return self._open[plan]

    def plans(self) -> tuple[str, ...]:
        """The plans that are open."""
        return tuple(self._open)

    async def close(self) -> None:
        """Finish what is being written everywhere, and what follows on it."""
        await self._follow_through()
        closing = (room.live.close() for room in self._open.values())
        for failed in await asyncio.gather(*closing, return_exceptions=True):
            if isinstance(failed, BaseException):
                log.error("a plan was not closed in order", exc_info=failed)
        # The last of what was written has followers too.
        await self._follow_through()
        self._open.clear()

    async def forget(self, plan: str) -> None:
        """Close one plan: it was deleted, or its log was changed from outside."""
        room = self._open.pop(plan, None)
        self.texts.forget_plan(plan)
        if room is not None:
            await room.live.close()

    async def rewrite(self, plan: str, work: Callable[[], Awaitable[T]]) -> T:
        """Have a plan's log changed past its session: closed for it, opened anew behind it, and shown to everybody.

        Who comes meanwhile waits; what is asked meanwhile is to be sent again. Raises LookupError if there is no
        such plan; whatever `work` raises, with the plan open again.
        """
        async with self._rewriting:
            room = await self.get(plan)
            working: asyncio.Future[T] = asyncio.ensure_future(self._closed_for(room, work))
            await self._opens(plan, self._anew(plan, working))
            return working.result()

    async def names_changed(self, plan: str) -> None:
        """Somebody was added, renamed or erased."""
        room = await self.get(plan)
        room.names = await self.store.read(lambda rows: people.names(rows, plan))
        self._show(room, Touched(everyone=True))

    async def door_changed(self, plan: str, door: Door) -> None:
        """Another address, code or network to come in by."""
        room = await self.get(plan)
        room.door = door
        self._show(room, Touched(everyone=True))

    async def held_changed(self, plan: str) -> None:
        """An anonymous line was written or taken back."""
        room = await self.get(plan)
        await self._count_held(room)
        self._show(room, Touched())

    async def _opens(self, plan: str, opening: Coroutine[None, None, Room]) -> Room:
        task = self._opening[plan] = asyncio.create_task(opening)
        task.add_done_callback(lambda done: self._opening.pop(plan, None))
        return await asyncio.shield(task)

    async def _closed_for(self, room: Room, work: Callable[[], Awaitable[T]]) -> T:
        # A snapshot would keep what the log is about to lose.
        await room.live.close(snapshot=False)
        return await work()

    async def _anew(self, plan: str, working: asyncio.Future[T]) -> Room:
        await asyncio.wait([working])
        try:
            room = await self._load(plan)
        except BaseException:
            self._open.pop(plan, None)
            raise
        self.texts.forget_plan(plan)
        self._show(room, Touched(everyone=True))
        return room

    async def _load(self, plan: str) -> Room:
        await self.store.read(lambda rows: plans.get(rows, plan))
        names = await self.store.read(lambda rows: people.names(rows, plan))
        live = LivePlan(plan, self.store.journal, self.store)
        texts = live.texts = PlanTexts(plan, self.texts)
        await live.open()
        room = Room(live, texts, names, stage(plan, live.state, names))
        if self.door_of is not None:
            room.door = await self.door_of(plan)
        await self._count_held(room)
        self._stage(room)
        live.published = lambda committed: self._published(room, committed)
        self._open[plan] = room
        for opener in self.openers:
            self._goes_on(opener(room))
        return room

    async def _count_held(self, room: Room) -> None:
        plan, step = room.live.id, room.live.state.run.current
        if step is None:
            room.held = 0
            return
        room.held, _hands = await self.store.read(lambda rows: held_notes.tally(rows, plan=plan, step=step))

    def _published(self, room: Room, committed: Committed) -> None:
        typing = all(isinstance(each.event, ev.TextEdited) for each in committed.happened)
        for each in committed.happened:
            if isinstance(each.event, ev.TextEdited) and each.event.update:
                self._tell_typists(room, each.event, each.origin)
        self._show(room, committed.touched, typing=typing)
        if any(isinstance(each.event, ev.Redacted) for each in committed.happened):
            # Another process erased somebody: what is remembered here is from before.
            self._goes_on(self.rewrite(room.live.id, _nothing))
        for listener in self.listeners:
            self._goes_on(listener(room, committed))

    def _tell_typists(self, room: Room, edit: ev.TextEdited, origin: object | None) -> None:
        key = TextKey(room.live.id, edit.record, edit.field)
        author = cast("Screen | None", origin)
        self.typists.accepted(key, b64decode(edit.update), author, room.texts.before.get(key, b"\x00"))

    def _goes_on(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._heard)

    async def _follow_through(self) -> None:
        if not self._tasks:
            return
        _done, late = await asyncio.wait(self._tasks, timeout=FOLLOWING_S)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _heard(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("what follows on an event failed", exc_info=error)

    def _show(self, room: Room, touched: Touched, *, typing: bool = False) -> None:
        self._stage(room)
        if self.hub is not None:
            self.hub.changed(room.live.id, room.scene, touched, typing)

    def _stage(self, room: Room) -> None:
        live = room.live
        room.scene = stage(live.id, live.state, room.names, room.scene, room.held, room.door)

    def _start_of(self, key: TextKey) -> TextStart:
        room = self._open[key.plan]
        epoch = room.live.ledger.of(room.live.state, key.record, key.field)
        return TextStart(epoch.name, epoch.plain, epoch.state, epoch.updates)


async def _nothing() -> None:
    """The log was changed already."""
