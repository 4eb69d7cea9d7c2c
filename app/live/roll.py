"""Telling a room who is here: the same bytes for a whole audience, but for those who are editing something.

Nobody is told of themselves, and nobody is told of a record or a person that their audience may not know of; where
people may not be counted, their number is not told either.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic

from app.live import frames
from app.live.connection import Connection
from app.live.frames import Ready
from app.live.ports import Audience, Company, S
from app.live.presence import Who


@dataclass(slots=True)
class Roll(Generic[S]):
    """One round of telling."""

    company: Company[S]
    state: S
    who: Who
    _made: dict[tuple[Audience, str | None], Ready] = field(default_factory=dict)

    def tell(self, connection: Connection) -> None:
        """Tell this connection what it has not been told; later, if it can take nothing now."""
        if connection.full:
            connection.behind = True
            return
        ready = self._for(connection)
        if ready.text != connection.told:
            connection.told = ready.text
            connection.say(ready)

    def _for(self, connection: Connection) -> Ready:
        person = connection.seat.person
        busy = any(person in people for people in self.who.editing.values())
        key = (connection.audience, person if busy else None)
        if key not in self._made:
            self._made[key] = self._make(*key)
        return self._made[key]

    def _make(self, audience: Audience, without: str | None) -> Ready:
        editing = {
            record: names
            for record, people in self.who.editing.items()
            if self.company.visible(audience, self.state, record)
            and (names := self._names(audience, people, without))
        }
        people = list(self.who.people) if self.company.sees_roll(audience, self.state) else None
        here = sum(self.company.counts(audience, self.state, person) for person in self.who.people)
        return frames.presence(editing, here, people)

    def _names(self, audience: Audience, people: tuple[str, ...], without: str | None) -> list[str]:
        others = (person for person in people if person != without)
        names = (self.company.name_for(audience, self.state, person) for person in others)
        # Several may go by one name, and how many they are is not said.
        return list(dict.fromkeys(name for name in names if name is not None))
