"""The workshop that runs on a plan: its agenda, where it stands, and what the room is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from app.domain.agenda import Format, StepSpec


class Gate(StrEnum):
    """What phones may do in a step."""

    READ = "read"
    PROPOSE = "propose"
    EDIT = "edit"


ROOM = (
    "extra", "gate", "revealed", "curtain", "spotlight", "board", "admitted", "door", "ready", "seat", "message",
    "compare", "phoneless", "again",
)  # fmt: skip
"""What `RoomSet` can set: minutes added to a step; the gate, instead of the step's own; a step
whose lines are revealed; the curtain; the record in the spotlight; the board's edition; customers let in; the
door (`open` or `ask`); who is ready with this step; at which table somebody sits; what is said to all; the
step since whose beginning the board shows what changed; who is here without a phone; a step whose vote is held
once more."""
EVERYBODYS = ("ready", "seat")
"""What people set for themselves."""


def _nothing() -> Mapping[str, int]:
    return MappingProxyType({})


def _no_seats() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Run:
    format: Format | None = None
    date: str = ""
    """The day it is held, in the plan's time zone."""
    current: str | None = None
    """Key of the step in progress."""
    began: Mapping[str, int] = field(default_factory=_nothing)
    """When each step was first started, milliseconds UTC."""
    ended: Mapping[str, int] = field(default_factory=_nothing)
    extra: Mapping[str, int] = field(default_factory=_nothing)
    """Minutes added to a step."""
    gate_now: Gate | None = None
    revealed: frozenset[str] = frozenset()
    curtain: bool = False
    spotlight: str | None = None
    board_shared: bool = False
    admitted: bool = False
    door_asks: bool = False
    ready: frozenset[str] = frozenset()
    """Who said that they are ready with the step in progress."""
    seats: Mapping[str, str] = field(default_factory=_no_seats)
    """Person → the table (a record) where they sit."""
    rounds: Mapping[str, int] = field(default_factory=_nothing)
    """Votes of a step, where there was more than one; the results of those before stay."""
    message: str = ""
    """What whoever leads says to all, on boards and phones; empty when nothing is said."""
    message_shared: bool = False
    """Customers read it too."""
    phoneless: frozenset[str] = frozenset()
    """Who is in the room without a phone: nobody waits for them there, and the facilitator writes for them."""
    compare: str = ""
    """The step since whose beginning the board shows what changed; empty for none."""
    rehearsal: str = ""
    """The plan of which this is a rehearsal's throw-away copy; empty for a plan that is meant."""
    moved: str = ""
    """Address of the server where the plan goes on, without a slash at the end; empty where it is here."""

    @property
    def step(self) -> StepSpec | None:
        return self.find(self.current) if self.current else None

    def find(self, key: str) -> StepSpec | None:
        steps = self.format.steps if self.format else ()
        return next((step for step in steps if step.key == key), None)

    def round(self, key: str) -> str:
        """What is said in a step names: its key; for a vote that is held once more, the key and which one it is."""
        count = self.rounds.get(key, 1)
        return key if count < 2 else f"{key}.{count}"

    def round_before(self, key: str) -> str:
        """The vote before the one in progress; empty where it is the first."""
        count = self.rounds.get(key, 1)
        return "" if count < 2 else key if count == 2 else f"{key}.{count - 1}"

    @property
    def holds_customers(self) -> bool:
        """Our side decides alone in this step: customers' screens rest, on every surface."""
        step = self.step
        return step is not None and step.holds_customers

    @property
    def gate(self) -> Gate:
        """Before the day and between steps a plan is open to its own people."""
        if self.gate_now:
            return self.gate_now
        step = self.step
        return Gate(step.gate) if step else Gate.EDIT

    def neighbour(self, by: int) -> StepSpec | None:
        """The step `by` places on from the one in progress; the first one where none is. What is skipped is no place."""
        every = self.format.steps if self.format else ()
        steps = [step for step in every if step.key == self.current or not step.skipped]
        keys = [step.key for step in steps]
        at = keys.index(self.current) + by if self.current in keys else 0
        return steps[at] if 0 <= at < len(steps) else None
