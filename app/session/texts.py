"""What the session needs of co-edited text: a port, and the ledger of updates that the log holds.

The first update after a field was seeded carries the whole document, so that the log alone rebuilds it: a field's
updates since its last plain change, applied in order, are its document.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from app.domain import events as ev
from app.domain.events import Splice
from app.domain.state import PlanState


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

    def check(self, record: str, field: str, plain: str, update: bytes, longest: int) -> Checked:
        """Apply `update` to the field's document, now holding `plain`. Raises TextRefused."""
        ...

    def replace(self, record: str, field: str, plain: str, text: str) -> Checked | None:
        """Make the field's document hold `text`; None where no document exists yet."""
        ...

    def commit(self) -> None: ...


class Texts(Protocol):
    """The co-edited documents of one plan."""

    def begin(self) -> Working:
        """Start a group. Dropping what it returns drops every change made through it."""
        ...

    def forget(self, record: str, field: str) -> None:
        """The field was changed as a whole: its document starts afresh."""
        ...


class NoTexts:
    """A plan without co-edited documents: programs that only set fields, and tests of the writer."""

    def begin(self) -> NoTexts:
        return self

    def check(self, record: str, field: str, plain: str, update: bytes, longest: int) -> Checked:
        raise TextRefused("malformed")

    def replace(self, record: str, field: str, plain: str, text: str) -> Checked | None:
        return None

    def commit(self) -> None:
        return None

    def forget(self, record: str, field: str) -> None:
        return None


class Ledger:
    """Per field, the updates in the log since the field was last set as a whole."""

    def __init__(self, updates: Mapping[str, tuple[bytes, ...]] | None = None) -> None:
        self._updates: dict[str, tuple[bytes, ...]] = dict(updates or {})

    def of(self, record: str, field: str) -> tuple[bytes, ...]:
        return self._updates.get(f"{record}.{field}", ())

    def note(self, before: PlanState, event: ev.Event, person: str | None) -> Iterable[tuple[str, str]]:
        """Take one committed event in; the fields whose documents are no longer true."""
        match event:
            case ev.TextEdited(record, field, _, update) if update:
                key = f"{record}.{field}"
                self._updates[key] = (*self._updates.get(key, ()), base64.b64decode(update))
            case ev.TextEdited(record, field) | ev.Changed(record, field):
                yield from self._drop(record, field)
            case ev.Undone(of):
                undone = next((c for c in before.changes.get(person or "", ()) if c.seq == of), None)
                if undone and undone.did == "set":
                    yield from self._drop(undone.record, undone.field)
            case _:
                return

    def compact(self, record: str, field: str, whole: bytes) -> None:
        """Replace a field's updates by one that says the same."""
        self._updates[f"{record}.{field}"] = (whole,)

    def all(self) -> dict[str, tuple[bytes, ...]]:
        return dict(self._updates)

    def _drop(self, record: str, field: str) -> Iterable[tuple[str, str]]:
        if self._updates.pop(f"{record}.{field}", None) is not None:
            yield record, field
