"""One plan's co-edited documents, as the session's writer works with them."""

from __future__ import annotations

import logging

from app.live.text import answers
from app.live.text.answers import AlreadyHere, TextKey, TextLimits
from app.live.text.docs import TextDocs, TextStart
from app.session.texts import Checked, Epoch, TextRefused

log = logging.getLogger("stratroom.live")


class PlanTexts:
    """Implements `app.session.texts.Texts`."""

    def __init__(self, plan: str, docs: TextDocs) -> None:
        self._plan = plan
        self._docs = docs
        self.before: dict[TextKey, bytes] = {}
        """State vectors of the documents in the last committed group, as they were before it: what a co-typist
        who missed that group still holds."""

    def begin(self) -> GroupTexts:
        return GroupTexts(self, self._plan, self._docs)

    def absorb(self, record: str, field: str, update: bytes) -> None:
        key = TextKey(self._plan, record, field)
        try:
            self._docs.absorb(key, update)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException:  # the library panics past Exception
            log.exception("what was typed elsewhere in %s of plan %s was not taken in", field, self._plan)
            self._docs.forget(key)

    def forget(self, record: str, field: str) -> None:
        self._docs.forget(TextKey(self._plan, record, field))

    def merged(self, record: str, field: str, epoch: Epoch) -> bytes | None:
        start = TextStart(epoch.name, epoch.plain, epoch.state, epoch.updates)
        try:
            return start.document(TextKey(self._plan, record, field)).state()
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException:  # the library panics past Exception
            log.exception("what was typed in %s of plan %s could not be merged", field, self._plan)
            return None


class GroupTexts:
    """Implements `app.session.texts.Working`."""

    def __init__(self, texts: PlanTexts, plan: str, docs: TextDocs) -> None:
        self._texts = texts
        self._plan = plan
        self._docs = docs
        self._copies = docs.begin()
        self._held: dict[TextKey, bytes] = {}
        """State vectors from before this group. At `commit` it is too late to ask: a document that was dropped
        meanwhile would be loaded from a plan that has moved on and a ledger that has not."""

    def check(self, record: str, field: str, update: bytes, longest: int, lines: bool) -> Checked | None:
        return _said(self._copies.check(self._key(record, field), update, TextLimits(longest, lines)))

    def replace(self, record: str, field: str, text: str, longest: int, lines: bool) -> Checked | None:
        return _said(self._copies.replace(self._key(record, field), text, TextLimits(longest, lines)))

    def commit(self) -> None:
        self._texts.before = self._held
        self._copies.commit()

    def _key(self, record: str, field: str) -> TextKey:
        key = TextKey(self._plan, record, field)
        if key not in self._held:
            self._held[key] = self._docs.vector(key)
        return key


def _said(answer: answers.Checked | AlreadyHere | answers.TextRefused) -> Checked | None:
    if isinstance(answer, answers.TextRefused):
        raise TextRefused(answer.code.value)
    return Checked(answer.splices, answer.update) if isinstance(answer, answers.Checked) else None
