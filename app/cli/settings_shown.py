"""`stratroom settings`: what this installation would run with, and which variable says so."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from app.cli.given import settings_given
from app.settings import Settings

SECRET = ("metrics_token", "db")
"""Shown only as given or not: a database's address holds its password."""


OPTIONS = frozenset(
    {
        "data", "db", "host", "port", "public_url", "tls_cert", "tls_key", "log_level", "log_format",
    }
)  # fmt: skip
"""Settings that are options of `serve` as well."""


def table() -> str:
    """Every setting as docs/admin/settings.md has it; the words are those of `app/settings.py`."""
    lines = ["| Option | Variable | Without it | |", "|---|---|---|---|"]
    for name, field in Settings.model_fields.items():
        option = f"`--{name.replace('_', '-')}`" if name in OPTIONS else ""
        default = "" if field.default in (None, "") else f"`{field.default}`"
        lines.append(f"| {option} | `STRATROOM_{name.upper()}` | {default} | {field.description} |")
    return "\n".join(lines)


def register(commands: typer.Typer) -> None:
    """Add `settings`."""
    commands.command("settings")(settings)


def settings(
    markdown: Annotated[
        bool, typer.Option("--markdown", help="As a table of what there is, without this machine's values.")
    ] = False,
) -> None:
    """Show every setting: its variable, its value, whether the environment gave it, and what it is for."""
    if markdown:
        typer.echo(table())
        return
    now = settings_given({})
    for name, field in Settings.model_fields.items():
        variable = f"STRATROOM_{name.upper()}"
        value = getattr(now, name)
        shown = ("(given)" if value else "") if name in SECRET else ("" if value is None else str(value))
        mark = "*" if os.environ.get(variable) else " "
        typer.echo(f"{mark} {variable}={shown}\n    {field.description}")
