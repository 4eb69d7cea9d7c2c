"""Sign-off on the board: the plan while it is read aloud; once frozen, who has signed; then what to take home.

Nobody's reason for declining stands here: that is between them and whoever leads.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.activities.contract import Lists, Moment, Piece
from app.activities.lines import GoalLine, goal_line, organisation
from app.activities.sign_off.points import OpenPoint, open_points
from app.activities.sign_off.states import State, state_of
from app.domain.people import Person, Side
from app.domain.signoff import Freeze, is_complete, signatories

TEMPLATE = "activities/sign_off/templates/board.html"


@dataclass(frozen=True, slots=True)
class Signatory:
    id: str
    name: str
    role: str
    """In which role they sign."""
    theirs: bool
    state: State
    at: int | None
    """When they signed, milliseconds UTC."""


@dataclass(frozen=True, slots=True)
class Signing:
    edition: str
    number: int
    frozen_at: int
    zone: str
    customer: str
    goal: GoalLine | None
    digest: tuple[str, ...]
    """SHA-256 of this edition, hexadecimal, in groups that can be read aloud."""
    signatories: tuple[Signatory, ...]
    signed: int
    points: tuple[OpenPoint, ...]
    """What the signatures are subject to."""
    ending: str
    """`sealed` or `complete` (about to be), `withdrawn`; empty while it waits for signatures."""

    @property
    def by_all(self) -> bool:
        return self.signed == len(self.signatories)


def shown(moment: Moment) -> Lists:
    """Nothing of its own until the plan is frozen."""
    freeze = moment.signoff.freeze
    return {} if freeze is None else {"stage": (Piece("signing", TEMPLATE, _signing(moment, freeze)),)}


def _signing(moment: Moment, freeze: Freeze) -> Signing:
    people = tuple(_signatory(moment, freeze, each) for each in signatories(moment.people, moment.edition))
    digest = freeze.digests.get(moment.edition.value, "")
    return Signing(
        edition=moment.edition.value,
        number=moment.signoff.number(moment.edition.value, freeze.version),
        frozen_at=freeze.at,
        zone=moment.zone,
        customer=organisation(moment),
        goal=goal_line(moment),
        digest=tuple(digest[at : at + 8] for at in range(0, len(digest), 8)),
        signatories=people,
        signed=sum(person.state == "signed" for person in people),
        points=open_points(moment),
        ending=_ending(moment, freeze),
    )


def _ending(moment: Moment, freeze: Freeze) -> str:
    signoff = moment.signoff
    if signoff.withdrawn(freeze.version):
        return "withdrawn"
    if signoff.sealed_file(moment.edition.value, freeze.version) is not None:
        return "sealed"
    return "complete" if is_complete(signoff, moment.people, moment.edition) else ""


def _signatory(moment: Moment, freeze: Freeze, person: Person) -> Signatory:
    signature = moment.signoff.signature_of(person.id, freeze.version)
    return Signatory(
        id=person.id,
        name=moment.name(person.id),
        role=person.signs_as.value if person.signs_as else "",
        theirs=person.side is Side.THEIRS,
        state=state_of(moment, person, freeze.version),
        at=signature.at if signature else None,
    )
