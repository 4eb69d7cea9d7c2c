"""Co-edited documents for tests of the writer: a document is its text, an update is JSON splices on that text.

They keep what the session relies on: nobody sees a change before `commit`, and a document that is forgotten is made
anew from the ledger.
"""

from __future__ import annotations

import json

from app.domain.evolve import spliced
from app.session.live_plan import LivePlan
from app.session.texts import Checked, Epoch, TextRefused


def typed(at: int, deleted: int, inserted: str, epoch: str) -> bytes:
    """An update as a typist of that epoch sends it."""
    return json.dumps({"epoch": epoch, "splices": [[at, deleted, inserted]]}).encode()


class PlainTexts:
    """Implements `app.session.texts.Texts`."""

    def __init__(self, live: LivePlan) -> None:
        self.live = live
        self.documents: dict[tuple[str, str], tuple[str, str]] = {}
        """Epoch and text of each document in use."""

    def begin(self) -> PlainWorking:
        return PlainWorking(self)

    def absorb(self, record: str, field: str, update: bytes) -> None:
        if (record, field) in self.documents:
            epoch, text = self.documents[record, field]
            self.documents[record, field] = (epoch, spliced(text, _splices(update)))

    def forget(self, record: str, field: str) -> None:
        self.documents.pop((record, field), None)

    def document(self, record: str, field: str) -> tuple[str, str]:
        if (record, field) not in self.documents:
            epoch = self.live.ledger.of(self.live.state, record, field)
            self.documents[record, field] = (epoch.name, _text(epoch))
        return self.documents[record, field]

    def merged(self, record: str, field: str, epoch: Epoch) -> bytes:
        return _text(epoch).encode()


def _text(epoch: Epoch) -> str:
    text = epoch.plain if epoch.state is None else epoch.state.decode()
    for update in epoch.updates:
        text = spliced(text, _splices(update))
    return text


class PlainWorking:
    """Implements `app.session.texts.Working`."""

    def __init__(self, texts: PlainTexts) -> None:
        self._texts = texts
        self._changed: dict[tuple[str, str], tuple[str, str]] = {}

    def check(self, record: str, field: str, update: bytes, longest: int, lines: bool) -> Checked | None:
        epoch, text = self._document(record, field)
        try:
            if json.loads(update)["epoch"] != epoch:
                raise TextRefused("gap")
            splices = _splices(update)
            after = spliced(text, splices)
        except (ValueError, KeyError):
            raise TextRefused("malformed") from None
        if len(after) > longest:
            raise TextRefused("too-long")
        self._changed[record, field] = (epoch, after)
        return Checked(splices, update)

    def replace(self, record: str, field: str, text: str, longest: int, lines: bool) -> Checked | None:
        epoch, before = self._document(record, field)
        if before == text:
            return None
        return self.check(record, field, typed(0, len(before), text, epoch), longest, lines)

    def commit(self) -> None:
        self._texts.documents.update(self._changed)

    def _document(self, record: str, field: str) -> tuple[str, str]:
        return self._changed.get((record, field)) or self._texts.document(record, field)


def _splices(update: bytes) -> tuple[tuple[int, int, str], ...]:
    return tuple((at, deleted, inserted) for at, deleted, inserted in json.loads(update)["splices"])
