"""One plan's co-edited documents, as the session's writer works with them."""

from __future__ import annotations

from app.live.text import answers
from app.live.text.answers import AlreadyHere, TextKey, TextLimits
from app.live.text.docs import TextDocs
from app.live.text.docs import Working as Copies
from app.session.texts import Checked, TextRefused


class PlanTexts:
    """Implements `app.session.texts.Texts`."""

    def __init__(self, plan: str, docs: TextDocs) -> None:
        self._plan = plan
        self._docs = docs

    def begin(self) -> GroupTexts:
        return GroupTexts(self._plan, self._docs.begin())

    def forget(self, record: str, field: str) -> None:
        self._docs.forget(TextKey(self._plan, record, field))


class GroupTexts:
    """Implements `app.session.texts.Working`."""

    def __init__(self, plan: str, copies: Copies) -> None:
        self._plan = plan
        self._copies = copies

    def check(self, record: str, field: str, update: bytes, longest: int, lines: bool) -> Checked | None:
        return _said(
            self._copies.check(TextKey(self._plan, record, field), update, TextLimits(longest, lines))
        )

    def replace(self, record: str, field: str, text: str, longest: int, lines: bool) -> Checked | None:
        return _said(
            self._copies.replace(TextKey(self._plan, record, field), text, TextLimits(longest, lines))
        )

    def commit(self) -> None:
        self._copies.commit()


def _said(answer: answers.Checked | AlreadyHere | answers.TextRefused) -> Checked | None:
    if isinstance(answer, answers.TextRefused):
        raise TextRefused(answer.code.value)
    return Checked(answer.splices, answer.update) if isinstance(answer, answers.Checked) else None
