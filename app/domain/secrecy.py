"""What a viewer may see. One pure module, default-deny, that every surface, document and answer uses.

A viewer sees the most restrictive of three things:

* the **field's** ceiling: `internal` fields never leave our side;
* the **record's** edition: a record is not shared until somebody shares it;
* the **moment**: what somebody writes silently is their own until the step is revealed.

There is no rule "may see unless": a field or record that no rule admits is absent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain import tables
from app.domain.fields import Ceiling, Value
from app.domain.kinds import KINDS, Kind
from app.domain.people import Edition, Side
from app.domain.records import Record
from app.domain.state import PlanState


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks. `person` is None for what a whole audience sees alike."""

    edition: Edition
    person: str | None = None


INTERNAL = Viewer(Edition.INTERNAL)
SHARED = Viewer(Edition.SHARED)

MEASURE = ("comparator", "target", "unit", "metric", "counts")
"""What is read in a condition's own words: a wording in their place stands alone."""


def may_see(state: PlanState, record: Record, viewer: Viewer) -> bool:
    """Whether `viewer` may know that `record` exists."""
    return _by_edition(state, record, viewer) and _by_moment(state, record, viewer)


def _by_edition(state: PlanState, record: Record, viewer: Viewer) -> bool:
    if viewer.edition is Edition.INTERNAL:
        return True
    if not record.shared:
        return False
    if KINDS[record.kind].rides:
        above = state.records.get(record.parent or "")
        return above is not None and may_see(state, above, viewer)
    return True


def _by_moment(state: PlanState, record: Record, viewer: Viewer) -> bool:
    if not KINDS[record.kind].private or not (step := record.text("step")):
        return True
    if step in state.run.revealed:
        return True
    if record.person is not None and record.person == viewer.person:
        return True
    return tables.reads(state, viewer.person, record)


def may_see_field(kind: Kind, name: str, viewer: Viewer) -> bool:
    """Whether a field of this kind can ever be seen in the viewer's edition."""
    field = kind.by_name.get(name)
    if field is None:
        return False
    return viewer.edition is Edition.INTERNAL or field.ceiling is not Ceiling.INTERNAL


def fields_for(record: Record, viewer: Viewer) -> Mapping[str, Value]:
    """The fields of a visible record that the viewer may see; customers read the wording as the statement.

    Who rewords a condition may do so to keep its figure: what was read in the first words goes with them.
    """
    kind = KINDS[record.kind]
    seen = {name: value for name, value in record.fields.items() if may_see_field(kind, name, viewer)}
    if viewer.edition is Edition.SHARED and "wording" in kind.by_name:
        wording = seen.pop("wording", "")
        if isinstance(wording, str) and wording.strip():
            seen["statement"] = wording
            for name in MEASURE:
                seen.pop(name, None)
    return seen


def parent_for(state: PlanState, record: Record, viewer: Viewer) -> str | None:
    """The nearest record above that the viewer may see: children of a hidden record hang there."""
    at = record.parent
    while at is not None:
        above = state.records.get(at)
        if above is None:
            return None
        if may_see(state, above, viewer):
            return at
        at = above.parent
    return None


def born_shared(kind: Kind, side: Side) -> bool:
    """Whether a new record is shared from the start: what customers write is theirs to see."""
    return kind.shared_by_default or side is Side.THEIRS


def edited_field(record: Record, viewer: Viewer) -> str | None:
    """The text field that this viewer reads as the statement, or None where the record has none."""
    names = KINDS[record.kind].by_name
    if "statement" not in names:
        return "text" if "text" in names else None
    if viewer.edition is Edition.SHARED and record.text("wording").strip():
        return "wording"
    return "statement"
