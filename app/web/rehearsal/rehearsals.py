"""Rehearsals that run in this process: simulated people come in and take part, one act after the other.

They stop when they are told to, when the plan goes, and when nobody has looked on for a while; a server that starts anew
has none, and whoever leads lets them go on. Whoever leads leads: the day moves when they move it.
"""

from __future__ import annotations

import asyncio
import logging
from contextvars import Context
from random import Random

from app.domain import commands as do
from app.domain.people import Edition, Person, Role, Side
from app.domain.refusals import Refused
from app.domain.signoff import editions_for
from app.i18n import is_language, use_language
from app.live.ports import Seat
from app.live.presence import NOBODY, Who
from app.session.journal import NotSaved
from app.web.desk import actor
from app.web.identity import invitations, joining, tokens
from app.web.identity.devices import Start
from app.web.identity.identity import Identity
from app.web.identity.joining import In, Wish
from app.web.paper import moment_of
from app.web.paper_evidence import consent
from app.web.rehearsal.copying import PLAYERS
from app.web.rehearsal.players import Player
from app.web.rooms import Room

log = logging.getLogger(__name__)

PACE_S = 1.6
"""Seconds between two acts: whoever leads can read each."""
ALONE_S = 600.0
"""Seconds without anybody who looks on, after which they stop by themselves."""


class Rehearsals:
    def __init__(self, identity: Identity, pace: float = PACE_S) -> None:
        self._identity = identity
        self.pace = pace
        self._playing: dict[str, asyncio.Task[None]] = {}

    def plays(self, plan: str) -> bool:
        """Whether simulated people act in a plan at this moment."""
        task = self._playing.get(plan)
        return task is not None and not task.done()

    def begin(self, plan: str, language: str) -> None:
        """Let them act, or go on. What is no rehearsal is left alone."""
        if not self.plays(plan):
            self._playing[plan] = asyncio.create_task(self._play(plan, language), context=Context())

    async def stop(self, plan: str) -> None:
        """Nobody acts any more; who came in stays on the list."""
        task = self._playing.pop(plan, None)
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        self._identity.hub.others_are(plan, NOBODY)

    async def close(self) -> None:
        """The server stops."""
        for plan in tuple(self._playing):
            await self.stop(plan)

    async def _play(self, plan: str, language: str) -> None:
        cast: dict[str, Player] = {}
        alone = 0.0
        try:
            while alone < ALONE_S:
                room = await self._identity.rooms.get(plan)
                if not room.live.state.run.rehearsal:
                    return
                await self._turn(room, cast, language)
                await asyncio.sleep(self.pace)
                alone = 0.0 if self._identity.hub.connections(plan) else alone + self.pace
        except LookupError:
            return  # it was deleted
        except NotSaved:
            log.info("a rehearsal stopped: nothing can be saved", extra={"plan": plan})
        finally:
            self._identity.hub.others_are(plan, NOBODY)

    async def _turn(self, room: Room, cast: dict[str, Player], language: str) -> None:
        """One act of whoever has something to do."""
        state = room.live.state
        if (newcomer := _next(room, cast)) is not None:
            await self._comes_in(room, newcomer, cast, language)
            return
        order = list(cast.values())
        Random(state.seq).shuffle(order)  # noqa: S311  # nosec B311  # a play, not a secret
        for player in order:
            if await self._signs(room, player) or await player.act(self._identity.hub, room):
                return

    async def _comes_in(self, room: Room, person: Person, cast: dict[str, Player], language: str) -> None:
        """By a link of their own, as anybody does who was sent one."""
        plan = room.live.id
        way = await invitations.way_in(self._identity, plan, invitations.PERSONAL, person.id)
        start = Start("person", plan, invitation=way.id, language=language)
        try:
            outcome = await joining.claim(self._identity, way, Wish(person.side, person.id), start)
        except Refused:
            return
        assert isinstance(outcome, In), "a personal link needs no nod"
        device = await self._identity.devices.find(outcome.token)
        if device is None:
            return
        seat = Seat(plan, person.id, device.id, person.side, person.role, language=language)
        cast[person.id] = Player(seat, Random(person.id))  # noqa: S311  # nosec B311  # a play, not a secret
        self._identity.hub.others_are(plan, Who(tuple(cast)))

    async def _signs(self, room: Room, player: Player) -> bool:
        """Who is asked to sign reads their edition and signs it: what is rehearsed is never sealed."""
        state = room.live.state
        freeze, person = state.signoff.freeze, state.people.get(player.seat.person)
        if freeze is None or person is None or person.signs_as is None:
            return False
        if state.signoff.signature_of(person.id, freeze.version) is not None:
            return False
        edition = Edition(editions_for(person)[0])
        moment = moment_of(room.scene, edition, player.seat.language)
        with use_language(player.seat.language if is_language(player.seat.language) else "en"):
            words = consent(moment, person.side, player.seat.language)
        command = do.Sign(
            version=freeze.version,
            digest=freeze.digests[edition.value],
            name=room.names.get(person.id, ""),
            consent=words,
            identified="personal-link",
            agent="rehearsal",
        )
        await room.live.submit(actor(room, player.seat), tokens.id_(), command)
        return True


def _next(room: Room, cast: dict[str, Player]) -> Person | None:
    """Who comes in next: signatories and owners first; customers once they are let in."""
    state = room.live.state
    owners = {record.fields.get("accountable") for record in state.every("action")}
    people = [p for p in state.people.values() if p.role in (Role.MEMBER, Role.CUSTOMER)]
    people.sort(key=lambda person: (person.signs_as is None, person.id not in owners))
    playing = people[:PLAYERS]
    return next(
        (p for p in playing if p.id not in cast and (p.side is Side.OURS or state.run.admitted)), None
    )
