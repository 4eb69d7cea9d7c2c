"""What an activity is given, and what it gives back.

Given: a `Moment`, which holds only what the audience may see. Given back: `Piece`s, each a template and a frozen,
hashable view. Equal views have equal bytes, so what did not change is not drawn again; nothing in a view may
depend on the clock, on who looks (but for `personal`), or on anything outside the moment.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field

from app.domain.agenda import StepSpec
from app.domain.ballots import Poll
from app.domain.people import Edition, Person, Role
from app.domain.projection import Node, Projection
from app.domain.readiness import Spread
from app.domain.run import Run
from app.domain.signoff import SignOff
from app.domain.tally import Tally


@dataclass(frozen=True, slots=True)
class Piece:
    """One fragment of a page."""

    id: str
    """DOM id of its root element, unique on the page."""
    template: str
    view: Hashable
    """A frozen dataclass; its fields are the template's variables under the name `view`."""


@dataclass(frozen=True, slots=True)
class Door:
    """How people come in, as the board shows it."""

    address: str = ""
    """What is typed into a browser: host and port, nothing before."""
    code: str = ""
    """Six characters, in the form in which they are read out: `K7M 4QX`."""
    wifi: str = ""
    """Name of the network; empty where none was given."""
    password: str = ""
    guest_code: str = ""
    """The customer's six characters. A board that shows the shared edition has them in place of ours."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many have come in, as anybody in the room could count them."""

    ours: int = 0
    of: int = 0
    """How many of ours are on the roster; 0 in the shared edition."""
    theirs: int = 0


Lists = Mapping[str, tuple[Piece, ...]]
"""List id → pieces in it, in order."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheaf:
    """Lists of a page that belong together, and the sheaves inside them.

    Compared by identity: whoever makes one keeps it for as long as nothing in it changes (`Node.once`), and then
    drawing does not look into it again. Its first list is its name among its siblings.
    """

    lists: Lists
    below: tuple[Sheaf, ...] = ()

    @property
    def name(self) -> str:
        return next(iter(self.lists), "")


@dataclass(frozen=True, slots=True)
class Moment:
    """The plan as one audience may see it, now."""

    plan: str
    edition: Edition
    role: Role
    language: str
    projection: Projection
    run: Run
    signoff: SignOff
    people: Mapping[str, Person]
    """The roster, for our side; for customers only those whose names stand in what they see."""
    names: Mapping[str, str]
    """Display names of the same people."""
    zone: str = "UTC"
    """The plan's time zone, an IANA name."""
    door: Door = field(default_factory=Door)
    """Empty for customers; the shared board shows the customer's way in."""
    crowd: Crowd = field(default_factory=Crowd)
    arrivals: tuple[str, ...] = ()
    """Who has come in, of `people`, in the order in which they came."""
    held: int = 0
    """Anonymous lines written in the step in progress and not revealed yet, in all."""
    answered: frozenset[str] = frozenset()
    """Who has answered in the step in progress; never what."""
    then: Projection | None = None
    """This edition as it was when the step began since which the board shows what changed; None where it shows none."""
    readiness: Spread = field(default_factory=Spread)
    """How our side answered the readiness questions, as far as that may be told; nothing in the shared edition."""
    poll: Poll | None = None
    """What the step in progress asks everybody to vote on, with nothing in it that this audience may not see."""

    tally: Tally | None = None
    """What the vote comes to; None as long as nobody may know."""
    tally_before: Tally | None = None
    """What the vote before this one in the same step came to."""

    @property
    def step(self) -> StepSpec | None:
        return self.run.step

    @property
    def tables(self) -> tuple[Node, ...]:
        """The tables of the step in progress, in order; none in the shared edition."""
        key = self.run.current or ""
        return tuple(each for each in self.projection.every("table") if each.text("step") in ("", key))

    @property
    def gate(self) -> str:
        return self.run.gate.value

    def name(self, person: object) -> str:
        """What to call somebody; empty where this audience may not know of them."""
        return self.names.get(person, "") if isinstance(person, str) else ""


@dataclass(frozen=True, slots=True)
class Me:
    """The person whose own pieces are made, and what is theirs alone."""

    person: str
    notes: tuple[Node, ...] = ()
    """What I wrote in silence, in order, until it is revealed and after."""
    marks: Mapping[str, str] | None = None
    """Record → my agreement mark."""
    said: Mapping[str, tuple[Node, ...]] = field(default_factory=dict)
    """What else I said, by kind, in the order in which I did: ballots, doubts, my word on actions; also what whoever
    leads wrote down for me. Before the reveal of its step nobody else has any of it."""
    table: str = ""
    """The table at which I sit; empty where I sit nowhere."""
    at_table: tuple[Node, ...] = ()
    """Lines of my table that I may read, mine among them."""
    inspired: tuple[str, ...] = ()
    """Words of a few lines that others wrote, where the step shows such while people write."""
    name: str = ""
    """What I am called; I know it in every edition."""
    function: str = ""


@dataclass(frozen=True, slots=True)
class Activity:
    """A step's content on each surface. Lists: `now` on phones, `stage` on the board, `work` on the console."""

    name: str
    """As formats write it."""
    phone: Callable[[Moment], Lists]
    personal: Callable[[Moment, Me], Lists]
    """On phones: pieces of one person, in lists of their own (`mine-now`)."""
    board: Callable[[Moment], Lists]
    console: Callable[[Moment], Lists]
    watched: Callable[[Moment, str], Piece | None]
    """An extra fragment that a page asked for by id; None where this activity has none of that name."""
