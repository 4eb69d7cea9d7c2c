"""The plans that are open in this process: each with its writer, its names, its text documents and its scene.

The one place where session, store and live meet: of a committed group co-typists get the updates at once, then the
answers are let go, and then screens get the scene, which is made when the first of them is drawn.
"""

from __future__ import annotations

import asyncio
import logging
from base64 import b64decode
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextvars import Context
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar, cast

from app.activities.contract import Door
from app.domain import events as ev
from app.domain.state import PlanState
from app.live.hub import Hub
from app.live.ports import Code
from app.live.text import Screen, TextDocs, TextKey, TextStart, Typists
from app.live.text.of_plan import PlanTexts
from app.session.live_plan import Committed, LivePlan
from app.session.touched import Touched
from app.store import held_notes, people, plans
from app.store.store import Store
from app.web import history, moments
from app.web.changes import LastSeen
from app.web.command_log import CommandLog
from app.web.following import Following
from app.web.measures import Measures, TimedJournal
from app.web.scene import Scene, stage

if TYPE_CHECKING:
    from app.web.elsewhere import Elsewhere

log = logging.getLogger(__name__)

T = TypeVar("T")

FOLLOWING_S = 5.0
"""Seconds that what follows on events has to end when the server stops, all of it together."""
IDLE_S = 600.0
"""Seconds after which a plan that nobody is in, and nobody asks for, is closed."""


@dataclass(slots=True)
class Room:
    """One open plan."""

    live: LivePlan
    texts: PlanTexts
    names: Mapping[str, str]
    last_seen: LastSeen
    counted: tuple[str | None, int, frozenset[str]] = (None, 0, frozenset())
    """A step, how many anonymous lines it holds, and who handed in a nameless ballot there."""
    door: Door = field(default_factory=Door)
    then: tuple[str, PlanState | None] = ("", None)
    """A step, and the plan as it was when that began: what the board compares the plan with."""
    used: float = 0.0
    """When it was last asked for or changed, in the loop's time."""
    _scene: Scene | None = None
    _stale: bool = True

    @property
    def scene(self) -> Scene:
        """The plan as it is now, for the screens; made when somebody looks, so that nobody's answer waits for it."""
        if self._stale or self._scene is None:
            return self.stage()
        return self._scene

    def stage(self) -> Scene:
        """Make the scene now. Raises what making the first one raises: what cannot be shown does not count as open."""
        self._stale = False
        self._scene = self._staged(self._scene)
        return self._scene

    def outdated(self) -> None:
        """Something that the scene is made of has changed."""
        self._stale = True

    def _staged(self, before: Scene | None) -> Scene:
        try:
            return stage(
                self.live.id,
                self.live.state,
                self.names,
                before,
                self.held,
                self.door,
                self._then,
                self.voted,
            )
        except Exception:
            if before is None:
                raise
            # What is durable stays true, whatever becomes of the screens: they keep what they show.
            log.exception("a change could not be shown", extra={"plan": self.live.id})
            return before

    @property
    def compares(self) -> str:
        """The step since whose beginning the board shows what changed: what whoever leads chose, else what the step in
        progress says; empty for none."""
        run = self.live.state.run
        told = run.step.options.get("compare") if run.step else None
        return run.compare or (told if isinstance(told, str) and told in run.began else "")

    @property
    def _then(self) -> PlanState | None:
        step, then = self.then
        return then if step and step == self.compares else None

    @property
    def held(self) -> int:
        """Anonymous lines of the step in progress."""
        step, lines, _people = self.counted
        return lines if step == self.step else 0

    @property
    def voted(self) -> frozenset[str]:
        """Who handed in a nameless ballot in the step in progress; never what."""
        step, _lines, people = self.counted
        return people if step == self.step else frozenset()

    @property
    def step(self) -> str | None:
        """What is said in the step in progress names."""
        run = self.live.state.run
        return run.round(run.current) if run.current else None


Heard = Callable[[Room, Committed], Coroutine[None, None, None]]
"""Somebody who acts on what happened, after it is on the screens: the sealing of a complete edition."""


