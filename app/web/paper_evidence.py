"""Who signs a version, what they sign it subject to, and what happened between freezing and sealing, for paper.

An edition names what its readers may know: the customer's holds no address or device of ours, none of our reasons
for declining, and calls whoever froze the plan by our organisation's name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import cast, get_args

from app.activities.contract import Moment
from app.activities.lines import organisation
from app.activities.sign_off.points import open_points
from app.documents.view import Carried, Event, Identified, Person, Signatory
from app.domain.agenda import said
from app.domain.people import Edition, Side, SignsAs
from app.domain.people import Person as OnRoster
from app.domain.signoff import Signature, editions_for, unsigned
from app.i18n import LANGUAGES, Language
from app.i18n import gettext as _
from app.web import findings, words
from app.web.paper_lines import day

ORDER = (SignsAs.KEY_ACCOUNT_MANAGER, SignsAs.SALES_DIRECTOR, SignsAs.SPONSOR, SignsAs.CUSTOMER)
"""In which signatures are printed."""


@dataclass(frozen=True, slots=True)
class Read:
    """Somebody opened what they are asked to sign."""

    person: str
    at: int
    whole: bool


def asked_to_sign(moment: Moment) -> tuple[OnRoster, ...]:
    """All signatories of the plan, in the order of their roles."""
    found = (p for p in moment.people.values() if p.signs_as is not None)
    return tuple(sorted(found, key=lambda p: ORDER.index(p.signs_as or SignsAs.CUSTOMER)))


def consent(moment: Moment, side: Side, language: str) -> str:
    """The words that people of a side agree to: the format's, or our own."""
    format_ = moment.run.format
    given = said(format_.consent.get(side.value, {}), language) if format_ else ""
    return given or _("I have read this plan and support it. It is a working plan, not a contract.")


def language_signed_in(moment: Moment) -> Language:
    """The language that most of an edition's signatories agreed in: a document speaks the language of its signatures."""
    counted = dict.fromkeys(LANGUAGES, 0)
    for signature in _signatures(moment):
        side = moment.people[signature.person].side
        for language in LANGUAGES:
            counted[language] += consent(moment, side, language) == signature.consent
    return max(LANGUAGES, key=lambda language: counted[language])


def signatories(moment: Moment, version: int) -> tuple[Signatory, ...]:
    """Who signs `version`, and what they answered."""
    return tuple(_signatory(moment, each, version) for each in asked_to_sign(moment))


def carried(moment: Moment) -> tuple[Carried, ...]:
    """What the signatures are subject to, as far as this edition holds it."""
    return tuple(
        Carried(point.number, findings.open_point(point), point.owner or _ours(moment), day(point.due))
        for point in open_points(moment)
    )


def events(
    moment: Moment, version: int, reads: Iterable[Read], sealed_at: int, asked_by: str = ""
) -> tuple[Event, ...]:
    """What happened to a version, in order of time. `asked_by`: who went on without the signatures that are missing."""
    happened = sorted(_events(moment, version, reads), key=lambda event: event.at)
    return (*happened, *_end(moment, sealed_at, asked_by))


def _signatures(moment: Moment) -> Iterator[Signature]:
    freeze = moment.signoff.freeze
    for each in moment.signoff.signatures:
        counts = moment.edition.value in each.editions and each.person in moment.people
        if freeze and each.version == freeze.version and counts:
            yield each


def _signatory(moment: Moment, who: OnRoster, version: int) -> Signatory:
    person = _named(moment, who)
    shared = moment.edition is Edition.SHARED
    traced = not shared or who.side is Side.THEIRS
    signed = moment.signoff.signature_of(who.id, version)
    if signed is not None:
        return Signatory(
            person,
            "signed",
            signed.at,
            signed.name,
            signed.drawing,
            consent=signed.consent,
            identified=_identified(signed.identified),
            address=signed.address if traced else "",
            agent=signed.agent if traced else "",
        )
    declined = moment.signoff.refusal_of(who.id, version)
    if declined is not None and traced:
        return Signatory(person, "declined", declined.at, reason=declined.reason)
    return Signatory(person)


def _named(moment: Moment, who: OnRoster) -> Person:
    name = moment.name(who.id)
    if who.side is Side.THEIRS:
        return Person(name, "theirs", role=who.function, function=organisation(moment))
    role = words.signs_as(who.signs_as.value) if who.signs_as else ""
    if moment.edition is Edition.INTERNAL and who.signs_as is SignsAs.SPONSOR and who.function:
        role = f"{role}, {who.function}"
    return Person(name, role=role)


def _identified(codes: str) -> tuple[Identified, ...]:
    known = get_args(Identified)
    return tuple(cast("Identified", code) for code in codes.split("+") if code in known)


def _events(moment: Moment, version: int, reads: Iterable[Read]) -> Iterator[Event]:
    signoff, shared = moment.signoff, moment.edition is Edition.SHARED
    if signoff.freeze and signoff.freeze.version == version:
        yield Event(signoff.freeze.at, "frozen", moment.name(signoff.freeze.by) or _ours(moment))
    for read in reads:
        who = moment.people.get(read.person)
        if who is not None and (not shared or who.side is Side.THEIRS):
            yield Event(read.at, "opened-all" if read.whole else "opened-page", moment.name(read.person))
    needed = []
    for signature in signoff.signatures:
        who = moment.people.get(signature.person)
        if signature.version != version or who is None:
            continue
        theirs = who.side is Side.THEIRS and not shared
        yield Event(signature.at, "signed-theirs" if theirs else "signed", moment.name(who.id))
        if moment.edition.value in signature.editions:
            needed.append(signature)
    for refusal in signoff.declined:
        who = moment.people.get(refusal.person)
        if refusal.version == version and who is not None and (not shared or who.side is Side.THEIRS):
            yield Event(refusal.at, "declined", moment.name(who.id))
    expected = {p.id for p in asked_to_sign(moment) if moment.edition.value in editions_for(p)}
    if expected and expected <= {each.person for each in needed}:
        yield Event(max(each.at for each in needed), "completed")


def _end(moment: Moment, sealed_at: int, asked_by: str) -> Iterator[Event]:
    """Who decided to wait for no one else, and the seal."""
    missing = [moment.name(p.id) for p in unsigned(moment.signoff, moment.people, moment.edition)]
    if asked_by and missing:
        who = moment.name(asked_by) or _ours(moment)
        yield Event(sealed_at, "went-on", who, findings.listed(missing))
    yield Event(sealed_at, "sealed")


def _ours(moment: Moment) -> str:
    account = moment.projection.account
    return (account.text("organisation") if account else "") or _("Our team")
