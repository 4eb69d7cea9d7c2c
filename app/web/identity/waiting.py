"""A machine that waits to become a board, as a value."""

from __future__ import annotations

from dataclasses import dataclass

from app.web.identity.devices import Start


@dataclass(frozen=True, slots=True)
class Waiting:
    token: str
    code: str
    start: Start
    until: float
    """Monotonic seconds."""
