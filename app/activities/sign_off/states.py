"""How far each signatory is, and how an edition counts its versions, as whoever looks may know it."""

from __future__ import annotations

from typing import Literal

from app.activities.contract import Moment
from app.domain.people import Edition, Person, Role, Side
from app.domain.signoff import editions_for

State = Literal["signed", "declined", "unsigned", "asked"]
"""`unsigned`: nobody waits for their signature any more."""


def state_of(moment: Moment, person: Person, version: int) -> State:
    """What became of the signature that somebody was asked for."""
    signoff = moment.signoff
    if signoff.signature_of(person.id, version):
        return "signed"
    # That one of ours declined is ours to know.
    told = moment.edition is Edition.INTERNAL or person.side is Side.THEIRS
    if told and signoff.refusal_of(person.id, version):
        return "declined"
    edition = editions_for(person)[0] if moment.edition is Edition.INTERNAL else Edition.SHARED.value
    over = signoff.sealed_file(edition, version) is not None or signoff.withdrawn(version)
    return "unsigned" if over else "asked"


def count_of(moment: Moment, version: int) -> int:
    """A version's number as the one who looks counts it: ours keep ours where their phone shows the shared edition."""
    return moment.signoff.number(_own(moment).value, version)


def customers_count(moment: Moment, version: int) -> int | None:
    """The same version's number in the customer's edition, for ours, where it is another one."""
    theirs = moment.signoff.number(Edition.SHARED.value, version)
    return theirs if theirs != count_of(moment, version) else None


def _own(moment: Moment) -> Edition:
    return Edition.SHARED if moment.role is Role.CUSTOMER else Edition.INTERNAL
