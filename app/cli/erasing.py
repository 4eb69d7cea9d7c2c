"""`stratroom erase-person`: somebody asked to be forgotten. Works on a running server and on a store at rest."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.asking import asked
from app.cli.running import Data, Db, settings_of
from app.i18n import ngettext


def register(commands: typer.Typer) -> None:
    """Add `erase-person`."""
    commands.command("erase-person")(erase_person)


def erase_person(
    plan: Annotated[str, typer.Argument(help="The plan's id; `stratroom export -` lists them.")],
    person: Annotated[str, typer.Argument(help="The person's name on the roster, or id.")],
    data: Data = None,
    db: Db = None,
) -> None:
    """Blank a person's name, signatures, devices and links in a plan. Sealed files and what they typed stay."""
    told = asked(settings_of(data, db), {"do": "erase-person", "plan": plan, "person": person})
    typer.echo(
        ngettext(
            "%(person)s is erased; %(num)d entry of the log was redacted.",
            "%(person)s is erased; %(num)d entries of the log were redacted.",
            told["entries"],
            person=told["person"],
        )
    )
