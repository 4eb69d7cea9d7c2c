"""Facilitators' accounts, what they may open, and the installation's settings. Attendees have no account."""

from __future__ import annotations

from sqlmodel import Field

from app.store.tables.base import Table, plan_key, whole


class User(Table, table=True):
    """A facilitator's or administrator's account on this installation."""

    __tablename__ = "user"

    id: str = Field(primary_key=True)
    login: str = Field(unique=True)
    """An email address as a rule; compared in `users.normal_login`'s form."""
    name: str
    password_hash: str
    """argon2, with its parameters. Hashing is the web's job; the store only keeps."""
    admin: bool = False
    created_at: int = whole()
    disabled_at: int | None = whole(default=None)


class Grant(Table, table=True):
    """What a user may do with a plan."""

    __tablename__ = "grant"

    user: str = Field(primary_key=True, foreign_key="user.id", ondelete="CASCADE")
    plan: str = plan_key(primary_key=True, index=True)
    level: str
    """`owner`, `facilitator` or `reader`."""
    created_at: int = whole()


class Setting(Table, table=True):
    """One value of the installation that outlives a restart and is not in the environment."""

    __tablename__ = "setting"

    key: str = Field(primary_key=True)
    value: str
