"""The migrations themselves: which there are, and running them. All that needs Alembic stands here.

Called by `app.store.migrate` alone, and loaded by it only when there is something to migrate: Alembic is a tenth of
what a start would load, and nearly every start finds its tables as they should be.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

FOLDER = Path(__file__).parent / "migrations"


def config() -> Config:
    """Alembic's configuration without a file."""
    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    return made


def known() -> frozenset[str]:
    """Every revision that this program can bring a database to."""
    return frozenset(each.revision for each in ScriptDirectory.from_config(config()).walk_revisions())


def newest() -> str:
    """The last of them."""
    head = ScriptDirectory.from_config(config()).get_current_head()
    assert head is not None
    return head


def run(connection: Connection, to: str) -> None:
    """Migrate what `connection` is connected to, in its transaction."""
    made = config()
    made.attributes["connection"] = connection
    command.upgrade(made, to)
