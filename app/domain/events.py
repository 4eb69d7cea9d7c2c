"""What can happen to a plan. A closed, short list: activities compose these and never add one.

Events hold plain JSON values only, so that the log outlives the code. Each class names its schema version;
`app/session/codec.py` writes and reads them and upcasts old ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.domain.agenda import Format
from app.domain.fields import Value
from app.domain.people import Person

Splice = tuple[int, int, str]
"""Position, number of characters deleted, text inserted; in code points of the text before it."""


@dataclass(frozen=True, slots=True)
class Added:
    record: str
    kind: str
    parent: str | None
    after: str | None
    fields: dict[str, Value]
    shared: bool
    side: str
    anonymous: bool = False
    """Nobody's, whoever brought it into the log."""
    schema: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class Changed:
    record: str
    field: str
    value: Value
    schema: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class TextEdited:
    record: str
    field: str
    splices: tuple[Splice, ...]
    update: str
    """The editor's own update, base64: opaque here, kept for co-typists who come back."""
    schema: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class Moved:
    record: str
    parent: str | None
    after: str | None
    schema: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class Removed:
    """Goes to the bin with all that hangs under it."""

    record: str
    schema: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class Restored:
    record: str
    schema: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class EditionChanged:
    record: str
    shared: bool
    schema: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class Undone:
    """Somebody took back a change of their own: the change with sequence number `of`."""

    of: int
    schema: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class PersonSet:
    person: Person
    schema: ClassVar[int] = 2


@dataclass(frozen=True, slots=True)
class PersonGone:
    person: str
    schema: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class AgendaSet:
    """The workshop's run-sheet, whole: a later change of the format's file changes no day that has begun."""

    format: Format
    date: str
    keeps: bool = False
    """The same day goes on by it: what began, what was added and revealed stays. Otherwise a new day is set."""
    schema: ClassVar[int] = 2


@dataclass(frozen=True, slots=True)
class StepStarted:
    step: str
    schema: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class RoomSet:
    """One thing about the room, from now on: see `run.ROOM` for the names and what they hold."""

    name: str
    value: Value
    schema: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class Frozen:
    """The plan stands still to be signed; each edition's content is named by its SHA-256."""

    version: int
    digests: dict[str, str]
    schema: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class Unfrozen:
    version: int
    schema: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class Carried:
    """A finding that does not block is signed as a condition with an owner and a date; empty owner: no longer."""

    finding: str
    owner: str
    due: str
    schema: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class Overruled:
    """Whoever leads judged that a finding does not hold, and said why; empty reason: it holds again."""

    finding: str
    reason: str
    schema: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class Signed:
    version: int
    person: str
    editions: tuple[str, ...]
    name: str
    """As typed by the signatory."""
    consent: str
    """The exact words agreed to."""
    drawing: str
    """SVG path data of a drawn signature, or empty."""
    identified: str
    """How the person was identified: `personal-link`, `join-code`, `password`."""
    address: str
    agent: str
    schema: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class Declined:
    version: int
    person: str
    reason: str
    schema: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class Sealed:
    """A complete edition became a file; the file itself is in the store."""

    version: int
    edition: str
    document: str
    sha256: str
    schema: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class VersionEnded:
    """A signed version counts no longer: `superseded` or `withdrawn`."""

    version: int
    state: str
    reason: str
    schema: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class Replaced:
    """What stands in a redacted entry now, by its digest in hexadecimal."""

    seq: int
    digest: str


@dataclass(frozen=True, slots=True)
class Redacted:
    """Payloads of these entries were replaced when a person was erased. The store writes it, nobody asks for it."""

    entries: tuple[Replaced, ...]
    person: str
    schema: ClassVar[int] = 1


Event = (
    Added
    | Changed
    | TextEdited
    | Moved
    | Removed
    | Restored
    | EditionChanged
    | Undone
    | PersonSet
    | PersonGone
    | AgendaSet
    | StepStarted
    | RoomSet
    | Frozen
    | Unfrozen
    | Carried
    | Overruled
    | Signed
    | Declined
    | Sealed
    | VersionEnded
    | Redacted
)


@dataclass(frozen=True, slots=True)
class Meta:
    """What the log adds to an event: where it stands, when and by whom."""

    seq: int
    at: int
    person: str | None
    command: str | None = None
    """The id of the command that it is of, unique for that person; None where nothing tells."""
