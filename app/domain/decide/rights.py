"""Who may do what, when. Role and step decide; the plan's own rules come after."""

from __future__ import annotations

from app.domain import tables
from app.domain.fields import Ceiling, Hand
from app.domain.kinds import KINDS, Kind
from app.domain.people import Actor, Role, Side
from app.domain.records import Record
from app.domain.refusals import Refused, Why
from app.domain.run import Gate
from app.domain.secrecy import Viewer, may_see
from app.domain.state import PlanState

AFTER_FREEZE = frozenset({"status"})
"""Fields that go on while a plan is frozen: they are not what is signed."""


def viewer(actor: Actor) -> Viewer:
    return Viewer(actor.edition, actor.person)


def writer(actor: Actor) -> None:
    """Raises Refused(NOT_ALLOWED) for those who only look."""
    if actor.role in (Role.BOARD, Role.AUDITOR):
        raise Refused(Why.NOT_ALLOWED)


def facilitator(actor: Actor) -> None:
    """Raises Refused(NOT_ALLOWED) for everybody but the facilitator and the server itself."""
    if not actor.leads:
        raise Refused(Why.NOT_ALLOWED)


def visible(state: PlanState, actor: Actor, id_: str) -> Record:
    """The record, if this person may know of it. Raises Refused(UNKNOWN_RECORD): the same answer for both."""
    record = state.record(id_)
    if not may_see(state, record, viewer(actor)):
        raise Refused(Why.UNKNOWN_RECORD)
    return record


def not_frozen(state: PlanState) -> None:
    if state.signoff.freeze is not None:
        raise Refused(Why.FROZEN)


def add(state: PlanState, actor: Actor, kind: Kind, *, parked: bool = False) -> None:
    """Whether a record of this kind may be added now. `parked`: a thought that is put aside for later, as our side may in
    every step, also in one that is only read."""
    writer(actor)
    if not kind.proposal:
        not_frozen(state)
    if actor.side is Side.THEIRS:
        _admitted(state)
        if not kind.theirs_too:
            raise Refused(Why.NOT_ALLOWED)
    if not parked or actor.side is Side.THEIRS:
        _gate(state, actor, proposal=kind.proposal)


def open_yet(state: PlanState, kind: Kind, step: object) -> None:
    """Raises Refused(CLOSED) for what is over with its step: a vote that was counted."""
    if kind.closes and step in state.run.revealed:
        raise Refused(Why.CLOSED)


def change(state: PlanState, actor: Actor, record: Record, field: str | None = None) -> None:
    """Whether a record, or one field of it, may be changed now."""
    writer(actor)
    kind = KINDS[record.kind]
    own = record.person is not None and record.person == actor.person
    declared = kind.by_name.get(field or "")
    open_yet(state, kind, record.fields.get("step"))
    if field not in AFTER_FREEZE and not kind.proposal:
        not_frozen(state)
    if actor.side is Side.THEIRS:
        _admitted(state)
        if not own or (declared is not None and declared.ceiling is not Ceiling.THEIRS):
            raise Refused(Why.NOT_ALLOWED)
    elif not actor.leads and declared is not None and declared.by is Hand.TABLE:
        if not tables.sits_at(state, actor.person, record):
            raise Refused(Why.NOT_ALLOWED)
        _gate(state, actor, proposal=True)
        return
    elif not actor.leads:
        _hand(kind, declared.by if declared else Hand.WRITER, own=own)
    if field in AFTER_FREEZE and state.signoff.freeze is not None:
        return
    _gate(state, actor, proposal=kind.proposal and own)


def _hand(kind: Kind, by: Hand, *, own: bool) -> None:
    if by is Hand.LEAD or (by is Hand.WRITER and kind.proposal and not own):
        raise Refused(Why.NOT_ALLOWED)


def _admitted(state: PlanState) -> None:
    if not state.run.admitted:
        raise Refused(Why.NOT_ALLOWED)
    if state.run.holds_customers:
        raise Refused(Why.READ_ONLY)


def _gate(state: PlanState, actor: Actor, *, proposal: bool) -> None:
    if actor.leads or state.run.gate is Gate.EDIT:
        return
    if state.run.gate is Gate.READ:
        raise Refused(Why.READ_ONLY)
    if not proposal:
        raise Refused(Why.PROPOSE_ONLY)
