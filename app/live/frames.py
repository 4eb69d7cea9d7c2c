"""What the server says: each message made once, framed once, and written to every connection that needs it.

`Ready` holds a message and, beside it, the same bytes behind a WebSocket header, so that sending one to two
hundred phones is two hundred calls of `transport.write` with the very same object.
"""

from __future__ import annotations

import secrets
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from app.live.page import Difference, Fragment
from app.live.ports import Audience, Pace, Refused, Seat, Surface

_encode = msgspec.json.Encoder().encode


PACKED_FROM = 8_192
"""Bytes from which a message is packed for those who take that: a whole page, after an absence; an edit never is."""
PAD = 128
"""Fewer than so many random bytes stand in what is packed. How small words get tells something about them, to somebody
on the line who can have words of their own put into the same message."""


class Ready:
    """A message, ready to be written."""

    __slots__ = ("_packed", "binary", "framed", "text")

    def __init__(self, text: bytes, binary: bool = False) -> None:
        self.text = text
        """JSON, UTF-8; where it is `binary`, that in zlib's form (RFC 1950)."""
        self.binary = binary
        self.framed = _header(len(text), binary) + text
        """The same as a WebSocket frame (RFC 6455: final, text or binary, unmasked, not compressed by the protocol)."""
        self._packed: Ready | None = None

    @property
    def packed(self) -> Ready:
        """As those get it who take large messages packed: made once for all of them. A fifth of the bytes, for less
        than a millisecond."""
        if self._packed is None:
            large = len(self.text) >= PACKED_FROM
            self._packed = Ready(zlib.compress(_padded(self.text), 1), binary=True) if large else self
        return self._packed


def _padded(text: bytes) -> bytes:
    pad = secrets.token_urlsafe(secrets.randbelow(PAD))
    return text[:-1] + b',"pad":"' + pad.encode() + b'"}'


def _header(size: int, binary: bool) -> bytes:
    first = 0x82 if binary else 0x81
    if size < 126:
        return bytes((first, size))
    if size < 65_536:
        return bytes((first, 0x7E)) + size.to_bytes(2, "big")
    return bytes((first, 0x7F)) + size.to_bytes(8, "big")


def message(**said: Any) -> Ready:
    """Any message. Field names are those of docs/protocol.md."""
    return Ready(_encode(said))


def welcome(seat: Seat, audience: Audience, pace: Pace, time: int) -> Ready:
    you = {
        "person": seat.person,
        "side": seat.side,
        "role": seat.role,
        "edition": audience.edition,
        "language": audience.language,
    }
    return message(type="welcome", you=you, time=time, pace=pace.told())


def frame(change: Difference, scope: str, surface: Surface, time: int) -> Ready:
    """A difference, for pages as `put` and for programs as `records`, whose bytes are JSON already."""
    if surface is Surface.JSON:
        entries = b'"records":[' + b",".join(fragment.body for fragment in change.put) + b"]"
    else:
        entries = b'"put":' + _encode([_put(fragment) for fragment in change.put])
    rest = _encode(
        {"scope": scope, "version": change.version, "gone": change.gone, "order": change.order, "time": time}
    )
    return Ready(b'{"type":"frame",' + entries + b"," + rest[1:])


def _put(fragment: Fragment) -> tuple[str, str, str]:
    return (fragment.id, fragment.tag, fragment.body.decode())


def ack(id_: str) -> Ready:
    return message(type="ack", id=id_)


def refused(id_: str, why: Refused) -> Ready:
    again = {"again": True} if why.again else {}
    return message(type="refused", id=id_, code=why.code, message=why.message, **again)


def pong(time: int) -> Ready:
    return message(type="pong", time=time)


def bye(code: str, retry_after_ms: int) -> Ready:
    return message(type="bye", code=code, retry_after_ms=retry_after_ms)


def presence(editing: Mapping[str, Sequence[str]], here: int, people: Sequence[str] | None) -> Ready:
    roll = {} if people is None else {"people": people}
    return message(type="presence", editing=editing, here=here, **roll)
