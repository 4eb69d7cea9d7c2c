"""Sign-off on the console: what blocks, freezing and unfreezing by one tap, who has signed, what can be taken home.

Whoever leads can also go on without a signature: ours where somebody declined or is not there, the customer's where
the day ends. It is asked for by name and confirmed, because what is sealed so cannot be signed any more.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.activities.contract import Lists, Moment, Piece
from app.activities.sign_off.states import State, state_of
from app.domain.people import Edition, Person, Side
from app.domain.signoff import SignOff, awaited, can_be_sealed, is_complete, signatories

TEMPLATE = "activities/sign_off/templates/console.html"


@dataclass(frozen=True, slots=True)
class Signatory:
    id: str
    name: str
    signs_as: str
    theirs: bool
    state: State | None
    """None where they are not asked now: nothing is frozen, and nothing that was counts."""
    reason: str


@dataclass(frozen=True, slots=True)
class EditionState:
    edition: str
    state: str
    """`waits`, `complete` (about to be sealed), `sealed` or `withdrawn`; `draft` while nothing is frozen."""
    number: int
    """Of the version, as this edition counts."""
    without: tuple[str, ...]
    """Names of those whose signatures a sealed file lacks."""
    digest: str
    """Of the frozen content, hexadecimal; empty while nothing is frozen."""


@dataclass(frozen=True, slots=True)
class Missing:
    """An edition that can be sealed without the signatures that it still waits for."""

    edition: str
    people: tuple[tuple[str, str], ...]
    """Id and name."""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for _id, name in self.people)


@dataclass(frozen=True, slots=True)
class SignOffView:
    plan: str
    frozen: bool
    version: int
    """The frozen one, else the last that was."""
    kept: bool
    """The frozen version is sealed in an edition and counts, whether it is unfrozen or not."""
    withdrawn: bool
    """The frozen version counts no longer."""
    signatories: tuple[Signatory, ...]
    editions: tuple[EditionState, ...]
    carried: int
    missing: tuple[str, ...]
    """Roles that the format wants to sign and that nobody on the roster has."""
    go_on: Missing | None
    """What the facilitator can end the wait for."""
    stuck: bool
    """Somebody of ours declined, and none of ours has signed with whom one could go on."""
    counts: int
    """The sealed version that counts now, and can be withdrawn; 0 where there is none."""


def shown(moment: Moment) -> Lists:
    signoff = moment.signoff
    signing = [person for person in moment.people.values() if person.signs_as is not None]
    wanted = moment.run.format.signs if moment.run.format else ()
    has = {person.signs_as.value for person in signing if person.signs_as}
    asked = tuple(_signatory(moment, person) for person in signing)
    editions = tuple(_edition(moment, edition) for edition in Edition)
    go_on = _go_on(moment)
    waits = go_on is None and editions[0].state == "waits"
    view = SignOffView(
        plan=moment.plan,
        frozen=signoff.freeze is not None,
        version=signoff.version,
        kept=_is_kept(signoff),
        withdrawn=signoff.freeze is not None and signoff.withdrawn(signoff.version),
        signatories=asked,
        editions=editions,
        carried=len(signoff.carried),
        missing=tuple(role for role in wanted if role not in has),
        go_on=go_on,
        stuck=waits and any(each.state == "declined" and not each.theirs for each in asked),
        counts=_counts(signoff),
    )
    return {"work": (Piece("signing", TEMPLATE, view),)}


def _is_kept(signoff: SignOff) -> bool:
    sealed = any(each.version == signoff.version for each in signoff.sealed)
    return sealed and not signoff.withdrawn(signoff.version)


def _signatory(moment: Moment, person: Person) -> Signatory:
    signoff = moment.signoff
    counts = signoff.freeze is not None or _is_kept(signoff)
    state = state_of(moment, person, signoff.version) if counts else None
    refusal = signoff.refusal_of(person.id, signoff.version) if state == "declined" else None
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
    version = _offered(signoff, edition)
    state = _state(moment, edition, version)
    asked = signatories(moment.people, edition) if state == "sealed" else ()
    return EditionState(
        edition=edition.value,
        state=state,
        number=signoff.number(edition.value, version),
        without=tuple(moment.name(p.id) for p in asked if not signoff.signature_of(p.id, version)),
        digest=signoff.freeze.digests.get(edition.value, "") if signoff.freeze else "",
    )


def _offered(signoff: SignOff, edition: Edition) -> int:
    """The version that is frozen, else the one that was sealed last."""
    last = signoff.last_sealed(edition.value)
    return signoff.version if signoff.freeze is not None or last is None else last.version


def _state(moment: Moment, edition: Edition, version: int) -> str:
    signoff = moment.signoff
    if signoff.withdrawn(version):
        return "withdrawn" if signoff.freeze is not None else "draft"
    if signoff.sealed_file(edition.value, version) is not None:
        return "sealed"
    if signoff.freeze is None:
        return "draft"
    return "complete" if is_complete(signoff, moment.people, edition) else "waits"


def _go_on(moment: Moment) -> Missing | None:
    """Ours first: without whom of ours we go on is decided once, with our own edition."""
    signoff = moment.signoff
    for edition in Edition:
        waits = awaited(signoff, moment.people, edition)
        sealed = signoff.sealed_file(edition.value, signoff.version) is not None
        if waits and not sealed and can_be_sealed(signoff, moment.people, edition, asked=True):
            return Missing(edition.value, tuple((person.id, moment.name(person.id)) for person in waits))
    return None


def _counts(signoff: SignOff) -> int:
    files = (f.version for f in signoff.sealed if str(f.version) not in signoff.ended)
    return max(files, default=0)
