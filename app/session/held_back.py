"""Who was told "not saved, send it again", and has not begun to: what they say next was said later and has to wait.

A command takes time to arrive. One that left before its sender heard that the last one could not be saved would
otherwise be done at once, and the older one after it: the older value would have the last word. So everything that a
person says is put off in the same words, until the first of those commands comes again, and the others behind it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from app.session.asked import Key, NotYet

PATIENCE_S = 10.0
"""Longer than any command travels. Who has not begun again by then has given up on it."""
MOST = 1_000
"""Commands of one person that are remembered: more than a person may send in so long."""


@dataclass(slots=True)
class _PutOff:
    answer: NotYet
    since: float
    commands: list[str] = field(default_factory=list)
    """Their ids, in the order in which they were said."""


class HeldBack:
    """Of one plan."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._people: dict[str, _PutOff] = {}

    def put_off(self, keys: Iterable[Key | None], answer: NotYet) -> None:
        """These could not be saved, in this order. What has no id cannot be known again, and holds nothing back."""
        failed: dict[str, dict[str, None]] = {}
        for person, command in (key for key in keys if key is not None):
            # A slow store makes copies: the same command may have waited twice, and comes again once.
            failed.setdefault(person, {})[command] = None
        for person, commands in failed.items():
            # What is held back already was said behind what had come so far as to fail.
            held = self._people.get(person)
            later = [each for each in held.commands if each not in commands] if held else []
            self._people[person] = _PutOff(answer, self._clock(), [*commands, *later][:MOST])

    def answer(self, key: Key | None) -> NotYet | None:
        """What this command is answered untried; None where nothing stands before it."""
        if key is None or (held := self._people.get(key[0])) is None:
            return None
        if self._clock() - held.since > PATIENCE_S:
            del self._people[key[0]]
            return None
        if key[1] == held.commands[0]:
            del held.commands[0]
            if not held.commands:
                del self._people[key[0]]
            return None
        if key[1] not in held.commands and len(held.commands) < MOST:
            held.commands.append(key[1])
        return held.answer
