"""Moments of a plan that have a name: the day's steps as they began, each freeze, and now.

People remember when something was so by what the room was doing, not by the clock. A moment is a place in the log; the
plan at that place is made from the log alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.domain import events as ev
from app.domain.evolve import evolve
from app.domain.state import EMPTY, PlanState
from app.session import codec
from app.session.journal import Stored


@dataclass(frozen=True, slots=True)
class Named:
    """A moment with a name."""

    seq: int
    """The entry right after which it is."""
    at: int
    """Milliseconds UTC."""
    what: Literal["step", "frozen"]
    about: str
    """A step's key, a version's number."""


def named(log: Sequence[Stored]) -> tuple[Named, ...]:
    """In the order in which they were; of a step that was begun again, each time."""
    return tuple(found for stored in log if (found := _named(stored)) is not None)


def _named(stored: Stored) -> Named | None:
    if stored.entry.event not in ("StepStarted", "Frozen"):
        return None
    match codec.decode(stored.entry):
        case ev.StepStarted(step):
            return Named(stored.seq, stored.entry.at, "step", step)
        case ev.Frozen(version):
            return Named(stored.seq, stored.entry.at, "frozen", str(version))
        case _:
            return None


def states_at(log: Sequence[Stored], *seqs: int) -> tuple[PlanState, ...]:
    """The plan right after each of these entries, in the order asked for; the log is walked once."""
    found: dict[int, PlanState] = {0: EMPTY}
    wanted, state = set(seqs), EMPTY
    last = max(wanted, default=0)
    for stored in log:
        if stored.seq > last:
            break
        state = evolve(state, codec.decode(stored.entry), codec.meta(stored))
        if stored.seq in wanted:
            found[stored.seq] = state
    return tuple(found.get(seq, state) for seq in seqs)


def when_began(log: Sequence[Stored], step: str) -> PlanState | None:
    """The plan as it was when a step first began; None where it has not."""
    first = next((one for one in named(log) if (one.what, one.about) == ("step", step)), None)
    return states_at(log, first.seq)[0] if first else None
