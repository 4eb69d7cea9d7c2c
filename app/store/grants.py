"""Who may open which plan from a facilitator's account."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.store.tables import Grant, Plan, User


def give(rows: Session, *, user: str, plan: str, level: str, at: int) -> None:
    """Grant `level` (`owner`, `facilitator` or `reader`), in place of an earlier one."""
    found = rows.get(Grant, (user, plan))
    if found is None:
        rows.add(Grant(user=user, plan=plan, level=level, created_at=at))
    else:
        found.level = level
    rows.flush()


def withdraw(rows: Session, *, user: str, plan: str) -> None:
    """Take a grant back; without one, nothing happens."""
    found = rows.get(Grant, (user, plan))
    if found is not None:
        rows.delete(found)
        rows.flush()


def level(rows: Session, *, user: str, plan: str) -> str | None:
    """What `user` may do with `plan`; None for nothing."""
    found = rows.get(Grant, (user, plan))
    return None if found is None else found.level


def plans_of(rows: Session, user: str) -> Sequence[tuple[Plan, str]]:
    """(plan, level) of all that `user` may open, newest first."""
    return rows.exec(
        select(Plan, Grant.level)
        .where(Grant.plan == Plan.id, Grant.user == user)
        .order_by(col(Plan.created_at).desc(), col(Plan.id))
    ).all()


def users_of(rows: Session, plan: str) -> Sequence[tuple[User, str]]:
    """(user, level) of all who may open `plan`, by login."""
    return rows.exec(
        select(User, Grant.level).where(Grant.user == User.id, Grant.plan == plan).order_by(col(User.login))
    ).all()
