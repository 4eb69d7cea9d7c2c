"""Alembic's entry: run by Alembic, never imported.

Inside the program `app.store.migrate` hands over the connection and its transaction. On a developer's command
line the database is named by STRATROOM_DB.
"""

from __future__ import annotations

import os
from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, create_engine
from sqlmodel.sql.sqltypes import AutoString

from app.store.engine import is_postgres, postgres_url
from app.store.tables import METADATA


def plain_text(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    # What a migration says must not change with a library: SQLModel's own string type is VARCHAR.
    return "sa.String()" if kind == "type" and isinstance(item, AutoString) else False


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        # SQLite alters tables by copying them.
        render_as_batch=True,
        # Both databases roll a failed migration back whole, SQLite too.
        transactional_ddl=True,
        compare_server_default=True,
        render_item=plain_text,
    )
    with context.begin_transaction():
        context.run_migrations()


def on_the_command_line() -> None:
    where = os.environ["STRATROOM_DB"]
    url = postgres_url(where) if is_postgres(where) else f"sqlite:///{where}"
    with create_engine(url).begin() as connection:
        migrate(connection)


given: Connection | None = context.config.attributes.get("connection")
if given is None:
    on_the_command_line()
else:
    migrate(given)
