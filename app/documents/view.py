"""Everything that a plan's document prints.

The layer that knows the plan fills a `PlanDocument` from the projection of one edition; templates see nothing else.
So the customer's document is made of what the customer may see: nothing is hidden on the way to paper, because
nothing hidden arrives. A field an edition does not hold is None or empty, and its column or line is not printed.

Values stay values here (minor units, decimals as strings, calendar dates, milliseconds since the epoch): words and
number formats are chosen by the document's language when the page is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.i18n import Language

Edition = Literal["internal", "shared"]
Side = Literal["ours", "theirs"]
Progress = Literal["open", "under-way", "done"]
Comparator = Literal["gt", "ge", "eq", "le", "lt"]
Outcome = Literal["signed", "declined", "unsigned"]
Identified = Literal["personal-link", "join-code", "password", "roster", "facilitator"]
"""How a signatory was known; `facilitator`: recorded or nodded through by the facilitator."""
Happening = Literal[
    "frozen",
    "unfrozen",
    "opened-page",
    "opened-all",
    "signed",
    "signed-theirs",
    "declined",
    "completed",
    "went-on",
    "sealed",
]


@dataclass(frozen=True, slots=True)
class Money:
    minor: int
    """Integer minor units (cents) of `currency`."""
    currency: str
    """ISO 4217."""


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    side: Side = "ours"
    role: str = ""
    """What they are on this plan, in the document's language: `Executive sponsor, CFO`."""
    function: str = ""
    """Country, product, service … as on the roster; their organisation for somebody of theirs."""


@dataclass(frozen=True, slots=True)
class Month:
    month: date
    """First day of the month."""
    planned: int
    """Sales in minor units."""
    before: int | None = None
    """Sales of the same month a year earlier, in minor units."""


@dataclass(frozen=True, slots=True)
class Part:
    """One line of where the sales come from."""

    name: str
    planned: int
    before: int | None = None
    margin: str | None = None
    """Percent, as a decimal string."""


@dataclass(frozen=True, slots=True)
class Goal:
    statement: str = ""
    sales: Money | None = None
    sales_before: Money | None = None
    margin: str | None = None
    """Percent, as a decimal string."""
    margin_before: str | None = None
    due: date | None = None
    months: tuple[Month, ...] = ()
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Action:
    number: str
    """As people point at it: `A1.1`, in the customer's edition `1.1.1`."""
    statement: str
    accountable: Person | None = None
    responsible: tuple[Person, ...] = ()
    due: date | None = None
    progress: Progress = "open"
    side: Side = "ours"
    """`theirs`: a commitment of the customer's."""


@dataclass(frozen=True, slots=True)
class Condition:
    number: str
    statement: str
    metric: str = ""
    comparator: Comparator | None = None
    target: str | None = None
    """Decimal string; None where no target is given yet."""
    unit: str = ""
    baseline: str | None = None
    source: str = ""
    due: date | None = None
    actions: tuple[Action, ...] = ()
    carried: bool = False
    """Signed subject to something on this condition."""


@dataclass(frozen=True, slots=True)
class Factor:
    number: str
    statement: str
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Aim:
    """A constraint the plan aims at, or an aim of the customer's that it serves."""

    statement: str
    numbers: tuple[str, ...] = ()
    """Lines of the tree that touch it."""
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Carried:
    """A finding that people sign in spite of: `signed subject to`."""

    number: str
    """The line it is about; empty when it is about the whole plan."""
    finding: str
    """One sentence in the document's language."""
    owner: str
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Signatory:
    person: Person
    outcome: Outcome = "unsigned"
    at: int | None = None
    """Milliseconds since the epoch, UTC, of signing or declining."""
    signed_name: str = ""
    """As typed when signing."""
    drawing: str = ""
    """Path data of moves and lines (`M0 0 L4 9`), as app.documents.drawing reads it; empty when nothing was drawn."""
    reason: str = ""
    """Why they declined."""
    consent: str = ""
    """The words they agreed to."""
    identified: tuple[Identified, ...] = ()
    address: str = ""
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of what happened between freezing and sealing."""

    at: int
    what: Happening
    who: str = ""
    without: str = ""
    """Whose signatures are missing, as one phrase."""


@dataclass(frozen=True, slots=True)
class PlanDocument:
    edition: Edition
    language: Language
    zone: str
    """IANA time zone of the plan, for the times printed."""
    account: str
    title: str
    """`Key account plan 2027`."""
    ours: str
    """Our organisation's name."""
    version: str
    """As this edition counts it."""
    document_id: str
    """Opaque, its own for each edition and version; found again in the file's metadata."""
    content_hash: str
    """SHA-256 of this edition's canonical JSON, 64 hexadecimal digits; never another edition's."""
    as_of: int
    """Milliseconds since the epoch, UTC: when the plan was frozen, for a draft when it was printed."""
    goal: Goal
    manager: Person | None = None
    sponsor: Person | None = None
    answering: tuple[Person, ...] = ()
    """Who answers for the plan, on both sides; printed on the executive page."""
    profile: str = ""
    culture: str = ""
    customer_aims: str = ""
    """The account as described by our side: paragraphs apart by a blank line."""
    factors: tuple[Factor, ...] = ()
    constraints: tuple[Aim, ...] = ()
    aims: tuple[Aim, ...] = ()
    carried: tuple[Carried, ...] = ()
    our_words: str = ""
    """What our signatories put their names to."""
    their_words: str = ""
    signatories: tuple[Signatory, ...] = ()
    events: tuple[Event, ...] = ()
    verify_url: str | None = None
    """Public page that checks this document; None: no lasting address, so no QR code is printed."""
    draft: bool = False

    @property
    def ours_signing(self) -> tuple[Signatory, ...]:
        return tuple(s for s in self.signatories if s.person.side == "ours")

    @property
    def theirs_signing(self) -> tuple[Signatory, ...]:
        return tuple(s for s in self.signatories if s.person.side == "theirs")

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return tuple(condition for factor in self.factors for condition in factor.conditions)

    @property
    def actions(self) -> tuple[Action, ...]:
        return tuple(action for condition in self.conditions for action in condition.actions)
