"""Ways in: secrets in QR codes, six characters for those who type, one-time links.

Whether a code is guessed too often, and whether the step admits customers yet, is decided above; here is what an
invitation itself says.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import update
from sqlmodel import Session, col, or_, select

from app.store.tables import Invitation


def make(
    rows: Session,
    invitation: str,
    *,
    kind: str,
    secret: str,
    at: int,
    plan: str | None = None,
    person: str | None = None,
    code: str | None = None,
    valid_from: int | None = None,
    valid_until: int | None = None,
    most_uses: int | None = None,
) -> Invitation:
    """A new invitation of `kind` (`join`, `customer`, `personal`, `board`, `setup`).

    `secret` holds at least 128 random bits. `code` must be free (`code_is_free`). Times in milliseconds UTC.
    """
    made = Invitation(
        id=invitation,
        kind=kind,
        plan=plan,
        person=person,
        secret=secret,
        code=code,
        created_at=at,
        valid_from=valid_from,
        valid_until=valid_until,
        most_uses=most_uses,
    )
    rows.add(made)
    rows.flush()
    return made


def get(rows: Session, invitation: str) -> Invitation:
    """Raises KeyError."""
    found = rows.get(Invitation, invitation)
    if found is None:
        raise KeyError(invitation)
    return found


def by_secret(rows: Session, secret: str) -> Invitation | None:
    """Whatever its state: ask `state`, so that the answer can say why not."""
    return rows.exec(select(Invitation).where(Invitation.secret == secret)).first()


def by_code(rows: Session, code: str) -> Invitation | None:
    """The same by the six characters."""
    return rows.exec(select(Invitation).where(Invitation.code == code)).first()


def code_is_free(rows: Session, code: str) -> bool:
    """Whether no invitation has this code now."""
    return by_code(rows, code) is None


def of_plan(rows: Session, plan: str) -> Sequence[Invitation]:
    """All invitations of a plan, newest first, revoked ones too."""
    return rows.exec(
        select(Invitation)
        .where(Invitation.plan == plan)
        .order_by(col(Invitation.created_at).desc(), col(Invitation.id))
    ).all()


def state(invitation: Invitation, at: int) -> str:
    """`valid`, `revoked`, `early`, `late` or `used-up`."""
    if invitation.revoked_at is not None:
        return "revoked"
    if invitation.valid_from is not None and at < invitation.valid_from:
        return "early"
    if invitation.valid_until is not None and at >= invitation.valid_until:
        return "late"
    if invitation.most_uses is not None and invitation.uses >= invitation.most_uses:
        return "used-up"
    return "valid"


def use(rows: Session, invitation: str) -> bool:
    """Count one use; False when it was used up, also by somebody a moment ago in another process."""
    counted = rows.exec(
        update(Invitation)
        .where(col(Invitation.id) == invitation)
        .where(or_(col(Invitation.most_uses).is_(None), col(Invitation.uses) < col(Invitation.most_uses)))
        .values(uses=col(Invitation.uses) + 1)
    )
    return counted.rowcount == 1


def open_for(rows: Session, invitation: str, *, valid_from: int | None, valid_until: int | None) -> None:
    """Move the time in which it is valid, for example when the step that admits customers begins."""
    found = get(rows, invitation)
    found.valid_from, found.valid_until = valid_from, valid_until
    rows.flush()


def revoke(rows: Session, invitation: str, at: int) -> None:
    """Close it; its code is free again. Raises KeyError."""
    found = get(rows, invitation)
    found.revoked_at, found.code = at, None
    rows.flush()
