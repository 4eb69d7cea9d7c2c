"""One page's connection: what it holds, what it is owed, and what it may still take.

A plain value with a channel: it decides nothing about the plan. The room brings it up to date (`room.py`), the socket
reads what it says (`socket.py`). Memory is bounded whatever the network does: besides what is in the
channel, a connection that is behind holds references to pages that others hold too, and a few sets of ids.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from app.live import frames
from app.live.channel import HIGH_WATER, Channel
from app.live.page import NOTHING, Page
from app.live.ports import Audience, Code, Seat
from app.live.traffic import TRAFFIC
from app.live.views import View

STUCK_S = 15.0
"""Without progress on what is waiting for it, or without a sign of life, a connection is given up."""
HARD_LIMIT = 1_048_576
"""Bytes waiting above which a connection is given up at once: it asks for answers that it does not read."""
MAX_PENDING = 64
"""Commands of one connection that may be under way at the same time; the next waits in the network."""

WORDS = {
    Code.GOODBYE: "goodbye",
    Code.RESTART: "restart",
    Code.BAD_PROTOCOL: "bad-protocol",
    Code.SIGNED_OUT: "signed-out",
    Code.NOT_ALLOWED: "not-allowed",
    Code.NO_SUCH_PLAN: "no-such-plan",
    Code.NO_PROGRESS: "no-progress",
    Code.REPLACED: "replaced",
    Code.TOO_LARGE: "too-large",
    Code.TOO_FAST: "too-fast",
}
"""Close codes as `bye` names them."""


@dataclass(slots=True, eq=False)
class Connection:
    seat: Seat
    channel: Channel
    audience: Audience
    held: dict[str, Page] = field(default_factory=lambda: {"all": NOTHING, "mine": NOTHING, "watch": NOTHING})
    """The page that it was sent last, by scope."""
    views: dict[str, View] = field(default_factory=dict)
    """The views that it is shown, by scope."""
    watching: frozenset[str] = frozenset()
    packs: bool = False
    """It takes large messages packed."""
    on_caught_up: Callable[[], None] | None = None
    """Called when it has been behind and is not any more: for what travels beside the pages."""
    under_way: set[asyncio.Task[None]] = field(default_factory=set)
    """Its commands that were taken and are not answered yet."""
    leaving: bool = False
    """Nothing new is taken from it: it is told to come back as soon as what is under way is answered."""
    told: bytes = b""
    """The presence that it was told last."""
    behind: bool = False
    closing: bool = False
    closed_with: Code | None = None
    """Why we hung up; None where we did not."""
    _waited: int = 0
    _waits_since: float | None = None

    def say(self, ready: frames.Ready) -> None:
        """Send an answer that it asked for. Who asks without reading is given up."""
        if self.closing:
            return
        if self.channel.backlog() > HARD_LIMIT:
            self.cut()
            return
        self.channel.write(ready.packed if self.packs else ready)

    @property
    def full(self) -> bool:
        """Whether nothing more should be offered until it has taken what it was given."""
        return self.channel.backlog() > HIGH_WATER

    def offer(self, ready: frames.Ready) -> bool:
        """Send news that it did not ask for. False if it has to take first what it was given: it is behind then."""
        if self.closing:
            return True
        if self.channel.offer(ready.packed if self.packs else ready):
            return True
        # And stays so until it has been caught up in all that it misses, not only in what comes next.
        self.behind = True
        return False

    def close(self, code: Code, retry_after_ms: int = 0) -> None:
        """Say why and hang up. From here on it is sent nothing, and nothing that it says counts."""
        if self.closing:
            return
        self.closing = True
        self.closed_with = code
        hang_up(self.channel, code, retry_after_ms)

    def cut(self) -> None:
        TRAFFIC.cut += 1
        self.closing = True
        self.channel.abort()

    def given_up(self, now: float) -> bool:
        """Whether it shows no life, or has taken nothing of what waits for it for fifteen seconds."""
        heard = self.channel.heard()
        if heard is not None and now - heard > STUCK_S:
            return True
        waiting = self.channel.backlog()
        if waiting == 0 or self._waits_since is None or waiting < self._waited:
            self._waits_since = now if waiting else None
        self._waited = waiting
        return self._waits_since is not None and now - self._waits_since > STUCK_S


def hang_up(channel: Channel, code: Code, retry_after_ms: int = 0) -> None:
    """Say why, and close. A line that takes nothing any more gets the close alone."""
    if channel.backlog() <= HIGH_WATER:
        channel.write(frames.bye(WORDS[code], retry_after_ms))
    channel.close(code)
