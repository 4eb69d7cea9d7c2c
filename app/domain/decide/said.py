"""What people say one each of: a mark on a line, a ballot in a step, an owner's word on an action.

Whose it is, is who wrote it, or for whom whoever leads wrote it down (`said_by`), because they have no device. A second
one of the same person takes the place of the first.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.domain import ballots, readiness
from app.domain.fields import Value, scores
from app.domain.kinds import Kind
from app.domain.people import Actor
from app.domain.records import Record
from app.domain.refusals import Refused, Why
from app.domain.state import PlanState


def whose(record: Record) -> str | None:
    """Who said it; None where nobody may be traced."""
    return record.text("said_by") or record.person


def known(
    state: PlanState, actor: Actor, kind: Kind, parent: str | None, fields: Mapping[str, Value]
) -> Record | None:
    """The one that this person has there already."""
    return of(state, kind, parent, fields.get("said_by") or actor.person, fields)


def of(
    state: PlanState, kind: Kind, parent: str | None, person: object, fields: Mapping[str, Value]
) -> Record | None:
    """The one of `person` under `parent`, in the step that `fields` names."""
    if person is None:
        return None
    return next(
        (
            each
            for each in state.of_kind(kind.name, parent)
            if whose(each) == person and each.fields.get("step") == fields.get("step")
        ),
        None,
    )


def right(
    state: PlanState, actor: Actor, kind: Kind, parent: str | None, fields: Mapping[str, Value]
) -> None:
    """Whether what is said makes sense where it is said. Raises Refused."""
    match kind.name:
        case "mark" if fields.get("value") is None:
            raise Refused(Why.EMPTY)
        case "ballot":
            ballots.accept(state, fields)
        case "readiness":
            _answers(fields)
        case "acceptance":
            _owner_says(state, actor, parent, fields)


def _answers(fields: Mapping[str, Value]) -> None:
    """Of the questions that there are, and kept apart: without its step somebody's answers would be everybody's."""
    given = scores(fields.get("scores"))
    if fields.get("step") != readiness.STEP:
        raise Refused(Why.UNKNOWN_STEP)
    if not given:
        raise Refused(Why.EMPTY)
    if not given.keys() <= set(readiness.QUESTIONS):
        raise Refused(Why.UNKNOWN_FIELD)
    if not set(given.values()) <= {readiness.NO, readiness.PARTLY, readiness.YES}:
        raise Refused(Why.WRONG_TYPE)


def _owner_says(state: PlanState, actor: Actor, parent: str | None, fields: Mapping[str, Value]) -> None:
    """Who answers for an action accepts it; a decline has a reason."""
    action = state.record(parent or "")
    if action.fields.get("accountable") != (fields.get("said_by") or actor.person):
        raise Refused(Why.NOT_YOURS)
    if fields.get("value") is None:
        raise Refused(Why.EMPTY)
    if fields.get("value") == "declined" and not str(fields.get("reason") or "").strip():
        raise Refused(Why.NO_REASON)
