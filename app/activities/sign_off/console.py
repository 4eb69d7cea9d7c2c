"""Sign-off on the console: what blocks, freezing and unfreezing by one tap, who has signed, what can be taken home."""

from __future__ import annotations

from dataclasses import dataclass

from app.activities.contract import Lists, Moment, Piece
from app.domain.people import Edition, Person, Side
from app.domain.signoff import can_be_sealed, is_complete, signatories

TEMPLATE = "activities/sign_off/templates/console.html"


@dataclass(frozen=True, slots=True)
class Signatory:
    id: str
    name: str
    signs_as: str
    theirs: bool
    state: str
    """`signed`, `declined` or `waits`."""
    reason: str


@dataclass(frozen=True, slots=True)
class EditionState:
    edition: str
    complete: bool
    sealed: bool
    digest: str
    """Of the frozen content, hexadecimal; empty while nothing is frozen."""


@dataclass(frozen=True, slots=True)
class SignOffView:
    plan: str
    frozen: bool
    version: int
    """The frozen one, else the last that was."""
    signatories: tuple[Signatory, ...]
    editions: tuple[EditionState, ...]
    carried: int
    missing: tuple[str, ...]
    """Roles that the format wants to sign and that nobody on the roster has."""
    awaited: tuple[str, ...]
    """Customers whose signatures are all that the shared edition waits for; empty while it waits for more, or less."""
    counts: int
    """The sealed version that counts now, and can be withdrawn; 0 where there is none."""


def shown(moment: Moment) -> Lists:
    signoff = moment.signoff
    signing = [person for person in moment.people.values() if person.signs_as is not None]
    wanted = moment.run.format.signs if moment.run.format else ()
    has = {person.signs_as.value for person in signing if person.signs_as}
    view = SignOffView(
        plan=moment.plan,
        frozen=signoff.freeze is not None,
        version=signoff.version,
        signatories=tuple(_signatory(moment, person) for person in signing),
        editions=tuple(_edition(moment, edition) for edition in Edition),
        carried=len(signoff.carried),
        missing=tuple(role for role in wanted if role not in has),
        awaited=_awaited(moment),
        counts=_counts(moment),
    )
    return {"work": (Piece("signing", TEMPLATE, view),)}


def _signatory(moment: Moment, person: Person) -> Signatory:
    signoff = moment.signoff
    refusal = signoff.refusal_of(person.id, signoff.version)
    state = "waits"
    if signoff.signature_of(person.id, signoff.version):
        state = "signed"
    elif refusal is not None:
        state = "declined"
    return Signatory(
        id=person.id,
        name=moment.name(person.id),
        signs_as=person.signs_as.value if person.signs_as else "",
        theirs=person.side is Side.THEIRS,
        state=state,
        reason=refusal.reason if refusal else "",
    )


def _edition(moment: Moment, edition: Edition) -> EditionState:
    signoff = moment.signoff
    return EditionState(
        edition=edition.value,
        complete=is_complete(signoff, moment.people, edition),
        sealed=signoff.sealed_file(edition.value, signoff.version) is not None,
        digest=signoff.freeze.digests.get(edition.value, "") if signoff.freeze else "",
    )


def _awaited(moment: Moment) -> tuple[str, ...]:
    signoff, shared = moment.signoff, Edition.SHARED
    if not can_be_sealed(signoff, moment.people, shared):
        return ()
    if signoff.sealed_file(shared.value, signoff.version) is not None:
        return ()
    waits = (p for p in signatories(moment.people, shared) if not signoff.signature_of(p.id, signoff.version))
    return tuple(moment.name(person.id) for person in waits)


def _counts(moment: Moment) -> int:
    files = (f.version for f in moment.signoff.sealed if str(f.version) not in moment.signoff.ended)
    return max(files, default=0)
