"""What people were answered, remembered for copies that come later: by a second way, from a tab that slept for an hour.

A copy is answered as the first was. What was done is in the log under its command's id for ever, and only found sooner
here. What was refused is in no log: where this process remembers it, a copy that comes when its reason is gone is not
done behind the back of somebody who was told no and let go. Why every refusal, whatever its code, and how to ask
again: docs/decisions/0023.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from app.session.asked import Asked, Done, Key, NotDone, NotYet
from app.session.held_back import HeldBack

KNOWN_COMMANDS = 20_000
"""Commands remembered in memory; older ones are found by the journal's own index."""
KNOWN_REFUSALS = 5_000
"""Refusals remembered. Older ones are decided again."""


class Answers:
    """Of one open plan. What has no id cannot come again, and is not remembered."""

    def __init__(self) -> None:
        self.held_back = HeldBack()
        self._done: OrderedDict[Key, int] = OrderedDict()
        self._refused: OrderedDict[Key, NotDone] = OrderedDict()

    def is_done(self, key: Key | None) -> bool:
        return key in self._done

    def done(self, key: Key | None, seq: int) -> None:
        """This is durable, and the plan that shows it has come to entry `seq`. It outweighs that it was refused once."""
        if key is None:
            return
        self._done[key] = seq
        self._refused.pop(key, None)
        self.held_back.answered(key)
        if len(self._done) > KNOWN_COMMANDS:
            self._done.popitem(last=False)

    def refused(self, key: Key | None, why: NotDone) -> None:
        """This was refused, and its sender told so."""
        if key is None or key in self._done:
            return
        self._refused[key] = why
        self.held_back.answered(key)
        if len(self._refused) > KNOWN_REFUSALS:
            self._refused.popitem(last=False)

    def put_off(self, keys: Iterable[Key | None], answer: NotYet) -> None:
        """These could not be saved, in this order. A copy of what was refused is not among them: it need not come."""
        self.held_back.put_off((key for key in keys if key not in self._refused), answer)

    def untried(self, key: Key | None) -> NotYet | None:
        """What this is answered before anybody looks at it, because something said before it comes first.

        A copy of what was answered may come at any time, and comes once: it waits for nothing, and nothing for it.
        """
        return None if self.is_done(key) or key in self._refused else self.held_back.answer(key)

    def say_done(self, asked: Asked) -> bool:
        """Answer what is known to be done; whether it was."""
        if asked.key is None or (seq := self._done.get(asked.key)) is None:
            return False
        asked.say(Done(seq))
        return True

    def known_refusals(self, asked: Iterable[Asked]) -> dict[Asked, NotDone]:
        """Those that were refused before: again, unless the log says that another process has done them since."""
        found = ((each, self._refused.get(each.key)) for each in asked if each.key is not None)
        return {each: why for each, why in found if why is not None}
