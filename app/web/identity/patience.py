"""How often somebody may guess.

Two ways, and neither goes by address. `Tries` counts wrong guesses by a key, such as an account or a browser's own
cookie; whoever has used them up is refused before anything is looked at. A cookie can be thrown away, so codes pass
a `Line` too: while the whole house hears many wrong codes, looking one up takes its turn, ten a second. A right code
is then later by seconds and never refused, and 191 million codes take months to try.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from time import monotonic

Clock = Callable[[], float]
"""Seconds, never going back."""


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


@dataclass(slots=True)
class Tries:
    """Wrong guesses by key: `most` at once, then one every `every` seconds."""

    most: int
    every: float
    clock: Clock = monotonic
    keep: int = 10_000
    """Keys remembered; beyond it those that are as good as new are forgotten."""
    _buckets: dict[Hashable, _Bucket] = field(default_factory=dict)

    def wait(self, key: Hashable) -> float:
        """Seconds until `key` may guess again; 0 where it may now. Counts nothing."""
        bucket = self._filled(key)
        return 0.0 if bucket is None or bucket.left >= 1 else (1 - bucket.left) * self.every

    def wrong(self, key: Hashable) -> None:
        """Count a wrong guess."""
        bucket = self._filled(key)
        if bucket is None:
            self._tidy()
            bucket = self._buckets[key] = _Bucket(self.most, self.clock())
        bucket.left = max(0.0, bucket.left - 1)

    def not_wrong(self, key: Hashable) -> None:
        """Take one of those back that were counted: it was none."""
        bucket = self._filled(key)
        if bucket is not None:
            bucket.left = min(self.most, bucket.left + 1)

    def right(self, key: Hashable) -> None:
        """It is who they say: start afresh."""
        self._buckets.pop(key, None)

    def _filled(self, key: Hashable) -> _Bucket | None:
        bucket = self._buckets.get(key)
        if bucket is not None:
            now = self.clock()
            bucket.left = min(self.most, bucket.left + (now - bucket.at) / self.every)
            bucket.at = now
        return bucket

    def _tidy(self) -> None:
        if len(self._buckets) < self.keep:
            return
        for key in list(self._buckets):
            bucket = self._filled(key)
            if bucket is not None and bucket.left >= self.most:
                del self._buckets[key]


@dataclass(slots=True)
class Line:
    """Turns, one every `every` seconds, for as long as there is a reason to queue."""

    every: float
    longest: float
    """Seconds that somebody may be asked to wait; beyond it the line is closed for a moment."""
    clock: Clock = monotonic
    _next: float = 0.0

    def turn(self) -> float | None:
        """Seconds until one's turn; None where the line is too long to join."""
        now = self.clock()
        begins = max(self._next, now)
        if begins - now > self.longest:
            return None
        self._next = begins + self.every
        return begins - now
