"""One text field's document: its text, what it holds of whom, and what an update would do to it.

`check` is the gate. An update is read strictly (`update`), held against what the document has (no holes,
nothing cut in halves, no forged server ids), and only then applied. The answer says what it means in
plain words for those who don't know of documents: splices in code points. Whoever replays them over the
text before has the text after.

A document changes only by `check`, `replace` and `follow`. When an update turns out wrong after it was
applied (the text became too long), the document is `spoiled`: its owner throws it away and makes another
from what was accepted. The library's own index edits count UTF-8 bytes; they are used in two places only,
both here, both on text that the server writes itself: the seed and `replace`.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pycrdt import Doc, Text

from app.live.text.answers import (
    AlreadyHere,
    Checked,
    Sync,
    TextCode,
    TextKey,
    TextLimits,
    TextRefused,
    splices,
)
from app.live.text.update import ROOT, Id, Run, Unreadable, Update, read_update, read_vector, utf16_length

_WRITERS, _SEEDS = 2**51, 2**52
"""Client ids from `_WRITERS` on are the server's, from `_SEEDS` on they name epochs; browsers': 32 bits."""
_MOST_NEW_UNITS = 2**20
"""Text typed and deleted again while offline travels as a bare length: more than this nobody types."""


@dataclass(slots=True)
class TextDocument:
    _doc: Doc[Any]
    plain: str = ""
    vector: dict[int, int] = field(default_factory=dict)
    """Units held of each client."""
    spoiled: bool = False
    _seams: set[Id] | None = None

    @classmethod
    def seeded(cls, key: TextKey, epoch: str, plain: str) -> TextDocument:
        """An epoch's first document. The same arguments give the same bytes, on any server, at any time."""
        words = json.dumps([*key, epoch, plain], ensure_ascii=False)
        doc: Doc[Any] = Doc(client_id=_SEEDS | _digest(words.encode()))
        text = doc.get(ROOT, type=Text)
        # A last character that is deleted at once: without it, an empty text would leave nothing to hang on.
        text.insert(0, plain + ".")
        end = len(plain.encode())
        del text[end : end + 1]
        return cls(doc)._measured()

    @classmethod
    def loaded(cls, state: bytes, updates: Iterable[bytes] = ()) -> TextDocument:
        """From a kept state and what was accepted since. Raises ValueError where these bytes are damaged."""
        doc: Doc[Any] = Doc()
        doc.get(ROOT, type=Text)
        document = cls(doc)
        for each in (state, *updates):
            doc.apply_update(each)
        return document._measured()

    def copy(self) -> TextDocument:
        return TextDocument.loaded(self.state())

    def state(self) -> bytes:
        """The whole document, merged: what was deleted weighs a few bytes a piece, not its text."""
        return self._doc.get_update()

    def held(self) -> bytes:
        """Its state vector."""
        return self._doc.get_state()

    def sync(self, vector: bytes) -> Sync | TextRefused:
        """What the owner of `vector` lacks; all of it where they come from another epoch."""
        try:
            theirs = read_vector(vector)
        except Unreadable:
            return TextRefused(TextCode.MALFORMED)
        stranger = any(client >= _SEEDS and client not in self.vector for client in theirs)
        update = self._doc.get_update() if stranger else self._doc.get_update(vector)
        return Sync(update, self._doc.get_state())

    def follow(self, update: bytes) -> None:
        """Applies what was checked before, here or in another process."""
        self._doc.apply_update(update)
        if self._seams is not None:
            self._seams = self._joined_seams(read_update(update))
        self._measured()

    def check(
        self, data: bytes, limits: TextLimits, *, ours: bool = False
    ) -> Checked | AlreadyHere | TextRefused:
        """Applies `data` if it may be; where the answer is TextRefused, look at `spoiled`.

        `ours` lets an update through whose client id is the server's.
        """
        if len(data) > limits.update_bytes:
            return TextRefused(TextCode.TOO_LONG)
        try:
            update = read_update(data)
        except Unreadable as why:
            return TextRefused(TextCode.FOREIGN_ROOT if why.foreign else TextCode.MALFORMED)
        expected = self._after(update, ours=ours)
        if isinstance(expected, TextCode):
            return TextRefused(expected)
        if not all(_welcome(run.text, lines=limits.lines) for run in self._new(update) if run.text):
            return TextRefused(TextCode.CHARACTERS)
        seams = self._joined_seams(update)
        if not seams.isdisjoint(_cuts(update, self.vector)):
            return TextRefused(TextCode.MALFORMED)
        return self._apply(data, expected, seams, limits)

    def replace(self, plain: str, limits: TextLimits) -> Checked | AlreadyHere | TextRefused:
        """Makes the text read `plain` with one edit of the server's own, for those who set it as a whole."""
        doc: Doc[Any] = Doc(client_id=_WRITERS | _digest(self._doc.get_state() + plain.encode()))
        text = doc.get(ROOT, type=Text)
        doc.apply_update(self.state())
        vector = doc.get_state()
        for at, deleted, inserted in splices(self.plain, plain):
            start = len(self.plain[:at].encode())
            del text[start : start + len(self.plain[at : at + deleted].encode())]
            text.insert(start, inserted)
        return self.check(doc.get_update(vector), limits, ours=True)

    def _apply(
        self, data: bytes, expected: dict[int, int], seams: set[Id], limits: TextLimits
    ) -> Checked | AlreadyHere | TextRefused:
        before, had = self.plain, self.vector
        try:
            self._doc.apply_update(data)
            self._measured()
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException:  # the library panics past Exception
            self.spoiled = True
            return TextRefused(TextCode.MALFORMED)
        if self.vector != expected:
            self.spoiled = True
            return TextRefused(TextCode.GAP)
        if len(self.plain) > max(limits.characters, len(before)):
            self.spoiled = True
            return TextRefused(TextCode.TOO_LONG)
        if self.vector == had and self.plain == before:
            return AlreadyHere()
        self._seams = seams
        return Checked(data, splices(before, self.plain), before, self.plain)

    def _after(self, update: Update, *, ours: bool) -> dict[int, int] | TextCode:
        """The vector that this update must lead to, or why it can't be applied."""
        vector = dict(self.vector)
        new = 0
        for run in update.runs:
            have = vector.get(run.client, 0)
            if run.end <= have:
                continue
            if run.clock > have or (run.client >= (_SEEDS if ours else _WRITERS)):
                return TextCode.GAP
            if run.collected or (run.left is None and run.right is None):
                return TextCode.MALFORMED
            new += run.end - have
            vector[run.client] = run.end
        if new > _MOST_NEW_UNITS:
            return TextCode.TOO_LONG
        whole = all(clock < vector.get(client, 0) for client, clock in _leans_on(update))
        return vector if whole else TextCode.GAP

    def _new(self, update: Update) -> Iterable[Run]:
        return (run for run in update.runs if run.end > self.vector.get(run.client, 0))

    def _joined_seams(self, update: Update) -> set[Id]:
        if self._seams is None:
            # Text that is deleted has no pairs to cut, so the state knows them all.
            plain_has_pairs = utf16_length(self.plain) != len(self.plain)
            runs = read_update(self.state()).runs if plain_has_pairs else ()
            self._seams = {seam for run in runs for seam in run.seams()}
        return self._seams.union(*(run.seams() for run in update.runs))

    def _measured(self) -> TextDocument:
        self.plain = str(self._doc.get(ROOT, type=Text))
        self.vector = read_vector(self._doc.get_state())
        return self


def _leans_on(update: Update) -> Iterable[Id]:
    """Every unit that must be there for this update to be whole."""
    for run in update.runs:
        if run.left is not None:
            yield run.left
        if run.right is not None:
            yield run.right
    for each in update.deletions:
        yield each.client, each.end - 1


def _cuts(update: Update, vector: dict[int, int]) -> Iterable[Id]:
    """Units before which this update would cut a run in two."""
    for run in update.runs:
        if run.left is not None:
            yield run.left[0], run.left[1] + 1
        if run.right is not None:
            yield run.right
        if run.clock < vector.get(run.client, 0) < run.end:
            yield run.client, vector[run.client]
    for each in update.deletions:
        yield each.client, each.clock
        yield each.client, each.end


def _welcome(text: str, *, lines: bool) -> bool:
    allowed = "\n\t" if lines else "\t"
    return all(char in allowed or unicodedata.category(char) != "Cc" for char in text)


def _digest(data: bytes) -> int:
    """48 bits."""
    return int.from_bytes(hashlib.sha256(data).digest()[:6])
