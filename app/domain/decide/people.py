"""Commands on the roster. The server asks on behalf of people who join; facilitators ask for the rest."""

from __future__ import annotations

from dataclasses import replace

from app.domain import commands as do
from app.domain import events as ev
from app.domain.decide import rights
from app.domain.fields import clean, is_id
from app.domain.people import Actor, Coming, Person, Role, Side, SignsAs
from app.domain.refusals import Refused, Why
from app.domain.signoff import editions_for
from app.domain.state import PlanState

MOST_PEOPLE = 2_000


def decide(
    state: PlanState, actor: Actor, command: do.SetPerson | do.Answer | do.DropPerson
) -> tuple[ev.Event, ...]:
    if isinstance(command, do.Answer):
        return _answer(state, actor, coming=command.coming)
    rights.facilitator(actor)
    if isinstance(command, do.DropPerson):
        return _drop(state, command.person)
    return _set(state, command.person)


def _set(state: PlanState, wanted: Person) -> tuple[ev.Event, ...]:
    if not is_id(wanted.id):
        raise Refused(Why.BAD_ID)
    if wanted.id not in state.people and len(state.people) >= MOST_PEOPLE:
        raise Refused(Why.TOO_MANY)
    theirs = wanted.side is Side.THEIRS
    if theirs is not (wanted.role is Role.CUSTOMER) or wanted.role is Role.SYSTEM:
        raise Refused(Why.WRONG_TYPE)
    if wanted.signs_as is not None and theirs is not (wanted.signs_as is SignsAs.CUSTOMER):
        raise Refused(Why.WRONG_TYPE)
    _keeps_side(state, wanted)
    _keeps_signatories(state, wanted.id, wanted)
    person = replace(
        wanted,
        function=clean(wanted.function, 80),
        level=clean(wanted.level, 80),
        needed=clean(wanted.needed, 64),
    )
    if state.people.get(person.id) == person:
        return ()
    return (ev.PersonSet(person),)


def _answer(state: PlanState, actor: Actor, *, coming: bool) -> tuple[ev.Event, ...]:
    """Everybody on the list answers for themselves, customers before they are let in, too."""
    known = state.people.get(actor.person or "")
    if known is None or actor.role in (Role.BOARD, Role.SYSTEM):
        raise Refused(Why.NOT_ALLOWED)
    said = Coming.YES if coming else Coming.NO
    return () if known.coming is said else (ev.PersonSet(replace(known, coming=said)),)


def _keeps_side(state: PlanState, wanted: Person) -> None:
    """Nobody who has been in changes sides: what they have seen as one of ours cannot be unseen."""
    known = state.people.get(wanted.id)
    if known is not None and known.side is not wanted.side and known.joined:
        raise Refused(Why.NOT_ALLOWED)


def _keeps_signatories(state: PlanState, id_: str, wanted: Person | None) -> None:
    """Who signs, and as what, stands still with the plan: a change of the roster completes no edition.

    Somebody more may be asked, as long as what they would sign is not sealed. To go on without somebody is an act
    of its own (`signing`).
    """
    freeze, known = state.signoff.freeze, state.people.get(id_)
    before, after = known.signs_as if known else None, wanted.signs_as if wanted else None
    if freeze is None or before is after:
        return
    late = (
        wanted is not None and state.signoff.sealed_file(editions_for(wanted)[0], freeze.version) is not None
    )
    if before is not None or late:
        raise Refused(Why.FROZEN)


def _drop(state: PlanState, id_: str) -> tuple[ev.Event, ...]:
    if id_ not in state.people:
        raise Refused(Why.UNKNOWN_PERSON)
    if any(signature.person == id_ for signature in state.signoff.signatures):
        raise Refused(Why.ALREADY_SIGNED)
    _keeps_signatories(state, id_, None)
    return (ev.PersonGone(id_),)
