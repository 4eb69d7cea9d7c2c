"""How fast one session may talk: a bucket of tokens that fills at a steady rate.

By session and never by address, because two hundred phones of one venue share an address. A page that sends too
much is not refused but slowed: its messages wait in its own connection, and TCP makes the sender feel it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.live.ports import Pace

GIVE_UP_S = 20.0
"""A session that would have to wait longer has many connections that all send too fast: close code 4429."""
FORGET_ABOVE = 4_096
"""Buckets kept before full ones are forgotten."""


@dataclass(slots=True)
class Bucket:
    tokens: float
    at: float


@dataclass(slots=True)
class Buckets:
    pace: Pace
    _by_session: dict[str, Bucket] = field(default_factory=dict)

    def wait(self, session: str, now: float) -> float:
        """Take one token; seconds to wait before acting on the message, 0 in the ordinary case."""
        bucket = self._by_session.get(session)
        if bucket is None:
            self._tidy(now)
            bucket = self._by_session[session] = Bucket(self.pace.burst, now)
        bucket.tokens = min(self.pace.burst, bucket.tokens + (now - bucket.at) * self.pace.rate) - 1
        bucket.at = now
        return max(0.0, -bucket.tokens / self.pace.rate)

    def _tidy(self, now: float) -> None:
        if len(self._by_session) < FORGET_ABOVE:
            return
        full = self.pace.burst / self.pace.rate
        self._by_session = {id_: b for id_, b in self._by_session.items() if now - b.at < full}
