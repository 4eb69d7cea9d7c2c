"""`stratroom backup`, `restore` and `export`: the whole store as a file, and one plan's log to read elsewhere.

A backup may be taken while people work. Restoring needs the server to be down; what stood there is kept beside it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.cli.asking import asked
from app.cli.root import Exit, fail
from app.cli.running import Data, Db, settings_of
from app.i18n import gettext as _


def register(commands: typer.Typer) -> None:
    """Add `backup`, `restore`, `export`."""
    commands.command("backup")(backup)
    commands.command("restore")(restore_)
    commands.command("export")(export)


def backup(
    to: Annotated[Path, typer.Argument(help="The file to write; it must not exist.")],
    data: Data = None,
    db: Db = None,
) -> None:
    """Write a verified copy of everything, also while the server runs. Keep seal.pem of the data folder with it."""
    told = asked(settings_of(data, db), {"do": "back-up", "to": str(to.absolute())})
    typer.echo(_("%(file)s holds %(num)d plans, verified.", file=str(to), num=told["plans"]))


def restore_(
    source: Annotated[Path, typer.Argument(help="A backup.")], data: Data = None, db: Db = None
) -> None:
    """Put a backup in place of the store. The server must be down."""
    # Here and not at the head: other commands need no store.
    from app.session.journal import NotSaved
    from app.store import StoreInUse
    from app.store.backup import BackupUnsound, restore
    from app.store.dump import NotADump
    from app.store.migrate import StoreTooNew

    settings = settings_of(data, db)
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    try:
        if settings.db:
            _load(settings.db, source)
            return
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        done = restore(source, settings.data / "stratroom.db", stamp)
    except (StoreInUse, StoreTooNew) as error:
        fail(Exit.UNAVAILABLE, str(error))
    except (BackupUnsound, NotADump) as error:
        fail(Exit.NO, str(error))
    except (OSError, NotSaved) as error:
        fail(Exit.UNAVAILABLE, str(error))
    typer.echo(_("%(num)d plans are back, verified.", num=len(done.report.plans)))
    if done.kept is not None:
        typer.echo(_("What stood there is kept as %(file)s.", file=str(done.kept)))


def export(
    plan: Annotated[str, typer.Argument(help="The plan's id; `-` lists them all.")],
    to: Annotated[Path | None, typer.Argument(help="The file to write; it must not exist.")] = None,
    data: Data = None,
    db: Db = None,
) -> None:
    """Write one plan's log as lines of JSON, for reading without Stratroom. Pseudonyms, not names."""
    settings = settings_of(data, db)
    if plan == "-":
        for id_, title in asked(settings, {"do": "plans"})["plans"]:
            typer.echo(f"{id_}\t{title}")
        return
    target = to or Path(f"{plan}.jsonl")
    told = asked(settings, {"do": "export", "plan": plan, "to": str(target.absolute())})
    typer.echo(_("%(file)s holds %(num)d lines.", file=str(target), num=told["lines"]))


def _load(url: str, source: Path) -> None:
    from app.store import Store

    store = Store.open(url)
    try:
        count = store.call(lambda: store.load(source))
    finally:
        store.close()
    typer.echo(_("%(num)d rows are back.", num=count))
