"""Commands of sign-off: freeze, carry a condition, overrule a finding, sign, seal, withdraw (DOMAIN section 3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import assert_never

from app.domain import commands as do
from app.domain import events as ev
from app.domain.checker import check
from app.domain.content import digest
from app.domain.decide import rights
from app.domain.fields import Day, clean, is_id
from app.domain.people import Actor, Edition, Person, Role
from app.domain.refusals import Refused, Why
from app.domain.signoff import Freeze, can_be_sealed, editions_for
from app.domain.state import PlanState

Signing = do.Freeze | do.Unfreeze | do.Carry | do.Overrule | do.Sign | do.Decline | do.Seal | do.Withdraw


def decide(state: PlanState, actor: Actor, command: Signing) -> tuple[ev.Event, ...]:
    match command:
        case do.Freeze():
            return _freeze(state, actor)
        case do.Unfreeze():
            rights.facilitator(actor)
            return (ev.Unfrozen(_frozen(state).version),)
        case do.Carry():
            return _carry(state, actor, command)
        case do.Overrule():
            return _overrule(state, actor, command)
        case do.Sign():
            return _sign(state, actor, command)
        case do.Decline():
            return _decline(state, actor, command)
        case do.Seal():
            return _seal(state, actor, command)
        case do.Withdraw():
            return _withdraw(state, actor, command)
        case _:
            assert_never(command)


def _day(actor: Actor) -> str:
    return datetime.fromtimestamp(actor.now / 1000, UTC).date().isoformat()


def _frozen(state: PlanState) -> Freeze:
    if state.signoff.freeze is None:
        raise Refused(Why.NOT_FROZEN)
    return state.signoff.freeze


def _freeze(state: PlanState, actor: Actor) -> tuple[ev.Event, ...]:
    """Conditions whose finding was cleared meanwhile are not signed any more, nor is it overruled if it comes back."""
    rights.facilitator(actor)
    rights.not_frozen(state)
    report = check(state, _day(actor))
    if report.blocking:
        raise Refused(Why.BLOCKED, count=len(report.blocking))
    open_ = {finding.key for finding in report.findings}
    settled = tuple(key for key in state.signoff.carried if key not in open_)
    carried = {key: held for key, held in state.signoff.carried.items() if key in open_}
    signed = replace(state, signoff=replace(state.signoff, carried=carried))
    digests = {edition.value: digest(signed, edition) for edition in Edition}
    dropped = (ev.Carried(key, "", "") for key in settled)
    holds_again = (ev.Overruled(key, "") for key in state.signoff.overruled if key not in open_)
    return (*dropped, *holds_again, ev.Frozen(state.signoff.version + 1, digests))


def _carry(state: PlanState, actor: Actor, command: do.Carry) -> tuple[ev.Event, ...]:
    """An open finding that does not block is signed as a condition; no owner takes it back."""
    rights.facilitator(actor)
    rights.not_frozen(state)
    if not command.owner:
        return (ev.Carried(command.finding, "", ""),) if command.finding in state.signoff.carried else ()
    if command.owner not in state.people:
        raise Refused(Why.UNKNOWN_PERSON)
    due = _date(command.due)
    _open_and_not_blocking(state, actor, command.finding)
    holds = (ev.Overruled(command.finding, ""),) if command.finding in state.signoff.overruled else ()
    return (*holds, ev.Carried(command.finding, command.owner, due))


def _overrule(state: PlanState, actor: Actor, command: do.Overrule) -> tuple[ev.Event, ...]:
    """An open finding that does not block does not hold here: whoever leads says why. No reason takes it back."""
    rights.facilitator(actor)
    rights.not_frozen(state)
    reason = clean(command.reason, 500).strip()
    known = state.signoff.overruled.get(command.finding)
    if not reason:
        return (ev.Overruled(command.finding, ""),) if known is not None else ()
    _open_and_not_blocking(state, actor, command.finding)
    if known is not None and known.reason == reason:
        return ()
    dropped = (ev.Carried(command.finding, "", ""),) if command.finding in state.signoff.carried else ()
    return (*dropped, ev.Overruled(command.finding, reason))


def _open_and_not_blocking(state: PlanState, actor: Actor, key: str) -> None:
    """Raises Refused(UNKNOWN_RECORD | BLOCKED)."""
    finding = next((each for each in check(state, _day(actor)).findings if each.key == key), None)
    if finding is None:
        raise Refused(Why.UNKNOWN_RECORD)
    if finding.blocks:
        raise Refused(Why.BLOCKED, count=1)


def _date(value: str) -> str:
    """An ISO date, or Refused(WRONG_TYPE)."""
    accepted = Day().accept(value)
    if not isinstance(accepted, str):
        raise Refused(Why.WRONG_TYPE)
    return accepted


def _signatory(state: PlanState, actor: Actor) -> Person:
    person = state.people.get(actor.person or "")
    if person is None or person.signs_as is None:
        raise Refused(Why.NOT_A_SIGNATORY)
    return person


def _sign(state: PlanState, actor: Actor, command: do.Sign) -> tuple[ev.Event, ...]:
    person = _signatory(state, actor)
    freeze = _frozen(state)
    editions = editions_for(person)
    if command.version != freeze.version or command.digest != freeze.digests[editions[0]]:
        raise Refused(Why.STALE_VERSION)
    if state.signoff.signature_of(person.id, freeze.version):
        raise Refused(Why.ALREADY_SIGNED)
    _still_open(state, person)
    name = clean(command.name, 120).strip()
    if not name:
        raise Refused(Why.EMPTY)
    consent = clean(command.consent, 2_000, lines=True).strip()
    if not consent:
        raise Refused(Why.NO_CONSENT)
    return (
        ev.Signed(
            version=freeze.version,
            person=person.id,
            editions=editions,
            name=name,
            consent=consent,
            drawing=_drawing(command.drawing),
            identified=clean(command.identified, 40),
            address=clean(command.address, 64),
            agent=clean(command.agent, 300),
        ),
    )


def _still_open(state: PlanState, person: Person) -> None:
    """What they read is neither sealed without them nor withdrawn. Raises Refused(SEALED)."""
    signoff = state.signoff
    if signoff.sealed_file(editions_for(person)[0], signoff.version) or signoff.withdrawn(signoff.version):
        raise Refused(Why.SEALED)


MOST_DRAWING = 20_000
"""Characters of path data: a long signature drawn slowly has about 6,000."""


def _drawing(path: str) -> str:
    """SVG path data made of moves and lines only: nothing else can be drawn, linked or run."""
    if len(path) > MOST_DRAWING:
        raise Refused(Why.TOO_LONG, longest=MOST_DRAWING, over=len(path) - MOST_DRAWING)
    if any(c not in "ML0123456789. -" for c in path):
        raise Refused(Why.WRONG_TYPE)
    return path


def _decline(state: PlanState, actor: Actor, command: do.Decline) -> tuple[ev.Event, ...]:
    person = _signatory(state, actor)
    freeze = _frozen(state)
    if command.version != freeze.version:
        raise Refused(Why.STALE_VERSION)
    if state.signoff.signature_of(person.id, freeze.version):
        raise Refused(Why.ALREADY_SIGNED)
    _still_open(state, person)
    reason = clean(command.reason, 1_000, lines=True).strip()
    if not reason:
        raise Refused(Why.NO_REASON)
    return (ev.Declined(freeze.version, person.id, reason),)


def _seal(state: PlanState, actor: Actor, command: do.Seal) -> tuple[ev.Event, ...]:
    """The server's own act; with a person, on behalf of the facilitator who goes on without who has not signed."""
    if actor.role is not Role.SYSTEM or state.run.rehearsal:
        raise Refused(Why.NOT_ALLOWED)
    freeze = _frozen(state)
    if command.version != freeze.version:
        raise Refused(Why.STALE_VERSION)
    if state.signoff.sealed_file(command.edition, command.version):
        return ()
    if not is_id(command.document):
        raise Refused(Why.BAD_ID)
    asked = actor.person is not None
    if not can_be_sealed(state.signoff, state.people, _edition(command.edition), asked=asked):
        raise Refused(Why.NOT_COMPLETE)
    if command.signatures != state.signoff.signed(command.version):
        raise Refused(Why.STALE_VERSION)
    older = sorted(
        {f.version for f in state.signoff.sealed if f.version < command.version}
        - {int(v) for v in state.signoff.ended}
    )
    ended = tuple(ev.VersionEnded(version, "superseded", "") for version in older)
    return (ev.Sealed(command.version, command.edition, command.document, command.sha256), *ended)


def _edition(name: str) -> Edition:
    try:
        return Edition(name)
    except ValueError:
        raise Refused(Why.WRONG_TYPE) from None


def _withdraw(state: PlanState, actor: Actor, command: do.Withdraw) -> tuple[ev.Event, ...]:
    rights.facilitator(actor)
    if not any(f.version == command.version for f in state.signoff.sealed):
        raise Refused(Why.NOT_COMPLETE)
    if str(command.version) in state.signoff.ended:
        return ()
    reason = clean(command.reason, 1_000, lines=True).strip()
    if not reason:
        raise Refused(Why.NO_REASON)
    return (ev.VersionEnded(command.version, "withdrawn", reason),)
