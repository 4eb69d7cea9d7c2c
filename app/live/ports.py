"""What live needs from those who use it: who may come in, what a screen shows, where a command goes.

`app/web` implements these; tests implement them with a list of strings. The type variable S is the state of a
plan, which live carries from the session to the screens and never looks into.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any, Generic, Protocol, TypeVar

from app.domain.people import Edition, Role, Side
from app.live.page import Page
from app.live.text import Screen, Typists

S = TypeVar("S")
S_in = TypeVar("S_in", contravariant=True)
S_out = TypeVar("S_out", covariant=True)


class Surface(StrEnum):
    """What kind of page is at the other end. Paper has no socket."""

    PHONE = "phone"
    BOARD = "board"
    CONSOLE = "console"
    JSON = "json"


class Code(IntEnum):
    """Close codes of the protocol (docs/protocol.md)."""

    GOODBYE = 1000
    RESTART = 1012
    BAD_PROTOCOL = 4400
    SIGNED_OUT = 4401
    NOT_ALLOWED = 4403
    NO_SUCH_PLAN = 4404
    NO_PROGRESS = 4408
    REPLACED = 4409
    TOO_LARGE = 4413
    TOO_FAST = 4429


@dataclass(frozen=True, slots=True)
class Audience:
    """Those who get the very same bytes."""

    edition: Edition
    role: Role
    surface: Surface
    language: str


@dataclass(frozen=True, slots=True)
class Seat:
    """Whose connection this is, and what kind of page sits at it."""

    plan: str
    person: str
    session: str
    """Limits and revocation go by this, never by address: a venue is one address."""
    side: Side
    role: Role
    surface: Surface = Surface.JSON
    language: str = "en"
    until: int | None = None
    """Milliseconds UTC from which its session counts no longer; None: for as long as nobody ends it."""
    detail: object = None
    """Whatever the gate wants to remember; live does not look at it."""


@dataclass(frozen=True, slots=True)
class Turned:
    """Turned away at the door, or shown out."""

    code: Code


@dataclass(frozen=True, slots=True)
class Ack:
    """Done, and durable."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Not done. `message` is in the person's language."""

    code: str
    message: str
    again: bool = False
    """Nothing is wrong with the command: it could not be saved now; the page keeps it and sends it again."""


Answer = Ack | Refused


@dataclass(frozen=True, slots=True)
class Pace:
    """What the protocol asks of a client: told in `welcome`, held by the server."""

    ping_ms: int = 5_000
    """How often a page asks whether the server is still there."""
    dead_ms: int = 12_000
    """Silence after which a page may take the connection for dead."""
    frame_bytes: int = 65_536
    """Largest message that the server takes."""
    rate: int = 50
    """Messages per second and session, in the long run."""
    burst: int = 500
    """Messages that a session may send at once, for instance an outbox after an hour without network."""

    def told(self) -> Mapping[str, int]:
        return {
            "ping_ms": self.ping_ms,
            "dead_ms": self.dead_ms,
            "frame_bytes": self.frame_bytes,
            "rate": self.rate,
            "burst": self.burst,
        }


class Gate(Protocol[S_in]):
    """Who may come in, and as whom they look. Asked at the door, and again before every frame."""

    async def admit(self, scope: Mapping[str, Any], plan: str) -> Seat | Turned:
        """Who is at the door, by cookie or bearer token. Surface and language come with the hello."""
        ...

    def audience(self, seat: Seat, state: S_in) -> Audience | Turned:
        """The audience that this seat belongs to now; `Turned` where it may not see this plan (any more)."""
        ...

    def standing(self, state: S_in) -> object:
        """All that `audience` looks at beside the seat: as long as it is equal, every answer stands."""
        ...

    def may_type(self, audience: Audience, state: S_in, record: str, field: str) -> bool:
        """Whether this audience may hold the document of this text field. Asked again before every update."""
        ...

    def words(self, seat: Seat, code: str) -> str:
        """A sentence for a refusal that live itself makes; the codes are `wire.REFUSALS`."""
        ...


class Screens(Protocol[S_in]):
    """What a page shows. Pure in the state; `previous` is the page before, to take from what stayed."""

    def page(self, audience: Audience, state: S_in, previous: Page | None) -> Page:
        """Everything that this audience shares."""
        ...

    def personal(self, audience: Audience, person: str, state: S_in, previous: Page | None) -> Page:
        """What only this person sees."""
        ...

    def watched(self, audience: Audience, state: S_in, ids: frozenset[str], previous: Page | None) -> Page:
        """Extra fragments that a page asked for, an opened editor for instance. Unknown ids are left out."""
        ...


class Company(Protocol[S_in]):
    """What may be said of who is here."""

    def visible(self, audience: Audience, state: S_in, record: str) -> bool:
        """Whether this audience may know of the record at all."""
        ...

    def name_for(self, audience: Audience, state: S_in, person: str) -> str | None:
        """What this audience calls this person; None where it may not know of them."""
        ...

    def sees_roll(self, audience: Audience, state: S_in) -> bool:
        """Whether this audience is told which people are here, by id, and not only how many."""
        ...

    def counts(self, audience: Audience, state: S_in, person: str) -> bool:
        """Whether this person is among those of whom this audience is told how many are here."""
        ...


class Desk(Protocol[S_out]):
    """Where commands go, and where a plan's state comes from."""

    async def open(self, plan: str) -> None:
        """Make sure that the plan is loaded. Raises LookupError where there is no such plan."""
        ...

    def state(self, plan: str) -> Callable[[], S_out]:
        """What answers with the newest published state of a plan that is open, whenever it is asked."""
        ...

    async def submit(self, seat: Seat, command: dict[str, Any], origin: Screen | None) -> Answer:
        """Decide, make durable, publish; then answer.

        Commands of one seat are handed over in order, without waiting for each other's answers: an
        implementation must put them in line before its first await. Anything raised is answered with `busy`,
        to be sent again. A text edit comes as `{"type": "text", "op": "edit", "update": bytes, …}`, and `origin`
        is the screen that needs no echo of it.
        """
        ...


@dataclass(frozen=True, slots=True)
class Ports(Generic[S]):
    """All that the composition root hands to live."""

    gate: Gate[S]
    screens: Screens[S]
    company: Company[S]
    desk: Desk[S]
    typists: Typists | None = None
    """Who has which text field open; None where nothing is co-edited."""
    pace: Pace = field(default_factory=Pace)
