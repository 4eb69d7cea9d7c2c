"""What the routes that deal with people share: one object per process, made by the composition root.

What is kept only here (wrong guesses, who pressed "show internal", phones that tried the way in) is meant to be
forgotten when the server stops.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from app.domain import commands as do
from app.domain import events as ev
from app.domain.people import Actor, Role, Side
from app.domain.refusals import Refused, Why
from app.i18n import gettext as _
from app.live.hub import Hub
from app.session.journal import NotSaved
from app.session.live_plan import Committed, Done, NotDone, NotYet
from app.session.touched import Touched
from app.store.store import Store
from app.web.identity.devices import Devices
from app.web.identity.patience import Line, Tries
from app.web.identity.trial import Trials
from app.web.identity.waiting import Waiting
from app.web.identity.way import Way
from app.web.rooms import Room, Rooms
from app.web.scene import Scene
from app.web.site import site


@dataclass(slots=True)
class Identity:
    store: Store
    rooms: Rooms
    scheme: str = "http"
    port: int = 8400
    """Where this process listens; with `network.addresses` this makes the addresses that phones can reach."""
    public_url: str | None = None
    devices: Devices = field(init=False)
    logins: Tries = field(default_factory=lambda: Tries(most=10, every=30))
    """Wrong passwords, by login."""
    codes: Tries = field(default_factory=lambda: Tries(most=10, every=10))
    """Wrong codes, by the browser that sent them."""
    all_codes: Tries = field(default_factory=lambda: Tries(most=120, every=0.5))
    """Wrong codes of the whole house, under one key."""
    line: Line = field(default_factory=lambda: Line(every=0.1, longest=20))
    inside: frozenset[tuple[str, str]] = frozenset()
    """(plan, device) that show the internal edition while customers are present: a deliberate press each time."""
    trials: Trials = field(default_factory=Trials)
    ways: dict[str, tuple[float, Way]] = field(default_factory=dict)
    """Ways in by their secret, until when (monotonic seconds) each is believed."""
    coming: dict[tuple[str, str, str], asyncio.Future[None]] = field(default_factory=dict)
    """(plan, side, folded name) of those who are being added to a roster at this moment."""
    offered: OrderedDict[str, Waiting] = field(default_factory=OrderedDict)
    """Machines that show a code to become a board, by their token; who asked last comes last."""
    _admitted_at: dict[str, int] = field(default_factory=dict)
    """Where in a plan's log customers were last let in or sent away, or how long it was when it was opened."""
    setup: str | None = None
    """Secret of the first-run link, while there is no account."""

    def __post_init__(self) -> None:
        self.devices = Devices(self.store, self.rooms)

    @property
    def hub(self) -> Hub[Scene]:
        assert self.rooms.hub is not None, "the composition root gives rooms their hub"
        return self.rooms.hub

    def welcome(self, base_url: str) -> Sequence[str]:
        """What the terminal is told beyond the address: the set-up link, until somebody has used it."""
        port = urlsplit(base_url).port
        if port and base_url != self.public_url:
            self.port = port
        if self.setup is None:
            return ()
        return (_("Make the first account here: %(link)s", link=f"{base_url}/setup/{self.setup}"),)

    async def ask(self, room: Room, command: do.Command, by: str | None = None) -> None:
        """Have something done that the house itself asks for. Raises Refused, NotSaved.

        `by`: who asked for it on a page of the house, for the plan's history; None for nobody in particular.
        """
        actor = Actor(by, Side.OURS, Role.SYSTEM, room.live.now())
        match await room.live.submit(actor, None, command):
            case Done():
                return
            case NotDone(code, about):
                raise Refused(Why(code), **about)
            case NotYet(reason):
                raise NotSaved(reason)

    async def heard(self, room: Room, committed: Committed) -> None:
        """A listener of `Rooms`: each time customers are let in, "show internal" has to be pressed anew."""
        # Sent away and let in again, customers may stand as they stood: both may be in what was committed at once.
        if any(
            isinstance(each.event, ev.RoomSet) and each.event.name == "admitted"
            for each in committed.happened
        ):
            self._press_anew(room.live.id, committed.after.seq)
        if committed.after.run.began and not committed.before.run.began:
            await self._are_in(room)

    async def _are_in(self, room: Room) -> None:
        """The day begins: who came ahead of it, and looks on at this moment, has come."""
        here = self.hub.present(room.live.id)
        for person in tuple(room.live.state.people.values()):
            if person.ahead and person.id in here:
                await self.ask(room, do.SetPerson(replace(person, ahead=False)))

    async def opened(self, room: Room) -> None:
        """An opener of `Rooms`: who was let in while a plan was closed, nobody here heard."""
        self._press_anew(room.live.id, room.live.state.seq)

    async def missed(self) -> None:
        """Words of other servers may have been lost, "outside" among them: pressing again is the safe side."""
        for plan in {plan for plan, _device in self.inside}:
            self._show_inside(plan, frozenset(kept for kept in self.inside if kept[0] != plan))

    async def pressed_elsewhere(self, about: str) -> None:
        """At another server somebody pressed "show internal": plan, device, and the log's length at that moment.

        It does not count where customers were let in, or sent away, since.
        """
        plan, device, seq = about.split(" ")
        if plan in self.rooms.plans() and int(seq) >= self._admitted_at.get(plan, 0):
            self._show_inside(plan, self.inside | {(plan, device)})

    async def released_elsewhere(self, about: str) -> None:
        """At another server somebody went back to the shared edition: plan and device."""
        plan, device = about.split(" ")
        self._show_inside(plan, self.inside - {(plan, device)})

    async def ways_changed(self, _about: str) -> None:
        """At another server a way in was closed or renewed."""
        self.ways.clear()

    def _press_anew(self, plan: str, seq: int) -> None:
        self._admitted_at[plan] = seq
        self._show_inside(plan, frozenset(kept for kept in self.inside if kept[0] != plan))

    def _show_inside(self, plan: str, inside: frozenset[tuple[str, str]]) -> None:
        if inside == self.inside:
            return
        self.inside = inside
        if plan in self.rooms.plans():
            room = self.rooms.opened(plan)
            self.hub.changed(plan, lambda: room.scene, Touched())


def identity(connection: HTTPConnection) -> Identity:
    return site(connection).identity