class Rooms:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.texts = TextDocs(self._start_of)
        self.typists = Typists(self.texts)
        self.hub: Hub[Scene] | None = None
        self.listeners: list[Heard] = []
        self.openers: list[Callable[[Room], Coroutine[None, None, None]]] = []
        """Told of each plan that is opened: what a stopped process left to be done."""
        self.door_of: Callable[[str], Awaitable[Door]] | None = None
        """How people come in, asked when a plan is opened."""
        self.measures = Measures()
        self.command_log = CommandLog()
        self.elsewhere: Elsewhere | None = None
        """What other servers know; None where there are none, or none yet."""
        self.say: Callable[[str, str], None] = lambda what, about: None
        """Tells other servers on the same database: what it is, and the ids that it is about."""
        self._open: dict[str, Room] = {}
        self._opening: dict[str, asyncio.Task[Room]] = {}
        self._closing: dict[str, asyncio.Task[None]] = {}
        self.leaving = asyncio.Lock()
        """Held while a plan is carried to another server."""
        self._rewriting = asyncio.Lock()
        self._following = Following()
        self.texts.forgotten, self._begin_again = self._text_forgotten, self.texts.forgotten

    async def get(self, plan: str) -> Room:
        """The open plan; opened if it is not. Raises LookupError if there is none, NotSaved if it is damaged."""
        if (closing := self._closing.get(plan)) is not None:
            await asyncio.wait([closing])
        task = self._opening.get(plan)
        if task is not None:
            return await asyncio.shield(task)
        room = self._open.get(plan)
        if room is None:
            return await self._opens(plan, self._load(plan))
        room.used = _now()
        return room

    def opened(self, plan: str) -> Room:
        """A plan that is open. Raises LookupError."""
        return self._open[plan]

    def plans(self) -> tuple[str, ...]:
        """The plans that are open."""
        return tuple(self._open)

    def is_open(self, plan: str) -> bool:
        """Whether a plan is open in this process."""
        return plan in self._open

    def busy(self, plan: str) -> bool:
        """Whether anything still follows on what happened in a plan."""
        return self._following.busy(plan)

    async def close(self) -> None:
        """Finish what is being written everywhere, and what follows on it."""
        until = _now() + FOLLOWING_S
        await self._following.through(until)
        await asyncio.gather(*self._closing.values(), return_exceptions=True)
        closing = (room.live.close() for room in self._open.values())
        for failed in await asyncio.gather(*closing, return_exceptions=True):
            if isinstance(failed, BaseException):
                log.error("a plan was not closed in order", exc_info=failed)
        # The last of what was written has followers too.
        await self._following.through(until)
        self._open.clear()

    async def tidy(self) -> None:
        """Close, from time to time and until cancelled, what nobody needs any more."""
        while True:
            await asyncio.sleep(IDLE_S / 4)
            try:
                await self.close_idle(_now())
            except Exception:
                log.exception("a plan that nobody needs was not closed in order")

    def follow(self, plan: str, last: int) -> None:
        """The log of a plan goes on to `last`: take in what another process wrote."""
        room = self._open.get(plan)
        if room is not None and room.live.state.seq < last:
            room.live.follow()

    async def close_idle(self, now: float) -> None:
        """Close the plans that nobody is in, and nobody asked for in the IDLE_S before `now`, the loop's time."""
        for plan in self.plans():
            room = self._open.get(plan)
            if room is None or not self._is_idle(room, now):
                continue
            # Who comes meanwhile waits: one plan is never open twice.
            task = self._closing[plan] = asyncio.create_task(self._put_away(plan))
            await asyncio.shield(task)

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
        await self.names_anew(await self.get(plan))
        self.say("names", plan)

    async def names_anew(self, room: Room) -> None:
        """Read what people are called, and show it."""
        plan = room.live.id
        room.names = await self.store.read(lambda rows: people.names(rows, plan))
        self._show(room, Touched(everyone=True))

    async def door_changed(self, plan: str, door: Door) -> None:
        """Another address, code or network to come in by."""
        room = await self.get(plan)
        room.door = door
        self._show(room, Touched(everyone=True))
        self.say("door", plan)

    async def door_anew(self, room: Room) -> None:
        """Ask how people come in, and show it."""
        if self.door_of is not None:
            room.door = await self.door_of(room.live.id)
            self._show(room, Touched(everyone=True))

    async def held_changed(self, plan: str) -> None:
        """An anonymous line was written or taken back."""
        await self.count_anew(await self.get(plan))
        self.say("held", plan)

    async def count_anew(self, room: Room) -> None:
        """Count the anonymous lines of the step in progress, and show how many there are."""
        await self._count_held(room)
        self._show(room, Touched())

    async def then_anew(self, room: Room) -> None:
        """Look up the moment that the board compares the plan with, and show what changed since."""
        await self._look_back(room)
        self._show(room, Touched(everyone=True))

    async def _look_back(self, room: Room) -> None:
        step = room.compares
        if step == room.then[0]:
            return
        then = None
        if step:
            log = await history.read(self.store, room.live.id)
            then = await asyncio.to_thread(moments.when_began, log, step)
        room.then = step, then

    async def _put_away(self, plan: str) -> None:
        try:
            await self.forget(plan)
        finally:
            self._closing.pop(plan, None)

    def _is_idle(self, room: Room, now: float) -> bool:
        plan = room.live.id
        if now - room.used < IDLE_S or plan in self._opening or self._following.busy(plan):
            return False
        return self.hub is None or not self.hub.connections(plan)

    async def _opens(self, plan: str, opening: Coroutine[None, None, Room]) -> Room:
        task = self._opening[plan] = asyncio.create_task(opening, context=Context())
        task.add_done_callback(lambda done: self._opening.pop(plan, None))
        return await asyncio.shield(task)

    async def _closed_for(self, room: Room, work: Callable[[], Awaitable[T]]) -> T:
        # A snapshot would keep what the log is about to lose.
        await room.live.close(snapshot=False)
        return await work()

    async def _anew(self, plan: str, working: asyncio.Future[T]) -> Room:
        await asyncio.wait([working])
        try:
            return await self._load(plan)
        except BaseException:
            # What it was may be what the log has lost: nobody goes on looking at it. Who comes back opens it.
            self._open.pop(plan, None)
            self.texts.forget_plan(plan)
            if self.hub is not None:
                self.hub.shut(plan, Code.RESTART)
            raise

    async def _load(self, plan: str) -> Room:
        await self.store.read(lambda rows: plans.get(rows, plan))
        names = await self.store.read(lambda rows: people.names(rows, plan))
        live = LivePlan(plan, TimedJournal(self.store.journal, self.measures), self.store)
        texts = live.texts = PlanTexts(plan, self.texts)
        await live.open()
        room = Room(live, texts, names, LastSeen(self.store, plan))
        if self.door_of is not None:
            room.door = await self.door_of(plan)
        await self._count_held(room)
        await self._look_back(room)
        room.used = _now()
        room.stage()
        live.published = lambda committed: self._published(room, committed)
        self._open[plan] = room
        # Somebody may have been in it before: what they see and type in is from then.
        self.texts.forget_plan(plan)
        self._show(room, Touched(everyone=True))
        for opener in self.openers:
            self._following.goes_on(plan, opener(room))
        return room

    async def _count_held(self, room: Room) -> None:
        plan, step = room.live.id, room.step
        lines, voted = 0, frozenset[str]()
        if step is not None:
            lines, _hands = await self.store.read(lambda rows: held_notes.tally(rows, plan=plan, step=step))
            voted = await self.store.read(lambda rows: held_notes.voted(rows, plan=plan, step=step))
        room.counted = step, lines, voted

    def _published(self, room: Room, committed: Committed) -> None:
        """Each part by itself: a screen that fails keeps nothing else from following on what is durable."""
        plan, room.used = room.live.id, _now()
        self.measures.events += len(committed.happened)
        # Before co-typists are told: who may not see a field any more must not hear what was typed in it behind that.
        room.outdated()
        typing = all(isinstance(each.event, ev.TextEdited) for each in committed.happened)
        for each in committed.happened:
            if isinstance(each.event, ev.TextEdited) and each.event.update:
                self._tell_typists(room, each.event, each.origin)
        self._show(room, committed.touched, typing=typing)
        if any(isinstance(each.event, ev.Redacted) for each in committed.happened):
            # Another process erased somebody: what is remembered here is from before.
            self._following.goes_on(plan, self.rewrite(plan, _nothing))
        if any(_is_new(each.event, room.names) for each in committed.happened):
            # Another process wrote down what they are called.
            self._following.goes_on(plan, self.names_anew(room))
        if any(
            isinstance(each.event, ev.StepStarted) or _votes_again(each.event) for each in committed.happened
        ):
            self._following.goes_on(plan, self.count_anew(room))
        if room.compares != room.then[0]:
            self._following.goes_on(plan, self.then_anew(room))
        for listener in self.listeners:
            self._following.goes_on(plan, listener(room, committed))

    def _tell_typists(self, room: Room, edit: ev.TextEdited, origin: object | None) -> None:
        key = TextKey(room.live.id, edit.record, edit.field)
        author = cast("Screen | None", origin)
        before = room.texts.before.get(key, b"\x00")
        try:
            self.typists.accepted(key, b64decode(edit.update), author, before)
        except Exception:
            log.exception("co-typists were not told", extra={"plan": room.live.id})

    def _show(self, room: Room, touched: Touched, *, typing: bool = False) -> None:
        """Bring the screens up to date. What is durable stays true, whatever becomes of them."""
        room.outdated()
        if self.hub is None:
            return
        try:
            self.hub.changed(room.live.id, lambda: room.scene, touched, typing)
        except Exception:
            log.exception("a change could not be shown", extra={"plan": room.live.id})

    def _start_of(self, key: TextKey) -> TextStart:
        room = self._open[key.plan]
        epoch = room.live.ledger.of(room.live.state, key.record, key.field)
        return TextStart(epoch.name, epoch.plain, epoch.state, epoch.updates)

    def _text_forgotten(self, key: TextKey) -> None:
        # Of a plan that is gone there is no document to go on in.
        if key.plan in self._open and self._begin_again is not None:
            self._begin_again(key)


def _votes_again(event: ev.Event) -> bool:
    return isinstance(event, ev.RoomSet) and event.name == "again"


def _is_new(event: ev.Event, names: Mapping[str, str]) -> bool:
    return isinstance(event, ev.PersonSet) and event.person.id not in names


def _now() -> float:
    """The loop's time, in seconds."""
    return asyncio.get_running_loop().time()


async def _nothing() -> None:
    """The log was changed already."""
