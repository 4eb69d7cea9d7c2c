"""Who has which field open, and what they are told.

Messages are handed to screens, which write them without waiting: a screen that is gone or slow never
holds up the others (`Screen.say` answers False and keeps nothing). Such a screen is remembered with what
it last held, and gets the difference once it has room (`drained`): text is never queued, it resyncs by
state vector.

The order after a commit is: `accepted` to the co-typists first, then the author's acknowledgement.
Permission is the caller's: `open` is called for those who may edit, `begin_again` asks for each.
"""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Protocol

from app.live.text.answers import Sync, TextCode, TextKey, TextRefused
from app.live.text.docs import TextDocs

NOTHING = b"\0"
"""The state vector of somebody who has nothing yet."""


class Screen(Protocol):
    """One connection."""

    def say(self, message: Mapping[str, object]) -> bool:
        """Writes it at once, or answers False where the buffer is full: then nothing was written."""


class Typists:
    def __init__(self, docs: TextDocs) -> None:
        self._docs = docs
        docs.forgotten = self._forgotten
        self._open: defaultdict[TextKey, set[Screen]] = defaultdict(set)
        self._behind: defaultdict[Screen, dict[TextKey, bytes]] = defaultdict(dict)

    def open(self, screen: Screen, key: TextKey, vector: bytes) -> TextRefused | None:
        """Joins, or asks again after a gap: answers with what this screen lacks."""
        answer = self._docs.sync(key, vector)
        if isinstance(answer, TextRefused):
            return answer
        self._open[key].add(screen)
        self._behind[screen].pop(key, None)
        self._sync(screen, key, answer, vector)
        return None

    def close(self, screen: Screen, key: TextKey) -> None:
        self._open[key].discard(screen)
        if not self._open[key]:
            del self._open[key]
        if screen in self._behind:
            self._behind[screen].pop(key, None)

    def left(self, screen: Screen) -> None:
        """The connection is gone."""
        for key in [each for each, screens in self._open.items() if screen in screens]:
            self.close(screen, key)
        self._behind.pop(screen, None)

    def accepted(self, key: TextKey, update: bytes, author: Screen | None, before: bytes) -> None:
        """Tells the co-typists. `before` is the state vector without this update, see `vector`."""
        message = _message("edit", key, update=_text(update))
        for screen in self._open.get(key, set()) - {author}:
            if key in self._behind[screen] or not screen.say(message):
                self._behind[screen].setdefault(key, before)

    def refused(self, screen: Screen, key: TextKey, code: str, message: str) -> None:
        """The author goes on from what holds; their refused text stays on their screen."""
        if code == TextCode.GAP:
            self._sync(screen, key, self._docs.whole(key), NOTHING)
        else:
            self._reset(screen, key, code, message)

    def begin_again(self, key: TextKey, may: Callable[[Screen], bool] = lambda screen: True) -> None:
        """A new epoch began: those who may go on get its document, the others hear no more of the field.

        Where it is the same epoch after all, this is a sync like any other.
        """
        for screen in tuple(self._open.get(key, ())):
            if may(screen):
                self._sync(screen, key, self._docs.whole(key), NOTHING)
            else:
                self.close(screen, key)

    def _forgotten(self, key: TextKey) -> None:
        # Forgetting is part of publishing: what the field reads from now on can be loaded once that is done.
        if key in self._open:
            asyncio.get_running_loop().call_soon(self.begin_again, key)

    def drained(self, screen: Screen) -> None:
        """This screen has room again."""
        for key, vector in self._behind.pop(screen, {}).items():
            answer = self._docs.sync(key, vector)
            assert isinstance(answer, Sync)
            self._sync(screen, key, answer, vector)

    def _sync(self, screen: Screen, key: TextKey, answer: Sync, held: bytes) -> None:
        update, vector = _text(answer.update), _text(answer.vector)
        if not screen.say(_message("sync", key, update=update, vector=vector)):
            self._behind[screen][key] = held

    def _reset(self, screen: Screen, key: TextKey, code: str, message: str) -> None:
        update = _text(self._docs.whole(key).update)
        if not screen.say(_message("reset", key, update=update, code=code, message=message)):
            self._behind[screen][key] = NOTHING


def _message(op: str, key: TextKey, **more: str) -> Mapping[str, object]:
    return {"type": "text", "op": op, "record": key.record, "field": key.field, **more}


def _text(data: bytes) -> str:
    return b64encode(data).decode("ascii")
