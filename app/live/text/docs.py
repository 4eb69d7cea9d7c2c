"""The documents in use, and working copies on which a group of edits is tried.

    working = docs.begin()
    working.check(key, update, limits)      # Checked, AlreadyHere or TextRefused; edits build on each other
    …the session decides, commits…
    working.commit()                        # or forget `working`: nothing happened

What is published (`sync`, `whole`, `vector`) changes only by `commit` and by `absorb`, which takes in what
another process committed. Between `begin` and `commit` of a plan's group no other group of the same plan
may run; the session's one writer per plan sees to it.

A document costs a few kilobytes and is loaded on first use; the least recently used ones are dropped.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from app.live.text.answers import AlreadyHere, Checked, Sync, TextKey, TextLimits, TextRefused
from app.live.text.field import TextDocument


@dataclass(frozen=True, slots=True)
class TextStart:
    """What a document is made of: its epoch's seed or a kept state, and what was accepted since, in order."""

    epoch: str
    """Names the epoch: no two of one field may share it. The id of the command that began it does well."""
    plain: str
    """What the field read when the epoch began."""
    state: bytes | None = None
    """The document of this epoch in one piece; None to begin at the seed."""
    updates: Iterable[bytes] = field(default=())
    """Accepted since `state`, or since the seed."""

    def document(self, key: TextKey) -> TextDocument:
        """Raises ValueError where these bytes are damaged."""
        state = self.state
        if state is None:
            state = TextDocument.seeded(key, self.epoch, self.plain).state()
        return TextDocument.loaded(state, self.updates)


class TextDocs:
    def __init__(self, load: Callable[[TextKey], TextStart], keep: int = 2000) -> None:
        """`load` finds what is committed; `keep` documents stay in memory."""
        self._load = load
        self._keep = keep
        self.forgotten: Callable[[TextKey], None] | None = None
        """Told of every `forget`: those who have the field open may have to go on in another document."""
        self._published: OrderedDict[TextKey, TextDocument] = OrderedDict()
        self._spares: dict[TextKey, TextDocument] = {}

    def begin(self) -> Working:
        return Working(self)

    def sync(self, key: TextKey, vector: bytes) -> Sync | TextRefused:
        """What the owner of this state vector lacks. Refused (malformed) where it is no vector."""
        return self.published(key).sync(vector)

    def whole(self, key: TextKey) -> Sync:
        """All of it, for somebody who starts afresh."""
        document = self.published(key)
        answer = document.sync(b"\0")
        assert isinstance(answer, Sync)
        return answer

    def vector(self, key: TextKey) -> bytes:
        """The state vector: what somebody who has everything holds."""
        return self.published(key).held()

    def absorb(self, key: TextKey, update: bytes) -> None:
        """Takes in what another process committed. A document that isn't loaded will find it in the log."""
        if key in self._published:
            self._published[key].follow(update)
            self._spares.pop(key, None)

    def forget(self, key: TextKey) -> None:
        """Loaded anew at the next use: after a commit of unknown outcome, or a new epoch made elsewhere."""
        self._published.pop(key, None)
        self._spares.pop(key, None)
        if self.forgotten is not None:
            self.forgotten(key)

    def forget_plan(self, plan: str) -> None:
        for key in [each for each in self._published if each.plan == plan]:
            self.forget(key)

    def published(self, key: TextKey) -> TextDocument:
        document = self._published.get(key)
        if document is None:
            document = self._load(key).document(key)
            self._put(key, document)
        self._published.move_to_end(key)
        return document

    def twin(self, key: TextKey) -> TextDocument:
        """A document equal to the published one, the caller's to change."""
        return self._spares.pop(key, None) or self.published(key).copy()

    def publish(self, key: TextKey, document: TextDocument, accepted: Iterable[bytes]) -> None:
        """`document` takes the published one's place; that one follows and serves as the next twin."""
        former = self._published.get(key)
        if former is not None:
            for each in accepted:
                former.follow(each)
            self._spares[key] = former
        self._put(key, document)

    def _put(self, key: TextKey, document: TextDocument) -> None:
        self._published[key] = document
        self._published.move_to_end(key)
        while len(self._published) > self._keep:
            oldest, _ = self._published.popitem(last=False)
            self._spares.pop(oldest, None)


@dataclass(slots=True)
class _Tried:
    document: TextDocument
    accepted: list[bytes]


class Working:
    """One group's view of the documents. Forget it to undo all of it."""

    def __init__(self, docs: TextDocs) -> None:
        self._docs = docs
        self._tried: dict[TextKey, _Tried] = {}

    def check(self, key: TextKey, update: bytes, limits: TextLimits) -> Checked | AlreadyHere | TextRefused:
        """Applies `update` on top of what this group accepted so far; a refusal leaves that as it was."""
        tried = self._of(key)
        return self._settled(key, tried, tried.document.check(update, limits))

    def replace(self, key: TextKey, plain: str, limits: TextLimits) -> Checked | AlreadyHere | TextRefused:
        """The server's own edit that makes the field read `plain`: `set` and `undo` of a co-edited field."""
        tried = self._of(key)
        return self._settled(key, tried, tried.document.replace(plain, limits))

    def commit(self) -> None:
        """What was tried is what holds now. Call it after the log has it, and only then."""
        for key, tried in self._tried.items():
            if tried.accepted:
                self._docs.publish(key, tried.document, tried.accepted)
        self._tried = {}

    def _of(self, key: TextKey) -> _Tried:
        if key not in self._tried:
            self._tried[key] = _Tried(self._docs.twin(key), [])
        return self._tried[key]

    def _settled(
        self, key: TextKey, tried: _Tried, answer: Checked | AlreadyHere | TextRefused
    ) -> Checked | AlreadyHere | TextRefused:
        if isinstance(answer, Checked):
            tried.accepted.append(answer.update)
        if tried.document.spoiled:
            tried.document = self._again(key, tried)
        return answer

    def _again(self, key: TextKey, tried: _Tried) -> TextDocument:
        """The working copy as it was before the update that spoiled it."""
        document = self._docs.twin(key)
        for each in tried.accepted:
            document.follow(each)
        return document
