"""Names, sessions and invitations: the tables that hold personal data, and that `erasure` blanks."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from app.store.tables.base import Table, plan_key, whole


class Person(Table, table=True):
    """Who stands behind a pseudonym in a plan's log. Side, role and rights are in the log; names only here."""

    __tablename__ = "person"

    id: str = Field(primary_key=True)
    """The pseudonym."""
    plan: str = plan_key(index=True)
    name: str
    email: str = ""
    function: str = ""
    """As typed on the roster: `Service lead, Benelux`. Free text can identify, so it is kept with the name."""
    created_at: int = whole()
    erased_at: int | None = whole(default=None)


class SessionRow(Table, table=True):
    """One signed-in device. The token itself is only on that device; here is its SHA-256."""

    __tablename__ = "session"

    token_hash: bytes = Field(primary_key=True)
    id: str = Field(unique=True)
    """For lists and revoking, so that not even the token's hash goes into a page."""
    kind: str
    """`account` (a facilitator's login), `person` (somebody on a roster), `board`, `api`."""
    plan: str | None = plan_key(default=None, index=True)
    person: str | None = Field(default=None, foreign_key="person.id", ondelete="CASCADE", index=True)
    user: str | None = Field(default=None, foreign_key="user.id", ondelete="CASCADE", index=True)
    invitation: str | None = Field(default=None, foreign_key="invitation.id", ondelete="SET NULL")
    """By which invitation it came, so that closing one can also end what came of it."""
    label: str = ""
    """What lists call it, for example a board's place in the room."""
    language: str = ""
    """Chosen on this device; empty to follow the browser."""
    agent: str = ""
    address: str = ""
    created_at: int = whole()
    seen_at: int = whole()
    expires_at: int | None = whole(default=None)
    revoked_at: int | None = whole(default=None)


class Invitation(Table, table=True):
    """A way in: a QR code with a secret, and six characters for those who type."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("secret"), UniqueConstraint("code"))

    id: str = Field(primary_key=True)
    kind: str
    """`join`, `customer`, `personal`, `board` or `setup`."""
    plan: str | None = plan_key(default=None, index=True)
    """None for `setup`, and for a board that waits to be accepted."""
    person: str | None = Field(default=None, foreign_key="person.id", ondelete="CASCADE", index=True)
    """Whose personal link it is."""
    secret: str
    """At least 128 random bits. Stored as it is, unlike session tokens: the board shows it again and again."""
    code: str | None = None
    """Six characters; None where nobody types it, and after it was withdrawn, so that codes can be used again."""
    created_at: int = whole()
    valid_from: int | None = whole(default=None)
    valid_until: int | None = whole(default=None)
    uses: int = 0
    most_uses: int | None = None
    """None for as many as come."""
    revoked_at: int | None = whole(default=None)
