"""One page's part in co-edited text: which fields it has open, and what it may be told of them.

The documents and who has them open are `app.live.text`'s. This is the connection's side: permission is asked before
anything of a field is opened or told, and a page that is behind is skipped and caught up by state vector.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic

from app.live import frames
from app.live.connection import Connection
from app.live.ports import Ports, Refused, S
from app.live.room import Room
from app.live.text import TextKey, TextRefused
from app.live.wire import TextClose, TextOpen


class TextScreen(Generic[S]):
    """A connection as `app.live.text` knows it."""

    def __init__(self, ports: Ports[S], room: Room[S], connection: Connection) -> None:
        self._ports = ports
        self._room = room
        self._connection = connection
        connection.on_caught_up = self._caught_up

    def say(self, message: Mapping[str, object]) -> bool:
        """Write at once, or answer False where the buffer is full. What it may not see is left out."""
        connection = self._connection
        if not self._may(str(message["record"]), str(message["field"])):
            return True
        if connection.full:
            connection.behind = True
            return False
        connection.say(frames.message(**message))
        return True

    def open(self, asked: TextOpen) -> None:
        """Join a field, or ask for what is missing after a gap."""
        typists = self._ports.typists
        if typists is None or not self._may(asked.record, asked.field):
            self._turn_away(asked, "not-allowed")
            return
        answer = typists.open(self, self._key(asked.record, asked.field), asked.vector or b"\x00")
        if isinstance(answer, TextRefused):
            self._turn_away(asked, answer.code)

    def close(self, asked: TextClose) -> None:
        if self._ports.typists is not None:
            self._ports.typists.close(self, self._key(asked.record, asked.field))

    def refused(self, record: str, field: str, why: Refused) -> None:
        """An edit of this page was refused: its document goes on from what holds."""
        if self._ports.typists is not None and self._may(record, field):
            self._ports.typists.refused(self, self._key(record, field), why.code, why.message)

    def left(self) -> None:
        if self._ports.typists is not None:
            self._ports.typists.left(self)

    def _caught_up(self) -> None:
        if self._ports.typists is not None:
            self._ports.typists.drained(self)

    def _may(self, record: str, field: str) -> bool:
        if not self._room.reseat(self._connection):
            return False
        return self._ports.gate.may_type(self._connection.audience, self._room.state, record, field)

    def _turn_away(self, asked: TextOpen, code: str) -> None:
        words = self._ports.gate.words(self._connection.seat, code)
        self._connection.say(
            frames.message(
                type="text", op="reset", record=asked.record, field=asked.field, code=code, message=words
            )
        )

    def _key(self, record: str, field: str) -> TextKey:
        return TextKey(self._room.plan, record, field)
