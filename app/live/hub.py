"""All rooms: where the session reports changes, and where somebody is shown out of every one of them at once.

The composition root makes one hub per process. `changed` is called on the event loop after each durable group,
before its answers go out; web calls `revoke` when somebody is removed. A room exists while somebody is in it.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable
from contextvars import Context
from typing import Generic

from app.live import frames
from app.live.connection import Connection
from app.live.lost import LostBoards
from app.live.pace import Buckets
from app.live.page import from_holds
from app.live.ports import Audience, Code, Ports, S, Seat
from app.live.presence import NOBODY, Who, together
from app.live.room import Room
from app.live.wire import Hello
from app.session.touched import Touched

SWEEP_S = 0.5
"""How often silent and stuck connections are looked for, and those whose session has run out."""
RETURN_MS = (1_000, 2_300)
"""After a restart everybody comes back within this span, each at a moment of their own. It begins when a start is done
on an ordinary machine: who comes to a closed door has to wait once more."""
PARTING_S = 0.5
"""How long a stop waits for pages to answer its goodbye."""
SOCKETS_PER_SESSION = 32
"""More than anybody's tabs; the oldest gives way."""


def now_ms() -> int:
    return time.time_ns() // 1_000_000


class Hub(Generic[S]):
    def __init__(
        self,
        ports: Ports[S],
        clock: Callable[[], int] = now_ms,
        spread: Callable[[int, int], int] = random.randint,
    ) -> None:
        self.ports = ports
        self.clock = clock
        self.buckets = Buckets(ports.pace)
        self.lost = LostBoards(clock)
        self._spread = spread
        self._rooms: dict[str, Room[S]] = {}
        self._tabs: Counter[str] = Counter()
        """Connections by session."""
        self._elsewhere: dict[str, Who] = {}
        """Who is in a plan at other servers."""
        self._sweep: asyncio.TimerHandle | None = None

    # ── what the session reports ──────────────────────────────────────────────────────────────────────

    def changed(self, plan: str, state: Callable[[], S], touched: Touched, typing: bool = False) -> None:
        """A durable group made another state. On the event loop, in the order of the log.

        `state` answers with the newest, whenever it is asked.
        `typing`: nothing but characters in co-edited text, so that screens may gather for a moment.
        """
        room = self._rooms.get(plan)
        if room is not None:
            room.changed(state, touched, typing)

    # ── coming in ─────────────────────────────────────────────────────────────────────────────────────

    async def room(self, plan: str) -> Room[S]:
        """The plan's room, to be entered before the next await or not at all: an empty one is kept by nobody.

        Raises LookupError if there is no such plan.
        """
        await self.ports.desk.open(plan)
        known = self._rooms.get(plan)
        return known or Room(plan, self.ports.desk.state(plan), self.ports, self.clock)

    def enter(self, room: Room[S], connection: Connection, hello: Hello) -> None:
        """Let a connection in: welcome, then what its page lacks."""
        self._make_way(connection.seat)
        connection.watching, connection.packs = frozenset(hello.watch), hello.packed
        room.presence.others = self._elsewhere.get(room.plan, NOBODY)
        room.enter(connection)
        self._rooms[room.plan] = room
        self._tabs[connection.seat.session] += 1
        connection.say(frames.welcome(connection.seat, connection.audience, self.ports.pace, self.clock()))
        for scope, tags in hello.holds.items():
            newest = room.newest(connection, scope)
            connection.held[scope] = from_holds(tags, hello.orders.get(scope, {}), newest)
        room.bring(connection, first=True)
        if self._sweep is None:
            self._sweep_later()

    def leave(self, room: Room[S], connection: Connection, page_left: bool = False) -> None:
        """A connection ended; `page_left`: its browser said that the page is no longer shown."""
        self.lost.left(connection, page_left)
        room.leave(connection)
        self._tabs[connection.seat.session] -= 1
        if not self._tabs[connection.seat.session]:
            del self._tabs[connection.seat.session]
        if not room.connections:
            room.close()
            if self._rooms.get(room.plan) is room:
                del self._rooms[room.plan]

    def _make_way(self, seat: Seat) -> None:
        if self._tabs[seat.session] < SOCKETS_PER_SESSION:
            return
        mine = [c for c in self._everyone() if c.seat.session == seat.session]
        for connection in mine[: max(0, len(mine) - SOCKETS_PER_SESSION + 1)]:
            connection.close(Code.REPLACED)

    # ── who is here ───────────────────────────────────────────────────────────────────────────────────

    def present(self, plan: str) -> frozenset[str]:
        """The people who show signs of life in a plan, at whichever server."""
        return frozenset(together(self.here(plan), self._elsewhere.get(plan, NOBODY)).people)

    def here(self, plan: str) -> Who:
        """Who is in a plan at this server."""
        room = self._rooms.get(plan)
        return room.presence.here() if room is not None else NOBODY

    def others_are(self, plan: str, who: Who) -> None:
        """Who is in a plan at other servers, from now on."""
        if who == self._elsewhere.get(plan, NOBODY):
            return
        if who.people:
            self._elsewhere[plan] = who
        else:
            self._elsewhere.pop(plan, None)
        if (room := self._rooms.get(plan)) is not None:
            room.others_are(who)

    def connections(self, plan: str) -> tuple[Connection, ...]:
        """Everybody who is connected to a plan, boards among them."""
        room = self._rooms.get(plan)
        return tuple(room.connections) if room is not None else ()

    def audiences(self, plan: str) -> Counter[Audience]:
        """How many connections look at a plan, by what they are shown; boards among them."""
        room = self._rooms.get(plan)
        return Counter(c.audience for c in room.connections) if room is not None else Counter()

    # ── showing out ───────────────────────────────────────────────────────────────────────────────────

    def revoke(
        self, *, person: str | None = None, session: str | None = None, plan: str | None = None
    ) -> int:
        """Hang up on a person, a session or both, in one plan or all; returns how many connections that were."""
        out = [
            c
            for c in self._everyone()
            if (person is None or c.seat.person == person)
            and (session is None or c.seat.session == session)
            and (plan is None or c.seat.plan == plan)
            and (person is not None or session is not None)
        ]
        if person is not None or session is not None:
            self.lost.revoked(person, session, plan)
        for connection in out:
            connection.close(Code.SIGNED_OUT)
        return len(out)

    def shut(self, plan: str, code: Code) -> None:
        """Hang up on everybody in a plan, with a code that says why."""
        for connection in self._everyone():
            if connection.seat.plan == plan:
                connection.close(code)

    async def drain(self, patience: float) -> None:
        """Before a stop: take nothing new, answer and show what is in hand, for `patience` seconds at most; hang up."""
        loop = asyncio.get_running_loop()
        until = loop.time() + patience
        for connection in self._everyone():
            connection.leaving = True
        while (left := until - loop.time()) > 0 and (under_way := self._under_way()):
            await asyncio.wait(under_way, timeout=left)
        for room in tuple(self._rooms.values()):
            room.flush()
        parting = [connection.channel for connection in self._everyone()]
        self.close_all()
        # To close a line that still brings something would take the last words back that are on their way.
        give_up = loop.time() + PARTING_S
        while loop.time() < give_up and not all(channel.over() for channel in parting):  # noqa: ASYNC110
            await asyncio.sleep(PARTING_S / 50)

    def _under_way(self) -> list[asyncio.Task[None]]:
        return [task for connection in self._everyone() for task in connection.under_way]

    def close_all(self, code: Code = Code.RESTART) -> None:
        """Hang up on everybody, each with a moment of their own to come back at."""
        for connection in self._everyone():
            self.hang_up(connection, code)
        if self._sweep is not None:
            self._sweep.cancel()
            self._sweep = None

    def hang_up(self, connection: Connection, code: Code) -> None:
        connection.close(code, self._spread(*RETURN_MS))

    def _everyone(self) -> list[Connection]:
        return [connection for room in self._rooms.values() for connection in room.connections]

    # ── looking after connections ─────────────────────────────────────────────────────────────────────

    def _sweep_later(self) -> None:
        # In nobody's context: it goes on behind the visit that was the first.
        self._sweep = asyncio.get_running_loop().call_later(SWEEP_S, self._sweep_now, context=Context())

    def _sweep_now(self) -> None:
        self._sweep = None
        now = asyncio.get_running_loop().time()
        for room in tuple(self._rooms.values()):
            room.expire(now)
        today = self.clock()
        for connection in self._everyone():
            if connection.given_up(now):
                connection.cut()
            elif connection.seat.until is not None and connection.seat.until <= today:
                connection.close(Code.SIGNED_OUT)
        if self._rooms:
            self._sweep_later()
