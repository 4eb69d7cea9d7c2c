"""`stratroom move out` and `move in`: one plan, from this server to another, with all that belongs to it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.asking import asked
from app.cli.running import Data, Db, settings_of
from app.i18n import gettext as _

moving = typer.Typer(help="Carry one plan to another server.", no_args_is_help=True)


def register(commands: typer.Typer) -> None:
    """Add `move`."""
    commands.add_typer(moving, name="move")


@moving.command("out")
def out(
    plan: Annotated[str, typer.Argument(help="The plan's id; `stratroom export -` lists them.")],
    file: Annotated[Path, typer.Argument(help="The file to write; it must not exist.")],
    to: Annotated[str, typer.Option(help="Address of the server where it goes on: https://…")],
    data: Data = None,
    db: Db = None,
) -> None:
    """Write a plan to a file. From then on it can only be read here, and says where it went."""
    settings = settings_of(data, db)
    wanted = {"do": "move-out", "plan": plan, "to": str(file.absolute()), "address": to}
    told = asked(settings, wanted)
    typer.echo(
        _(
            "%(file)s holds the plan, in %(num)d rows. It holds names and secrets.",
            file=str(file),
            num=told["rows"],
        )
    )
    typer.echo(
        _("Take it to %(to)s, and there: stratroom move in %(file)s --owner LOGIN", to=to, file=file.name)
    )


@moving.command("in")
def in_(
    file: Annotated[Path, typer.Argument(help="What `move out` wrote at the other server.")],
    owner: Annotated[str, typer.Option(help="Login of the account here that may open it.")] = "",
    data: Data = None,
    db: Db = None,
) -> None:
    """Take a plan in: its log, people, links, signatures and sealed files. It goes on here."""
    settings = settings_of(data, db)
    told = asked(settings, {"do": "move-in", "from": str(file.absolute()), "owner": owner})
    typer.echo(
        _(
            "“%(title)s” is here: %(num)d entries, %(documents)d sealed files, verified. Its id is %(plan)s.",
            title=told["title"], num=told["entries"], documents=told["documents"], plan=told["plan"],
        )
    )  # fmt: skip
