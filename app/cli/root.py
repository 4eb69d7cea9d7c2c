"""The root of all commands: what `stratroom` itself understands, and how it says that it failed."""

from __future__ import annotations

from enum import IntEnum
from typing import Annotated, NoReturn

import typer

from app import __version__

commands = typer.Typer(
    name="stratroom",
    help="The room where a key account plan is made.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class Exit(IntEnum):
    """Exit codes, where there is a choice those of sysexits.h."""

    DONE = 0
    NO = 1
    USAGE = 2
    UNAVAILABLE = 69
    FAULT = 70
    SETTINGS = 78


def fail(code: Exit, sentence: str) -> NoReturn:
    """Say why on standard error and stop with `code`. Raises typer.Exit."""
    typer.echo(sentence, err=True)
    raise typer.Exit(code)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"stratroom {__version__}")
        raise typer.Exit


@commands.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which release this is.")
    ] = False,
) -> None:
    """The room where a key account plan is made."""
