"""no text documents.

Documents of co-edited fields are made from the log; what was kept of them beside it was never read.

There is no way down: go back with a backup.
"""

from __future__ import annotations

from collections.abc import Sequence

from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.drop_table("text_doc")
