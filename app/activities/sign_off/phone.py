"""Sign off on the phone: read the exact words, then sign or decline; afterwards, what became of it.

Before the plan is frozen everybody waits here alike. Then each signatory has a form of their own, the same one that
the page `/p/{plan}/sign` shows to those who come later; others see who is asked. Ours sign the internal edition and
the customer's with one signature, also while their phone shows the shared one: the pages they read from here are
opened on purpose, and show the edition that is signed.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.activities.contract import Lists, Me, Moment, Piece
from app.activities.lines import GoalLine, goal_line, is_shared, organisation
from app.activities.sign_off.points import OpenPoint, open_points
from app.activities.sign_off.states import State, count_of, customers_count, state_of
from app.domain.agenda import said
from app.domain.people import Edition, Person, Role, Side
from app.domain.signoff import Freeze, editions_for

TEMPLATES = "activities/sign_off/templates/"


@dataclass(frozen=True, slots=True)
class Before:
    """The plan is not frozen: what to do, and the last version that was sealed."""

    plan: str
    now: str
    lead: str
    edition: str
    sealed: int | None
    """Number of the newest sealed version of this edition; None where that was withdrawn."""


@dataclass(frozen=True, slots=True)
class Act:
    """The act bar, if a signatory has something to do."""

    number: int


@dataclass(frozen=True, slots=True)
class Signer:
    name: str
    role: str
    """In which role they sign."""
    function: str
    theirs: bool
    state: State
    at: int | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A version that one person is asked to sign."""

    plan: str
    first_name: str
    name: str
    role: str
    customer: str
    """Their organisation."""
    ours: bool
    elsewhere: bool
    """One of ours whose phone shows the shared edition at the moment."""
    number: int
    theirs: int | None
    """The customer's number of the same version, where it is another one."""
    frozen_at: int
    zone: str
    goal: GoalLine | None
    points: tuple[OpenPoint, ...]
    mine: int
    """Actions of this edition that they answer for."""
    consent: str
    language: str
    digest: str
    """Of the edition they read."""
    also: str
    """Digest of the customer's edition, for those who sign both; else empty."""
    declined: str
    """Their reason, if they declined this version."""


@dataclass(frozen=True, slots=True)
class Signed:
    """For everybody else: who is asked, and the file once there is one."""

    plan: str
    mine_at: int | None
    """When the one who looks signed; None for one who is not asked."""
    number: int
    theirs: int | None
    customer: str
    withdrawn: bool
    zone: str
    signers: tuple[Signer, ...]
    files: tuple[str, ...]
    """Editions that are sealed and theirs to take home."""


def shown(moment: Moment) -> Lists:
    freeze = moment.signoff.freeze
    if freeze is None:
        return {"now": (_before(moment),)}
    number = moment.signoff.number(moment.edition.value, freeze.version)
    return {"now": (), "foot": (Piece("sign-foot", f"{TEMPLATES}phone_foot.html", Act(number)),)}


def mine(moment: Moment, me: Me) -> Lists:
    freeze = moment.signoff.freeze
    person = moment.people.get(me.person)
    if freeze is None:
        return {}
    if person is None or person.signs_as is None or _is_settled(moment, person, freeze):
        return {"mine-now": (_signed(moment, me.person, freeze),), "mine-act": ()}
    return {"mine-now": (asked(moment, me, person, freeze),), "mine-act": (_act(moment, freeze, person),)}


def watched(moment: Moment, id_: str) -> Piece | None:
    return None


