"""What people ask for. A closed list; `decide` says what comes of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from app.domain.agenda import Format
from app.domain.agenda_edits import AgendaEdit
from app.domain.events import Splice
from app.domain.people import Person
from app.domain.run_sheet import ActivityRules


@dataclass(frozen=True, slots=True)
class Add:
    record: str
    kind: str
    parent: str | None = None
    after: str | None = None
    last: bool = True
    """Behind its last sibling, whatever `after` says."""
    fields: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Set:
    record: str
    field: str
    value: object


@dataclass(frozen=True, slots=True)
class SetMany:
    """Several fields of one record at once: what was read in a line."""

    record: str
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class EditText:
    record: str
    field: str
    splices: tuple[Splice, ...]
    update: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    record: str
    parent: str | None
    after: str | None = None
    last: bool = False


@dataclass(frozen=True, slots=True)
class Remove:
    record: str


@dataclass(frozen=True, slots=True)
class Restore:
    record: str


@dataclass(frozen=True, slots=True)
class Share:
    """Show a record to the customer; with its whole branch where asked."""

    record: str
    branch: bool = False


@dataclass(frozen=True, slots=True)
class Withhold:
    record: str
    branch: bool = False


@dataclass(frozen=True, slots=True)
class Undo:
    """Take back my last change that is still as I left it."""


@dataclass(frozen=True, slots=True)
class SetPerson:
    person: Person


@dataclass(frozen=True, slots=True)
class Answer:
    """Say for oneself whether one comes to the day."""

    coming: bool


@dataclass(frozen=True, slots=True)
class DropPerson:
    person: str


@dataclass(frozen=True, slots=True)
class SetAgenda:
    format: Format
    date: str


@dataclass(frozen=True, slots=True)
class EditAgenda:
    """Change one thing about the agenda, before the day or while it runs."""

    edit: AgendaEdit
    language: str = "en"
    """Of words that come without one."""
    activities: Mapping[str, ActivityRules] = field(default_factory=lambda: MappingProxyType({}))
    """What a step may ask of each activity that is installed; the server says it, nobody who asks."""


@dataclass(frozen=True, slots=True)
class GoToStep:
    """Start a step. `step` None: the next one, or the first."""

    step: str | None = None
    back: bool = False


@dataclass(frozen=True, slots=True)
class Depart:
    """The plan goes on at another server; here it can be read."""

    to: str
    """That server's address."""


@dataclass(frozen=True, slots=True)
class Stay:
    """It goes on here after all: it could not be carried."""


@dataclass(frozen=True, slots=True)
class Rehearse:
    """This plan is a rehearsal's throw-away copy, for ever."""

    of: str
    """The plan that is rehearsed."""


@dataclass(frozen=True, slots=True)
class SetRoom:
    name: str
    value: object


@dataclass(frozen=True, slots=True)
class Held:
    """A line or a ballot that is nobody's, kept outside the log until its step is revealed."""

    id: str
    kind: str
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Reveal:
    """Show what was written silently in a step; `held` is what was written without names, in shuffled order."""

    step: str
    held: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class All:
    """Several things done as one: all of them or none, and taken back as one."""

    commands: tuple[Command, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Make a record of a note, or of a cluster of notes: under `parent` as what hangs there."""

    note: str
    parent: str | None
    kind: str
    record: str
    fields: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    """What was read in its line, in place of the bare line."""


@dataclass(frozen=True, slots=True)
class Freeze:
    """Let the plan stand still, so that everybody signs the same words."""


@dataclass(frozen=True, slots=True)
class Unfreeze:
    pass


@dataclass(frozen=True, slots=True)
class Carry:
    finding: str
    owner: str
    due: str


@dataclass(frozen=True, slots=True)
class Overrule:
    """A finding that does not block does not hold here, for this reason; without one it holds again."""

    finding: str
    reason: str


@dataclass(frozen=True, slots=True)
class Sign:
    version: int
    digest: str
    """Of the edition the signatory read: refused where it is not the frozen one."""
    name: str
    consent: str
    drawing: str = ""
    identified: str = ""
    address: str = ""
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Decline:
    version: int
    reason: str


@dataclass(frozen=True, slots=True)
class Seal:
    version: int
    edition: str
    document: str
    sha256: str
    signatures: int
    """How many of this version's signatures the document was printed with."""


@dataclass(frozen=True, slots=True)
class Withdraw:
    version: int
    reason: str


Command = (
    Add
    | Set
    | SetMany
    | EditText
    | Move
    | Remove
    | Restore
    | Share
    | Withhold
    | Undo
    | All
    | SetPerson
    | Answer
    | DropPerson
    | SetAgenda
    | EditAgenda
    | GoToStep
    | SetRoom
    | Reveal
    | Place
    | Freeze
    | Unfreeze
    | Carry
    | Overrule
    | Sign
    | Decline
    | Seal
    | Withdraw
    | Depart
    | Stay
    | Rehearse
)
