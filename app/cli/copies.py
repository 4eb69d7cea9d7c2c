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
from app.i18n import ngettext


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
    typer.echo(
        ngettext(
            "%(file)s holds %(num)d plan, verified.",
            "%(file)s holds %(num)d plans, verified.",
            told["plans"],
            file=str(to),
        )
    )


def restore_(
    source: Annotated[Path, typer.Argument(help="A backup.")], data: Data = None, db: Db = None
) -> None:
    """Put a backup in place of the store. The server must be down."""
    # Here and not at the head: other commands need no store.
    from app.cli.restoring import put_back

    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    done = put_back(settings_of(data, db), source, stamp)
    count = len(done.report.plans)
    typer.echo(ngettext("%(num)d plan is back, verified.", "%(num)d plans are back, verified.", count))
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
    if told.get("damaged"):
        # The first line is about the plan, each other one an entry.
        last = told["lines"] - 1
        fail(Exit.NO, _("The plan's log is damaged behind entry %(last)s: the file ends there.", last=last))