def asked(moment: Moment, me: Me, person: Person, freeze: Freeze) -> Piece:
    """The form."""
    refusal = moment.signoff.refusal_of(me.person, freeze.version)
    name = moment.name(me.person)
    edition = editions_for(person)[0]
    ours = person.side is Side.OURS
    view = Asked(
        plan=moment.plan,
        first_name=name.partition(" ")[0],
        name=name,
        role=person.signs_as.value if person.signs_as else "",
        customer=organisation(moment),
        ours=ours,
        elsewhere=ours and is_shared(moment),
        number=count_of(moment, freeze.version),
        theirs=customers_count(moment, freeze.version) if ours else None,
        frozen_at=freeze.at,
        zone=moment.zone,
        goal=goal_line(moment),
        points=open_points(moment),
        mine=sum(each.fields.get("accountable") == me.person for each in moment.projection.every("action")),
        consent=_consent(moment, person.side),
        language=moment.language,
        digest=freeze.digests[edition],
        also=freeze.digests[Edition.SHARED.value] if ours else "",
        declined=refusal.reason if refusal else "",
    )
    return Piece("sign-asked", f"{TEMPLATES}phone_sign.html", view)


def _before(moment: Moment) -> Piece:
    step = moment.step
    sealed = moment.signoff.last_sealed(moment.edition.value)
    if sealed is not None and moment.signoff.withdrawn(sealed.version):
        sealed = None
    theirs = said(step.theirs, moment.language) if step and moment.role is Role.CUSTOMER else ""
    view = Before(
        plan=moment.plan,
        now=said(step.now, moment.language) if step else "",
        lead=theirs or (said(step.lead, moment.language) if step else ""),
        edition=moment.edition.value,
        sealed=moment.signoff.number(sealed.edition, sealed.version) if sealed else None,
    )
    return Piece("sign-before", f"{TEMPLATES}phone_before.html", view)


def _act(moment: Moment, freeze: Freeze, person: Person) -> Piece:
    number = moment.signoff.number(editions_for(person)[0], freeze.version)
    return Piece("sign-act", f"{TEMPLATES}phone_act.html", Act(number))


def _signed(moment: Moment, person: str, freeze: Freeze) -> Piece:
    signature = moment.signoff.signature_of(person, freeze.version)
    view = Signed(
        plan=moment.plan,
        mine_at=signature.at if signature else None,
        number=count_of(moment, freeze.version),
        theirs=None if moment.role is Role.CUSTOMER else customers_count(moment, freeze.version),
        customer=organisation(moment),
        withdrawn=moment.signoff.withdrawn(freeze.version),
        zone=moment.zone,
        signers=tuple(_signer(moment, p, freeze) for p in moment.people.values() if p.signs_as),
        files=_files(moment, freeze),
    )
    return Piece("sign-signed", f"{TEMPLATES}phone_signed.html", view)


def _is_settled(moment: Moment, person: Person, freeze: Freeze) -> bool:
    """They have signed, or what they would sign is sealed without them or withdrawn."""
    signoff = moment.signoff
    if signoff.signature_of(person.id, freeze.version) or signoff.withdrawn(freeze.version):
        return True
    return signoff.sealed_file(editions_for(person)[0], freeze.version) is not None


def _files(moment: Moment, freeze: Freeze) -> tuple[str, ...]:
    theirs = moment.role is Role.CUSTOMER
    if moment.signoff.withdrawn(freeze.version):
        return ()
    editions = (Edition.SHARED,) if theirs else (Edition.INTERNAL, Edition.SHARED)
    return tuple(e.value for e in editions if moment.signoff.sealed_file(e.value, freeze.version))


def _signer(moment: Moment, person: Person, freeze: Freeze) -> Signer:
    signature = moment.signoff.signature_of(person.id, freeze.version)
    return Signer(
        name=moment.name(person.id),
        role=person.signs_as.value if person.signs_as else "",
        function=person.function if moment.edition is Edition.INTERNAL or person.side is Side.THEIRS else "",
        theirs=person.side is Side.THEIRS,
        state=state_of(moment, person, freeze.version),
        at=signature.at if signature else None,
    )


def _consent(moment: Moment, side: Side) -> str:
    format_ = moment.run.format
    return said(format_.consent.get(side.value, {}), moment.language) if format_ else ""
