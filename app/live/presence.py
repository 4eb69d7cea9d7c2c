"""Who is here, and who is editing what: true for a moment, never logged, gone when nobody says it again.

Presence is kept per connection, because one person may have a phone and a laptop, and told per person. A connection that
says nothing for twenty seconds (a locked phone, a sleeping tab) is not here any more even if its socket is.
Time comes in from outside, in seconds of any steady clock.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

EXPIRES_S = 20.0


@dataclass(slots=True)
class _Sign:
    person: str
    at: float
    record: str | None = None


@dataclass(frozen=True, slots=True)
class Who:
    """Who is here at one moment, people in the order in which they came."""

    people: tuple[str, ...] = ()
    editing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Record id to the people who are editing it."""


NOBODY = Who()


@dataclass(slots=True)
class Presence:
    """Signs of life in one room, by connection."""

    others: Who = NOBODY
    """Who is here at other servers, as they last said."""
    _signs: dict[Hashable, _Sign] = field(default_factory=dict)

    def seen(self, connection: Hashable, person: str, now: float) -> bool:
        """A sign of life. True if that is news to the room."""
        sign = self._signs.get(connection)
        if sign is None:
            self._signs[connection] = _Sign(person, now)
            return True
        sign.at = now
        return False

    def edits(self, connection: Hashable, record: str | None) -> bool:
        """This connection edits `record` now, or nothing. True if that is news."""
        sign = self._signs.get(connection)
        if sign is None or sign.record == record:
            return False
        sign.record = record
        return True

    def left(self, connection: Hashable) -> bool:
        """The connection is closed. True if it counted until now."""
        return self._signs.pop(connection, None) is not None

    def expire(self, now: float) -> bool:
        """Forget those who have said nothing for too long. True if there were any."""
        silent = [key for key, sign in self._signs.items() if now - sign.at > EXPIRES_S]
        for key in silent:
            del self._signs[key]
        return bool(silent)

    def who(self) -> Who:
        """Everybody, at whichever server."""
        return together(self.here(), self.others)

    def here(self) -> Who:
        """Those who are connected to this server."""
        people = tuple(dict.fromkeys(sign.person for sign in self._signs.values()))
        editing: dict[str, dict[str, None]] = {}
        for sign in self._signs.values():
            if sign.record is not None:
                editing.setdefault(sign.record, {})[sign.person] = None
        return Who(people, {record: tuple(names) for record, names in editing.items()})


def together(one: Who, other: Who) -> Who:
    """Both, each person once."""
    if not other.people:
        return one
    people = tuple(dict.fromkeys((*one.people, *other.people)))
    editing = {
        record: tuple(dict.fromkeys((*one.editing.get(record, ()), *other.editing.get(record, ()))))
        for record in (*one.editing, *other.editing)
    }
    return Who(people, editing)
