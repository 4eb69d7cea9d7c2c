"""One plan and everybody who has it open.

The room brings each connection from the page that it holds to the newest. There is no queue of updates anywhere: a
connection that cannot take more is left alone, and when it can, it gets one difference. Everything runs on the event
loop; nothing here waits.

Secrecy does not rest on this module, but it keeps its part: before anything is sent, the gate is asked again
whose eyes these are, so that a page never shows a state to an audience that its reader no longer belongs to.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextvars import Context
from typing import Generic

from app.live.connection import Connection
from app.live.frames import Ready
from app.live.page import NOTHING, Page
from app.live.ports import Audience, Code, Ports, S, Surface, Turned
from app.live.presence import Presence, Who
from app.live.roll import Roll
from app.live.views import Key, Mine, Shared, View, Views, Watched
from app.session.touched import Touched

log = logging.getLogger("stratroom.live")

TYPING_S = 0.3
"""Seconds within which mere typing goes to the screens together; co-typists see it at once by another way."""
PRESENCE_S = 0.25
TELLING = 20
"""Telling who is here takes at most one part in so many of the time: while a thousand come back, everybody's number
changes all the time."""


class Room(Generic[S]):
    def __init__(self, plan: str, state: Callable[[], S], ports: Ports[S], clock: Callable[[], int]) -> None:
        self.plan = plan
        self._state = state
        self.presence = Presence()
        self.connections: dict[Connection, None] = {}
        self._ports = ports
        self._clock = clock
        self._views: Views[S] = Views(ports.screens)
        self._flush: asyncio.Handle | None = None
        self._flush_at = 0.0
        """When that is; its handle may not know, where it was due at once."""
        self._standing: object = object()
        """What the gate looked at when everybody was last asked whose eyes they are."""
        self._tell: asyncio.TimerHandle | None = None
        self._tell_after = 0.0
        """Loop time before which is not told again who is here."""

    # ── coming and going ──────────────────────────────────────────────────────────────────────────────

    def enter(self, connection: Connection) -> None:
        self.connections[connection] = None
        self._look(connection)
        connection.channel.drained = lambda: self.caught_up(connection)
        self.alive(connection)

    def leave(self, connection: Connection) -> None:
        if self.connections.pop(connection, False) is False:
            return
        connection.channel.drained = None
        while connection.views:
            self._views.look_away(connection.views.popitem()[1], connection)
        if self.presence.left(connection):
            self._tell_soon()

    def close(self) -> None:
        """Forget what was planned: nobody is here any more."""
        for handle in (self._flush, self._tell):
            if handle is not None:
                handle.cancel()
        self._flush = self._tell = None

    # ── the plan changes ──────────────────────────────────────────────────────────────────────────────

    @property
    def state(self) -> S:
        """What screens are drawn from. It may be made only now: nobody's answer waits for that."""
        return self._state()

    def changed(self, state: Callable[[], S], touched: Touched, typing: bool = False) -> None:
        """A new state is published. Screens follow at once, behind the answers.

        They need not gather: what is said while hundreds of them are written to becomes one group, and one flush.
        """
        self._state = state
        self._views.changed(touched)
        now = asyncio.get_running_loop().time()
        self._flush_by(now + TYPING_S if typing else now)

    @property
    def busy(self) -> bool:
        """Whether anything is still to be shown or told."""
        return self._flush is not None or self._tell is not None

    def _flush_by(self, when: float) -> None:
        if self._flush is not None:
            if self._flush_at <= when:
                return
            self._flush.cancel()
        self._flush_at = when
        self._flush = asyncio.get_running_loop().call_at(when, self.flush, context=Context())

    def flush(self) -> None:
        """Bring everybody up to date now."""
        if self._flush is not None:
            self._flush.cancel()
        self._flush = None
        self._ask_again()
        for view in self._views.news(self.state):
            self._show_all(view)

    # ── bringing a page up to date ────────────────────────────────────────────────────────────────────

    def bring(self, connection: Connection, first: bool = False) -> bool:
        """Send what this connection lacks, the `first` time even nothing. False if it can't take it now."""
        return self.reseat(connection) and self._update(connection, first)

    def _update(self, connection: Connection, first: bool = False) -> bool:
        for scope, view in connection.views.items():
            newest = self._views.newest(view, self.state)
            if not self._show(connection, scope, newest, even_empty=first and scope == "all"):
                return False
        was_behind, connection.behind = connection.behind, False
        if was_behind:
            self._tell_the_rest(connection)
        return True

    def _show_all(self, view: View) -> None:
        """What `_show` does, for everybody who looks at a view. Hundreds of times an edit: nothing is asked twice."""
        scope, newest = view.scope, view.page or NOTHING
        known: Page | None = None
        ready: Ready | None = None
        for connection in tuple(view.watchers):
            if connection.behind:
                self._update(connection)
                continue
            held = connection.held[scope]
            if held is newest:
                continue
            if held is not known:
                known = held
                ready = self._views.frame((held, newest, scope), connection.audience.surface, self._clock)
            if ready is None or connection.offer(ready):
                connection.held[scope] = newest

    def _show(self, connection: Connection, scope: str, newest: Page, even_empty: bool = False) -> bool:
        held = connection.held[scope]
        if held is newest and not even_empty:
            return True
        ready = self._views.frame((held, newest, scope), connection.audience.surface, self._clock, even_empty)
        if ready is not None and not connection.offer(ready):
            return False
        connection.held[scope] = newest
        return True

    def _tell_the_rest(self, connection: Connection) -> None:
        """What travels beside the pages; what of it can't be taken makes the connection be behind again."""
        self._roll().tell(connection)
        if connection.on_caught_up is not None:
            connection.on_caught_up()

    def caught_up(self, connection: Connection) -> None:
        """The network took what was waiting: one difference brings the page from then to now."""
        if connection.behind and connection in self.connections:
            self.bring(connection)

    def _ask_again(self) -> None:
        """Ask the gate about everybody, if anything that it looks at is not as it was."""
        standing = self._standing_now()
        if standing == self._standing:
            return
        self._standing = standing
        for connection in tuple(self.connections):
            before = connection.audience
            if self.reseat(connection) and connection.audience != before:
                self._update(connection)

    def _standing_now(self) -> object:
        try:
            return self._ports.gate.standing(self.state)
        except Exception:
            log.exception("the gate failed for plan %s", self.plan)
            return object()

    def reseat(self, connection: Connection) -> bool:
        """Ask the gate again. False if the connection has been shown out."""
        if connection.closing:
            return False
        audience = self.audience_of(connection)
        if isinstance(audience, Turned):
            self.leave(connection)
            connection.close(audience.code)
            return False
        if audience != connection.audience:
            connection.audience = audience
            self._look(connection)
            self._tell_soon()
        return True

    def audience_of(self, connection: Connection) -> Audience | Turned:
        try:
            return self._ports.gate.audience(connection.seat, self.state)
        except Exception:
            # Who cannot be judged is not shown anything; the page tries again.
            log.exception("the gate failed for a connection to plan %s", self.plan)
            return Turned(Code.RESTART)

    def watch(self, connection: Connection, ids: frozenset[str]) -> None:
        """Show these extra fragments from now on, and no others."""
        connection.watching = ids
        self._look(connection)
        self.bring(connection)

    def newest(self, connection: Connection, scope: str) -> Page:
        """The page that this connection should show in this scope."""
        return self._views.newest(connection.views[scope], self.state)

    @property
    def looked_at(self) -> int:
        """How many views are kept because somebody looks at them."""
        return len(self._views)

    def _look(self, connection: Connection) -> None:
        audience, person = connection.audience, connection.seat.person
        wanted: dict[str, Key] = {
            "all": Shared(audience),
            "mine": Mine(audience, person),
            "watch": Watched(audience, connection.watching),
        }
        for scope, key in wanted.items():
            was = connection.views.get(scope)
            if was is not None and was.key == key:
                continue
            connection.views[scope] = self._views.look(key, connection)
            if was is not None:
                self._views.look_away(was, connection)

    # ── presence ──────────────────────────────────────────────────────────────────────────────────────

    def alive(self, connection: Connection) -> None:
        """This connection showed a sign of life. A board is nobody."""
        if connection.seat.surface is Surface.BOARD:
            return
        if self.presence.seen(connection, connection.seat.person, asyncio.get_running_loop().time()):
            self._tell_soon()

    def edits(self, connection: Connection, record: str | None) -> None:
        """This connection edits this record now, or nothing."""
        if self.presence.edits(connection, record):
            self._tell_soon()

    def others_are(self, who: Who) -> None:
        """Who is here at other servers changed."""
        self.presence.others = who
        self._tell_soon()

    def expire(self, now: float) -> None:
        if self.presence.expire(now):
            self._tell_soon()

    def _tell_soon(self) -> None:
        if self._tell is None and self.connections:
            loop = asyncio.get_running_loop()
            when = max(loop.time() + PRESENCE_S, self._tell_after)
            self._tell = loop.call_at(when, self._tell_now, context=Context())

    def _tell_now(self) -> None:
        self._tell = None
        began = time.perf_counter()
        self._ask_again()
        roll = self._roll()
        for connection in tuple(self.connections):
            roll.tell(connection)
        self._tell_after = asyncio.get_running_loop().time() + TELLING * (time.perf_counter() - began)

    def _roll(self) -> Roll[S]:
        return Roll(self._ports.company, self.state, self.presence.who())
