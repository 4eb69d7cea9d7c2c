"""Where commands arrive, from sockets and over HTTP alike, and what is answered in the person's language."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import Any

from app.domain import commands as do
from app.domain.people import Actor, Role
from app.domain.refusals import Refused as Refusal
from app.domain.refusals import Why
from app.domain.secrecy import Viewer, may_see
from app.i18n import is_language, use_language
from app.live.ports import Ack, Answer, Refused, Seat
from app.live.text import Screen
from app.session.live_plan import Answer as Outcome
from app.session.live_plan import Done, NotDone, NotYet, TextUpdate
from app.web import asking, boards, holding, reading, words
from app.web.rooms import Room, Rooms
from app.web.scene import Scene

KNOWN = frozenset({*asking.SHAPES, *holding.DOES, asking.ALL, "text", "read"})


class Desk:
    """Implements `app.live.ports.Desk`."""

    def __init__(self, rooms: Rooms) -> None:
        self.rooms = rooms

    async def open(self, plan: str) -> None:
        await self.rooms.get(plan)

    def state(self, plan: str) -> Callable[[], Scene]:
        room = self.rooms.opened(plan)
        return lambda: room.scene

    async def submit(self, seat: Seat, command: dict[str, Any], origin: Screen | None = None) -> Answer:
        began = time.perf_counter()
        came_of_it = "fault"
        try:
            answer = await self._answer(seat, command, origin)
            came_of_it = answer.code if isinstance(answer, Refused) else "ok"
            return answer
        finally:
            took = time.perf_counter() - began
            self.rooms.measures.answers.observe(took)
            self.rooms.measures.commands[came_of_it] += 1
            does = _does(command)
            shown = "" if does in holding.DOES else str(command.get("id"))
            self.rooms.command_log.note(seat.plan, shown, does, came_of_it, took)

    async def _answer(self, seat: Seat, command: dict[str, Any], origin: Screen | None) -> Answer:
        room = await self.rooms.get(seat.plan)
        with use_language(seat.language if is_language(seat.language) else "en"):
            try:
                if command.get("type") == "text":
                    asked = TextUpdate(command["record"], command["field"], command["update"])
                    return said(
                        await room.live.submit(actor(room, seat), command["id"], asked, origin=origin)
                    )
                if boards.lets_in(command) and (behind := await self._boards_behind(room, seat)):
                    return Refused(Why.BOARD_NOT_SHARED, boards.said(behind))
                if command.get("do") in holding.DOES:
                    return await self._hold(room, seat, command)
                id_, wanted = self._read(room, seat, command)
            except Refusal as refusal:
                return said(NotDone(refusal.code.value, refusal.about))
            return said(await room.live.submit(actor(room, seat), id_, wanted))

    async def _boards_behind(self, room: Room, seat: Seat) -> tuple[str, ...]:
        """Boards that have not turned; nobody but who leads is told which there are."""
        if not actor(room, seat).leads:
            return ()
        return await boards.still_unturned(self.rooms, seat.plan)

    def _read(self, room: Room, seat: Seat, command: dict[str, Any]) -> tuple[str, do.Command]:
        state, now = room.live.state, room.live.now()
        self._may_know(room, seat, command)

        def named() -> dict[str, str]:
            return {id_: room.names.get(id_, "") for id_ in state.people}

        return asking.read(
            command,
            line=lambda add: reading.read_add(state, now, add, seat.language, named(), seat.person),
            placed=lambda place: reading.read_place(state, now, place, seat.language, named()),
            again=lambda record: reading.read_again(state, now, record, seat.language, named()),
            typed=lambda wanted: reading.read_set(state, now, wanted, seat.language, seat.person),
        )

    def _may_know(self, room: Room, seat: Seat, command: dict[str, Any]) -> None:
        """What somebody may not know of answers like what is not there, before anything of it is read."""
        if command.get("do") == asking.ALL and isinstance(command.get("commands"), list):
            for each in command["commands"]:
                if isinstance(each, dict):
                    self._may_know(room, seat, each)
        if command.get("read") is not True and command.get("do") != "read":
            return
        record = room.live.state.records.get(str(command.get("record", "")))
        viewer = Viewer(actor(room, seat).edition, seat.person)
        if command.get("do") != "add" and (record is None or not may_see(room.live.state, record, viewer)):
            raise Refusal(Why.UNKNOWN_RECORD)

    async def _hold(self, room: Room, seat: Seat, command: dict[str, Any]) -> Answer:
        who = actor(room, seat)
        if command.get("do") == "reveal":
            return await self._reveal(room, who, command)
        await holding.keep(self.rooms, room, who, command)
        return Ack()

    async def _reveal(self, room: Room, who: Actor, command: dict[str, Any]) -> Answer:
        """Until nothing is held any more: a line may have been written while the reveal was on its way."""
        step = str(command.get("step", ""))
        id_ = str(command.get("id", secrets.token_urlsafe(12)))
        asked = await holding.reveal(self.rooms, room, step)
        outcome = await room.live.submit(who, id_, asked)
        while isinstance(outcome, Done) and asked.held:
            await holding.drop(self.rooms, room, asked)
            asked = await holding.reveal(self.rooms, room, step)
            if asked.held:
                outcome = await room.live.submit(who, None, asked)
        return said(outcome)


def _does(command: dict[str, Any]) -> str:
    """What is asked for, if that is anything we know: what people wrote goes into no log."""
    does = "text" if command.get("type") == "text" else command.get("do")
    return does if isinstance(does, str) and does in KNOWN else "unknown"


def actor(room: Room, seat: Seat) -> Actor:
    """Who asks, now: with the role that the roster gives them at this moment, and none once they are off it."""
    person = room.live.state.people.get(seat.person)
    role = person.role if person is not None else Role.BOARD
    return Actor(seat.person, seat.side, role, room.live.now())


def said(outcome: Outcome) -> Answer:
    """A session's answer, in words."""
    match outcome:
        case Done():
            return Ack()
        case NotDone(code, about):
            return Refused(code, words.refusal(code, about))
        case NotYet(reason):
            return Refused("not-saved", words.not_saved(reason), again=True)
