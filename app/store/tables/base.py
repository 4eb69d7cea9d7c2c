"""What all tables share: one metadata with named constraints, and the columns that need more than a Python type.

Constraints are named by rule, because a migration can only drop what has the same name on SQLite and
PostgreSQL.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, MetaData
from sqlmodel import Field, SQLModel

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Table(SQLModel):
    """Base of every table; keeps them apart from any other SQLModel in the process."""

    metadata = METADATA


def whole(**options: Any) -> Any:
    """A 64-bit integer column: times in milliseconds UTC, and positions in a log."""
    return Field(sa_type=BigInteger, **options)


def plan_key(**options: Any) -> Any:
    """The plan that a row belongs to and goes with."""
    return Field(foreign_key="plan.id", ondelete="CASCADE", **options)
