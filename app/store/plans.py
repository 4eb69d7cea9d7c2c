"""Plans as a home page lists them. What is *in* a plan is in its log (`app.store.journal`).

A repository like its siblings: functions on an open session, called inside `Store.write` or `Store.read`.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.store import chain
from app.store.tables import Plan


def create(rows: Session, plan: str, *, kind: str, title: str, at: int) -> Plan:
    """A new plan with an empty log. `at`: milliseconds UTC."""
    made = Plan(
        id=plan, kind=kind, title=title, stage="draft", created_at=at, seq=0, head=chain.genesis(plan, at)
    )
    rows.add(made)
    rows.flush()
    return made


def get(rows: Session, plan: str) -> Plan:
    """Raises KeyError."""
    found = rows.get(Plan, plan)
    if found is None:
        raise KeyError(plan)
    return found


def every(rows: Session) -> Sequence[Plan]:
    """All plans, newest first, archived ones too."""
    return rows.exec(select(Plan).order_by(col(Plan.created_at).desc(), col(Plan.id))).all()


def note(rows: Session, plan: str, *, title: str | None = None, stage: str | None = None) -> None:
    """Keep the copies that lists show; None leaves one as it is. Raises KeyError."""
    found = get(rows, plan)
    found.title = found.title if title is None else title
    found.stage = found.stage if stage is None else stage
    rows.flush()


def archive(rows: Session, plan: str, at: int | None) -> None:
    """Put aside; None takes it out again. Raises KeyError."""
    get(rows, plan).archived_at = at
    rows.flush()


def delete(rows: Session, plan: str) -> None:
    """Remove the plan and all that belongs to it, its log too. Nothing brings it back. Raises KeyError."""
    rows.delete(get(rows, plan))
    rows.flush()
