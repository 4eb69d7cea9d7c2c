"""What the servers on one PostgreSQL tell each other, and what each makes of it.

The log needs no more than a hint that it goes on. Beside it stand the things that no log holds: who is here, which
boards show what, who was signed out, what somebody is called. Each server says them (`tell`) and hears them (`hear`).
Words may be lost, so nothing rests on one: after any silence, and every few seconds, a server looks for itself.

With a store in a file there is one server, and all of this sleeps.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field

import msgspec

from app.live.hub import Hub
from app.live.ports import Code, Surface
from app.live.presence import NOBODY, Who, together
from app.session.journal import JournalError
from app.store import presence, sessions
from app.store.changes import Changed, Deaf, Word
from app.store.presence import Told
from app.store.store import Store
from app.web.boards import LATELY, turned
from app.web.identity import tokens
from app.web.identity.devices import Devices
from app.web.rooms import Room, Rooms
from app.web.scene import Scene

log = logging.getLogger(__name__)

TELL_S = 0.2
"""Seconds between two looks at whether there is something to tell."""
AGAIN_S = 5.0
"""Seconds after which it is told again, and after which is looked for what a lost word would have said."""


@dataclass(frozen=True, slots=True)
class Board:
    """A board that is connected to another server."""

    session: str
    person: str
    turned: bool
    """Whether it shows nothing but what is shared."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one server knows of one plan that no log holds."""

    people: tuple[str, ...] = ()
    editing: dict[str, tuple[str, ...]] = field(default_factory=dict)
    boards: tuple[Board, ...] = ()
    lost: tuple[tuple[str, str, int], ...] = ()
    """Boards whose line dropped: session, person and when (milliseconds)."""


NOTHING = Said()


