"""`stratroom settings`: what this installation would run with, and which variable says so."""

from __future__ import annotations

import os

import typer
from pydantic import ValidationError

from app.cli.root import Exit, fail
from app.settings import Settings

SECRET = ("metrics_token", "db")
"""Shown only as given or not: a database's address holds its password."""


def register(commands: typer.Typer) -> None:
    """Add `settings`."""
    commands.command("settings")(settings)


def settings() -> None:
    """Show every setting: its variable, its value, whether the environment gave it, and what it is for."""
    try:
        now = Settings()
    except ValidationError as error:
        fail(Exit.SETTINGS, "\n".join(f"{each['loc']}: {each['msg']}" for each in error.errors()))
    for name, field in Settings.model_fields.items():
        variable = f"STRATROOM_{name.upper()}"
        value = getattr(now, name)
        shown = ("(given)" if value else "") if name in SECRET else ("" if value is None else str(value))
        mark = "*" if os.environ.get(variable) else " "
        typer.echo(f"{mark} {variable}={shown}\n    {field.description}")
