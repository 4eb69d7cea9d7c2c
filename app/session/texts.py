"""What the session needs of co-edited text: a port, and the ledger of updates that the log holds.

A field lives in epochs. One begins when the field is set as a whole, named by that entry's place in the log; its
document is seeded from the plain text of that moment, and every update since is in the log. So the log alone rebuilds
it, and what was typed before an epoch is in none of its bytes.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from app.domain import events as ev
from app.domain.events import Splice
from app.domain.records import ALL
from app.domain.state import PlanState

REPLAY_BOUND = 200
"""Updates of a field after which they are merged: replaying them takes about as long as loading a state."""


@dataclass(frozen=True, slots=True)
class Checked:
    """An update that fits its document, and what it does to the plain text."""

    splices: tuple[Splice, ...]
    update: bytes


class TextRefused(Exception):
    """An update that cannot be taken. Codes: `malformed`, `gap`, `too-long`, `foreign-root`, `nothing`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Working(Protocol):
    """Documents while a group is decided: nobody else sees them until `commit`."""

    def check(self, record: str, field: str, update: bytes, longest: int, lines: bool) -> Checked | None:
        """Apply `update` to the field's document; None where all of it was here already. Raises TextRefused."""
        ...

    def replace(self, record: str, field: str, text: str, longest: int, lines: bool) -> Checked | None:
        """Make the field's document read `text`, as an edit of the server's own. Raises TextRefused."""
        ...

    def commit(self) -> None: ...


class Texts(Protocol):
    """The co-edited documents of one plan."""

    def begin(self) -> Working:
        """Start a group. Dropping what it returns drops every change made through it."""
        ...

    def absorb(self, record: str, field: str, update: bytes) -> None:
        """Another process committed `update`: a document that is in use takes it in, or is forgotten."""
        ...

    def forget(self, record: str, field: str) -> None:
        """The field's document is not true any more: it is made anew from the ledger at its next use."""
        ...

    def merged(self, record: str, field: str, epoch: Epoch) -> bytes | None:
        """All of `epoch` in one state, made of nothing but itself; None where that can't be done."""
        ...


class NoTexts:
    """A plan without co-edited documents: programs that only set fields, and tests of the writer."""

    def begin(self) -> NoTexts:
        return self

    def check(self, record: str, field: str, update: bytes, longest: int, lines: bool) -> Checked | None:
        raise TextRefused("malformed")

    def replace(self, record: str, field: str, text: str, longest: int, lines: bool) -> Checked | None:
        return None

    def commit(self) -> None:
        return None

    def absorb(self, record: str, field: str, update: bytes) -> None:
        return None

    def forget(self, record: str, field: str) -> None:
        return None

    def merged(self, record: str, field: str, epoch: Epoch) -> bytes | None:
        return None


@dataclass(frozen=True, slots=True)
class Epoch:
    """What a field's document is made of: `state`, or seeded from `plain` under `name`; then `updates` in order."""

    name: str
    plain: str
    updates: tuple[bytes, ...] = ()
    state: bytes | None = None
    """What was typed before `updates`, merged; opaque here."""


class Ledger:
    """Per co-edited field, its epoch. A field nobody typed in since it was last set as a whole has no entry."""

    def __init__(self, epochs: Mapping[str, Epoch] | None = None) -> None:
        self._epochs: dict[str, Epoch] = dict(epochs or {})

    def of(self, state: PlanState, record: str, field: str) -> Epoch:
        """The epoch in force. Raises Refused(UNKNOWN_RECORD)."""
        return self._epochs.get(f"{record}.{field}") or _first(state, record, field)

    def started(self, record: str, field: str) -> bool:
        """Whether people have typed in it since it was last set as a whole."""
        return f"{record}.{field}" in self._epochs

    def note(
        self, before: PlanState, event: ev.Event, person: str | None, texts: Texts
    ) -> Iterable[tuple[str, str]]:
        """Take one committed event in; yields the fields whose documents are no longer true.

        `texts` merges what has become long. It is asked to make that of the epoch alone: its own documents may be
        ahead of this event, or behind it.
        """
        match event:
            case ev.TextEdited(record, field, _, update) if update:
                epoch = self.of(before, record, field)
                longer = replace(epoch, updates=(*epoch.updates, base64.b64decode(update)))
                self._epochs[f"{record}.{field}"] = _short(record, field, longer, texts)
            case _:
                for record, field in written_whole(before, event, person):
                    self._epochs.pop(f"{record}.{field}", None)
                    yield record, field

    def all(self) -> dict[str, Epoch]:
        return dict(self._epochs)


def _short(record: str, field: str, epoch: Epoch, texts: Texts) -> Epoch:
    # Every so many, and not whenever there are more: what can't be merged is not tried again at each letter.
    if len(epoch.updates) % REPLAY_BOUND:
        return epoch
    state = texts.merged(record, field, epoch)
    return epoch if state is None else replace(epoch, updates=(), state=state)


def written_whole(before: PlanState, event: ev.Event, person: str | None) -> Iterable[tuple[str, str]]:
    """The field that `event` set as a whole, if it is one of those: what was typed before is no part of it."""
    match event:
        case ev.TextEdited(record, field, _, update) if not update:
            yield record, field
        case ev.Changed(record, field):
            yield record, field
        case ev.Undone(of):
            undone = next((c for c in before.changes.get(person or "", ()) if c.seq == of), None)
            if undone and undone.did == "set":
                yield undone.record, undone.field
        case _:
            return


def _first(state: PlanState, record: str, field: str) -> Epoch:
    """A field that was only ever set as a whole: its epoch begins with that change."""
    found = state.record(record)
    stamp = found.stamps.get(field) or found.stamps[ALL]
    return Epoch(str(stamp.seq), found.text(field))