class Elsewhere:
    def __init__(self, store: Store, rooms: Rooms, hub: Hub[Scene], devices: Devices) -> None:
        self.server = tokens.id_()
        self._store = store
        self._rooms = rooms
        self._hub = hub
        self._devices = devices
        self._said: dict[str, Said] = {}
        self._heard: dict[str, dict[str, Said]] = {}
        """Plan → server → what it last said, of those that live."""
        self._taken_over: set[tuple[str, str]] = set()
        self.words: dict[str, Callable[[str], Awaitable[None]]] = {
            "presence": self._presence_changed,
            "gone": self._device_gone,
            "names": self._of_room(rooms.names_anew),
            "door": self._of_room(rooms.door_anew),
            "held": self._of_room(rooms.count_anew),
            "forgotten": self._forgotten,
        }
        """What is done about each word; whoever has more to say adds to it."""
        self.missed: list[Callable[[], Awaitable[None]]] = []
        """What else is done where words may have been lost."""
        rooms.say = devices.say = self.say

    def say(self, what: str, about: str) -> None:
        """Tell the other servers."""
        self._store.say(Word(self.server, what, about))

    async def ask(self, plan: str) -> None:
        """Look what the others say of a plan now. Raises NotSaved."""
        if self._store.several:
            await self._presence([plan])

    async def opened(self, room: Room) -> None:
        """Nobody said anything of a plan that was not open."""
        await self.ask(room.live.id)

    def boards(self, plan: str) -> tuple[Board, ...]:
        """Those that are connected to other servers."""
        return tuple(board for said in self._heard.get(plan, {}).values() for board in said.boards)

    def lost(self, plan: str, since: int) -> frozenset[str]:
        """Sessions of boards whose line to another server dropped after `since`, milliseconds."""
        lines = (line for said in self._heard.get(plan, {}).values() for line in said.lost)
        return frozenset(session for session, _person, at in lines if at > since)

    # --- telling ---------------------------------------------------------------------------------------------

    async def tell(self) -> None:
        """Tell what is here whenever it has changed, and look after what may have been missed; until cancelled."""
        if not self._store.several:
            return
        again_at = 0.0
        while True:
            now = asyncio.get_running_loop().time()
            again = now >= again_at
            again_at = now + AGAIN_S if again else again_at
            try:
                await self._tell_news(again)
                if again:
                    await self._look()
            except JournalError:
                log.info("other servers were not told who is here")
                await asyncio.sleep(AGAIN_S)
            except Exception:
                log.exception("other servers were not told who is here")
            await asyncio.sleep(TELL_S)

    async def leave(self) -> None:
        """This server stops: its people are not here any more, and its boards nobody's."""
        if not self._store.several:
            return
        at = self._hub.clock()
        left = {
            plan: Said(lost=(*said.lost, *((board.session, board.person, at) for board in said.boards)))
            for plan, said in self._said.items()
        }
        try:
            await self._write(left)
        except JournalError:
            log.info("other servers will find out by themselves that this one stopped")

    async def _tell_news(self, again: bool) -> None:
        here = {plan: self._here(plan) for plan in {*self._rooms.plans(), *self._said}}
        news = {plan: said for plan, said in here.items() if said != self._said.get(plan, NOTHING)}
        beat = {plan: said for plan, said in here.items() if said != NOTHING} if again else {}
        if news or beat:
            await self._write({**beat, **news})
        self._said = {plan: said for plan, said in here.items() if said != NOTHING}
        for plan in news:
            self.say("presence", plan)

    async def _write(self, said: dict[str, Said]) -> None:
        bodies = {plan: msgspec.json.encode(each).decode() for plan, each in said.items()}
        await self._store.write(lambda rows: presence.tell(rows, self.server, bodies))

    def _here(self, plan: str) -> Said:
        who = self._hub.here(plan)
        boards = (c for c in self._hub.connections(plan) if c.seat.surface is Surface.BOARD)
        return Said(
            who.people,
            dict(who.editing),
            tuple(Board(c.seat.session, c.seat.person, turned(c)) for c in boards),
            self._hub.lost.lines(plan, self._hub.clock() - LATELY),
        )

    # --- hearing ---------------------------------------------------------------------------------------------

    async def hear(self) -> None:
        """Take in, until cancelled, what other servers write and say."""
        async for heard in self._store.changes(self._rooms.plans):
            try:
                match heard:
                    case Changed(plan, last):
                        self._rooms.follow(plan, last)
                    case Word(server, what, about) if server != self.server and what in self.words:
                        await self.words[what](about)
                    case Deaf():
                        for work in self.missed:
                            await work()
                        await self._look(missed=True)
            except Exception:
                # What was not understood once is looked for again.
                log.exception("what another server said was not taken in")

    async def _look(self, missed: bool = False) -> None:
        """For what words may have said: who is elsewhere, who was signed out; after a silence for names, too."""
        await self._presence(self._rooms.plans())
        connected = {c.seat.session for plan in self._rooms.plans() for c in self._hub.connections(plan)}
        ended = await self._store.read(lambda rows: sessions.ended_of(rows, connected))
        if ended:
            self._devices.gone(ended, told=True)
        if missed:
            for plan in self._rooms.plans():
                # It may be closed meanwhile.
                for word in ("names", "door", "held"):
                    await self.words[word](plan)

    async def _presence_changed(self, plan: str) -> None:
        await self._presence([plan] if plan in self._rooms.plans() else [])

    async def _presence(self, plans: Iterable[str]) -> None:
        asked = tuple(plans)
        told = await self._store.read(lambda rows: presence.others(rows, self.server, asked))
        for plan in asked:
            self._take_in(plan, [each for each in told if each.plan == plan])

    def _take_in(self, plan: str, told: Iterable[Told]) -> None:
        before = self._heard.pop(plan, {})
        said = {each.server: _read(each.body) for each in told}
        living = {each.server: said[each.server] for each in told if each.lives}
        for server, what in (before | said).items():
            if server not in living:
                self._take_over(plan, server, what)
        if living:
            self._heard[plan] = living
        # One that only fell silent may die yet.
        self._taken_over -= {(plan, server) for server in living}
        for what in living.values():
            for board in what.boards:
                self._hub.lost.found(plan, board.session)
        who = NOBODY
        for what in living.values():
            who = together(who, Who(what.people, what.editing))
        self._hub.others_are(plan, who)

    def _take_over(self, plan: str, server: str, said: Said) -> None:
        """A server is gone; what stands on its boards, nobody knows until they come back."""
        if (plan, server) in self._taken_over:
            return
        self._taken_over.add((plan, server))
        at = self._hub.clock()
        here = {c.seat.session for c in self._hub.connections(plan)}
        for session, person, when in (*said.lost, *((each.session, each.person, at) for each in said.boards)):
            if session not in here:
                self._hub.lost.missed(plan, session, person, when)

    async def _device_gone(self, device: str) -> None:
        self._devices.gone([device], told=True)

    async def _forgotten(self, plan: str) -> None:
        if plan in self._rooms.plans():
            self._hub.shut(plan, Code.NO_SUCH_PLAN)
            await self._rooms.forget(plan)

    def _of_room(self, work: Callable[[Room], Awaitable[None]]) -> Callable[[str], Awaitable[None]]:
        async def done(plan: str) -> None:
            if plan in self._rooms.plans():
                await work(self._rooms.opened(plan))

        return done


def _read(body: str) -> Said:
    """Servers of another release may say it otherwise: then they say nothing."""
    try:
        return msgspec.json.decode(body, type=Said)
    except (msgspec.DecodeError, ValueError):
        return NOTHING
