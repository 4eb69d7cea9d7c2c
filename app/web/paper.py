"""From a plan to its document: what an edition's people may see, as `app.documents.view` wants it, in one language.

The only way from the plan to paper. Everything comes through the edition's `Moment`, so what its people may not see
does not arrive; the state is asked for nothing but the findings behind conditions, which name records of the edition
alone.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from app.activities.contract import Moment
from app.activities.lines import organisation
from app.activities.sign_off.points import open_points
from app.documents.view import Person, PlanDocument
from app.domain.content import canonical, content
from app.domain.people import Edition, Role, Side, SignsAs
from app.i18n import Language, use_language
from app.i18n import gettext as _
from app.web import paper_evidence as evidence
from app.web import paper_lines as lines
from app.web import reading
from app.web.paper_evidence import Read
from app.web.scene import Scene

DRAFT = "draft"
"""Document id of what is not sealed."""


@dataclass(frozen=True, slots=True)
class Seal:
    """What a document says that is about to be sealed."""

    document: str
    at: int
    """Milliseconds UTC."""
    public_url: str | None = None
    """The lasting address, without a slash at the end; None: no QR code is printed."""
    reads: tuple[Read, ...] = ()
    asked_by: str = ""
    """Who goes on without the signatures that are missing; empty where it is sealed because it is complete."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document, and the bytes that were signed."""

    document: PlanDocument
    content: bytes


def moment_of(scene: Scene, edition: Edition, language: str) -> Moment:
    """What the readers of an edition's paper may see."""
    return scene.moment(edition, Role.CUSTOMER if edition is Edition.SHARED else Role.MEMBER, language)


def language_of(scene: Scene, edition: Edition) -> Language:
    """The language in which an edition is sealed."""
    return evidence.language_signed_in(moment_of(scene, edition, "en"))


def draft(scene: Scene, edition: Edition, language: Language, now: int) -> Paper:
    """The edition as it is now, or as it was frozen, marked as a draft. `now`: milliseconds UTC."""
    freeze = scene.state.signoff.freeze
    return _paper(scene, edition, language, freeze.at if freeze else now, None)


def final(scene: Scene, edition: Edition, seal: Seal) -> Paper:
    """The frozen edition with its signatures and evidence. Raises ValueError where the plan is not frozen."""
    freeze = scene.state.signoff.freeze
    if freeze is None:
        raise ValueError("only a frozen plan has signatures")
    return _paper(scene, edition, language_of(scene, edition), freeze.at, seal)


def _paper(scene: Scene, edition: Edition, language: Language, as_of: int, seal: Seal | None) -> Paper:
    signed = canonical(content(scene.state, edition))
    moment = moment_of(scene, edition, language)
    with use_language(language):
        return Paper(
            _document(scene, moment, language, as_of, seal, hashlib.sha256(signed).hexdigest()), signed
        )


def _document(
    scene: Scene, moment: Moment, language: Language, as_of: int, seal: Seal | None, content_hash: str
) -> PlanDocument:
    signoff, account = moment.signoff, moment.projection.account
    version = signoff.freeze.version if signoff.freeze else signoff.version + 1
    number = signoff.number(moment.edition.value, version)
    carried = frozenset(point.record for point in open_points(moment))
    text = account.text if account else _nothing
    return PlanDocument(
        edition="internal" if moment.edition is Edition.INTERNAL else "shared",
        language=language,
        zone=reading.zone(scene.state),
        account=organisation(moment),
        title=_title(moment),
        ours=text("organisation") or _("Our team"),
        version=str(number),
        document_id=seal.document if seal else DRAFT,
        content_hash=content_hash,
        as_of=as_of,
        goal=lines.goal(moment),
        manager=_signing(moment, SignsAs.KEY_ACCOUNT_MANAGER),
        sponsor=_signing(moment, SignsAs.SPONSOR),
        answering=tuple(s.person for s in evidence.signatories(moment, version)),
        profile=text("profile"),
        culture=text("culture"),
        customer_aims=text("aims"),
        factors=lines.factors(moment, carried),
        constraints=lines.constraints(moment),
        carried=evidence.carried(moment),
        our_words=evidence.consent(moment, Side.OURS, language),
        their_words=evidence.consent(moment, Side.THEIRS, language),
        signatories=evidence.signatories(moment, version),
        events=evidence.events(moment, version, seal.reads, seal.at, seal.asked_by) if seal else (),
        verify_url=f"{seal.public_url}/v/{seal.document}" if seal and seal.public_url else None,
        draft=seal is None,
    )


def _title(moment: Moment) -> str:
    goal = moment.projection.goal
    ends = (goal.text("date") if goal else "") or moment.run.date
    return (
        _("Key account plan %(year)s", year=date.fromisoformat(ends).year) if ends else _("Key account plan")
    )


def _signing(moment: Moment, role: SignsAs) -> Person | None:
    found = next((p for p in moment.people.values() if p.signs_as is role), None)
    if found is None:
        return None
    return Person(moment.name(found.id), role=found.function if moment.edition is Edition.INTERNAL else "")


def _nothing(_name: str) -> str:
    return ""
