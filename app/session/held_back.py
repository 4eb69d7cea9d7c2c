"""Who was told "not saved, send it again", and has not begun to: what they say next was said later and has to wait.

A command takes time to arrive. One that left before its sender heard that the last one could not be saved would
otherwise be done at once, and the older one after it: the older value would have the last word. So everything that a
person says is put off in the same words, until the first of those commands comes again, and the others behind it.

Not everything comes again: who gave up closed the page, and a late copy of what was answered long ago comes once. What
has not come again for as long as nothing moved is waited for no more; the others keep their order.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from app.session.asked import Key, NotYet

PATIENCE_S = 10.0
"""Longer than any command travels, and than anybody waits to begin again."""
MOST = 1_000
"""Commands of one person that are remembered: more than a person may send in so long."""
NEVER = float("-inf")


@dataclass(slots=True)
class _PutOff:
    answer: NotYet
    since: float
    """When it began, or the first of them last came again."""
    commands: dict[str, float]
    """Their ids, in the order in which they were said → when each came again last, and was put off once more."""


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
            waiting = dict.fromkeys(commands, NEVER)
            for command, again in held.commands.items() if held else ():
                waiting.setdefault(command, again)
            self._people[person] = _PutOff(answer, self._clock(), dict(islice(waiting.items(), MOST)))

    def answered(self, key: Key) -> None:
        """This was done or refused after all: nobody waits for it."""
        person, command = key
        if (held := self._people.get(person)) is not None and held.commands.pop(command, None) is not None:
            held.since = self._clock()
            if not held.commands:
                del self._people[person]

    def answer(self, key: Key | None) -> NotYet | None:
        """What this command is answered untried; None where nothing stands before it."""
        if key is None or (held := self._people.get(key[0])) is None:
            return None
        person, command = key
        now = self._clock()
        if now - held.since > PATIENCE_S:
            held.since = now
            held.commands = {each: at for each, at in held.commands.items() if now - at <= PATIENCE_S}
        first = next(iter(held.commands), command)
        if command == first:
            held.since = now
            held.commands.pop(command, None)
        elif command in held.commands:
            held.commands[command] = now
        elif len(held.commands) < MOST:
            held.commands[command] = NEVER
        if not held.commands:
            del self._people[person]
        return None if command == first else held.answer
