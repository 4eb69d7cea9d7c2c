"""What a page that has its seat says, and what is done about it.

Commands go to the desk, everything else to the room. Reading is sequential and paced, so that nobody can flood the
server; answering is not, so that a burst of commands becomes one group in the log. An answer is only ever sent
after the desk says that it is durable.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Generic, assert_never

from app.live import frames
from app.live.channel import RawChannel
from app.live.connection import MAX_PENDING, Connection
from app.live.cotyping import TextScreen
from app.live.hub import Hub
from app.live.pace import GIVE_UP_S
from app.live.ports import Ack, Answer, Code, Refused, S
from app.live.room import Room
from app.live.wire import (
    Bad,
    BadCommand,
    Command,
    Editing,
    Hello,
    Message,
    Ping,
    TextClose,
    TextEdit,
    TextOpen,
    Watch,
    read,
)

PAGE_LEFT, LINE_DROPPED = 1001, 1006
"""Close codes (RFC 6455, 7.4.1): a browser's word that its page is no longer shown, and no word at all."""

log = logging.getLogger("stratroom.live")

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


class Gone(Exception):
    """The other side hung up, or the line dropped."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class ShownOut(Exception):
    """We hang up, with a close code that says why."""

    def __init__(self, code: Code) -> None:
        super().__init__(code.name)
        self.code = code


async def hear(receive: Receive) -> Message:
    """The next message. Raises Gone, ShownOut, BadCommand."""
    event = await receive()
    if event["type"] == "websocket.disconnect":
        raise Gone(int(event.get("code") or LINE_DROPPED))
    text = event.get("text")
    if text is None:
        raise ShownOut(Code.BAD_PROTOCOL)
    try:
        return read(text.encode())
    except Bad as bad:
        # Not why: a reader's complaint quotes what was sent.
        log.info("not a message", extra={"code": bad.code.name.lower()})
        raise ShownOut(bad.code) from None


class Visit(Generic[S]):
    """One connection from its welcome to its end."""

    def __init__(self, hub: Hub[S], room: Room[S], connection: Connection) -> None:
        self._hub = hub
        self._room = room
        self._connection = connection
        self._screen = TextScreen(hub.ports, room, connection)
        if isinstance(connection.channel, RawChannel):
            connection.channel.stopping(lambda: hub.hang_up(connection, Code.RESTART))

    async def run(self, receive: Receive) -> None:
        page_left = False
        try:
            while True:
                await self._take_next(receive)
        except Gone as gone:
            page_left = gone.code == PAGE_LEFT
        except ShownOut as out:
            self._connection.close(out.code)
            await self._hear_out(receive)
        finally:
            # Answers that are still under way find nobody to look for.
            self._connection.closing = True
            self._screen.left()
            self._hub.leave(self._room, self._connection, page_left)
            self._connection.channel.forget()

    async def _take_next(self, receive: Receive) -> None:
        try:
            message = await hear(receive)
        except BadCommand as bad:
            await self._keep_pace()
            self._connection.say(frames.refused(bad.id, self._refusal(bad.code)))
            return
        if self._connection.closing:
            return
        await self._keep_pace()
        if self._connection.leaving:
            # It stays in its sender's outbox, with all that comes behind it.
            return
        self._room.alive(self._connection)
        await self._do(message)

    async def _hear_out(self, receive: Receive) -> None:
        """Whoever is shown out may still be talking; nothing of it counts."""
        while (await receive())["type"] != "websocket.disconnect":
            pass

    async def _keep_pace(self) -> None:
        now = asyncio.get_running_loop().time()
        wait = self._hub.buckets.wait(self._connection.seat.session, now)
        if wait > GIVE_UP_S:
            raise ShownOut(Code.TOO_FAST)
        if wait > 0:
            await asyncio.sleep(wait)

    async def _do(self, message: Message) -> None:
        match message:
            case Command() | TextEdit():
                await self._hand_in(message)
            case Ping():
                self._connection.say(frames.pong(self._hub.clock()))
            case Watch(fragments):
                self._room.watch(self._connection, frozenset(fragments))
            case Editing(record):
                self._room.edits(self._connection, self._visible(record))
            case TextOpen():
                self._screen.open(message)
            case TextClose():
                self._screen.close(message)
            case Hello():
                raise ShownOut(Code.BAD_PROTOCOL)
            case _:
                assert_never(message)

    def _visible(self, record: str | None) -> str | None:
        """Nobody edits what they may not know of."""
        if record is None or not self._room.reseat(self._connection):
            return None
        company = self._hub.ports.company
        return record if company.visible(self._connection.audience, self._room.state, record) else None

    # ── commands ──────────────────────────────────────────────────────────────────────────────────────

    async def _hand_in(self, command: Command | TextEdit) -> None:
        if not self._room.reseat(self._connection):
            return
        under_way = self._connection.under_way
        while len(under_way) >= MAX_PENDING:
            await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
        task = asyncio.create_task(self._see_through(command))
        under_way.add(task)
        task.add_done_callback(under_way.discard)

    async def _see_through(self, command: Command | TextEdit) -> None:
        answer = await self._ask(command)
        if isinstance(answer, Ack):
            self._connection.say(frames.ack(command.id))
            return
        if isinstance(command, TextEdit) and not answer.again:
            self._begin_again(command, answer)
        self._connection.say(frames.refused(command.id, answer))

    def _begin_again(self, edit: TextEdit, why: Refused) -> None:
        """Where the page can't be told what holds, it is told at least that this does not."""
        try:
            self._screen.refused(edit.body["record"], edit.body["field"], why)
        except Exception:
            log.exception("a page could not be brought back to what holds")

    async def _ask(self, command: Command | TextEdit) -> Answer:
        try:
            return await self._hub.ports.desk.submit(self._connection.seat, command.body, self._screen)
        except Exception:
            log.exception("a command could not be answered")
            return self._refusal("busy", again=True)

    def _refusal(self, code: str, again: bool = False) -> Refused:
        return Refused(code, self._hub.ports.gate.words(self._connection.seat, code), again)
