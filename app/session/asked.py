"""What people ask of an open plan, and what they are answered."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from app.domain import commands as do
from app.domain.people import Actor
from app.domain.refusals import Refused
from app.session.texts import TextRefused


@dataclass(frozen=True, slots=True)
class TextUpdate:
    """A co-typist's update of one field, as it arrived."""

    record: str
    field: str
    update: bytes


Request = do.Command | TextUpdate


@dataclass(frozen=True, slots=True)
class Done:
    """Durable."""

    seq: int


@dataclass(frozen=True, slots=True)
class NotDone:
    """Refused for a reason that stays true: sending it again changes nothing."""

    code: str
    about: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NotYet:
    """Could not be saved now. Nothing is lost where it came from; it can be sent again."""

    reason: str
    """A code of `NotSaved`; of a damaged log with its last good entry: `damaged 49`."""


Answer = Done | NotDone | NotYet

Key = tuple[str, str]
"""Who asked (empty: the system) and their id of the command: the same key is the same command."""


@dataclass(slots=True, eq=False)
class Asked:
    """One request on its way through the writer; it is the same as itself alone."""

    actor: Actor
    command: str | None
    request: Request
    origin: object | None
    answer: asyncio.Future[Answer]

    @property
    def key(self) -> Key | None:
        return None if self.command is None else (self.actor.person or "", self.command)

    @property
    def waits(self) -> bool:
        return not self.answer.done()

    def say(self, answer: Answer) -> None:
        """Answer, unless that happened before or nobody waits any more."""
        if self.waits:
            self.answer.set_result(answer)


def refusal(refused: Refused | TextRefused) -> NotDone:
    if isinstance(refused, TextRefused):
        return NotDone(refused.code)
    return NotDone(refused.code.value, refused.about)
