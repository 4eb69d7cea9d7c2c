"""Sign-off on the board: the plan while it is read aloud; once frozen, who has signed; then what to take home.

Nobody's reason for declining stands here: that is between them and whoever leads.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.activities.contract import Lists, Moment, Piece
from app.activities.lines import GoalLine, goal_line, organisation
from app.activities.sign_off.points import OpenPoint, open_points
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
    state: str
    """`signed`, `declined` or `reads`."""
    at: int | None
    """When they signed, milliseconds UTC."""


@dataclass(frozen=True, slots=True)
class Signing:
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
    complete: bool
    sealed: bool


def shown(moment: Moment) -> Lists:
    """Nothing of its own until the plan is frozen."""
    freeze = moment.signoff.freeze
    return {} if freeze is None else {"stage": (Piece("signing", TEMPLATE, _signing(moment, freeze)),)}


def _signing(moment: Moment, freeze: Freeze) -> Signing:
    people = tuple(_signatory(moment, freeze, each) for each in signatories(moment.people, moment.edition))
    digest = freeze.digests.get(moment.edition.value, "")
    return Signing(
        number=moment.signoff.number(moment.edition.value, freeze.version),
        frozen_at=freeze.at,
        zone=moment.zone,
        customer=organisation(moment),
        goal=goal_line(moment),
        digest=tuple(digest[at : at + 8] for at in range(0, len(digest), 8)),
        signatories=people,
        signed=sum(person.state == "signed" for person in people),
        points=open_points(moment),
        complete=is_complete(moment.signoff, moment.people, moment.edition),
        sealed=moment.signoff.sealed_file(moment.edition.value, freeze.version) is not None,
    )


def _signatory(moment: Moment, freeze: Freeze, person: Person) -> Signatory:
    signature = moment.signoff.signature_of(person.id, freeze.version)
    declined = moment.signoff.refusal_of(person.id, freeze.version)
    return Signatory(
        id=person.id,
        name=moment.name(person.id),
        role=person.signs_as.value if person.signs_as else "",
        theirs=person.side is Side.THEIRS,
        state="signed" if signature else "declined" if declined else "reads",
        at=signature.at if signature else None,
    )
