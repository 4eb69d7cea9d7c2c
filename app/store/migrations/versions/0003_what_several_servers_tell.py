"""what several servers tell each other.

There is no way down: go back with a backup.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    # Nobody has to remember them: on PostgreSQL they are not written ahead.
    passing = ["UNLOGGED"] if op.get_bind().dialect.name == "postgresql" else []
    op.create_table(
        "presence",
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("server", sa.String(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("plan", "server", name=op.f("pk_presence")),
        prefixes=passing,
    )
    op.create_table(
        "waiting_board",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("start", sa.String(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_waiting_board")),
        prefixes=passing,
    )
    with op.batch_alter_table("waiting_board", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_waiting_board_code"), ["code"], unique=False)
