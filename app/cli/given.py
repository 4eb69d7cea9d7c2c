"""The settings that a command runs with: the environment's, but for what was given. What cannot be used is named."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationError

from app.cli.root import Exit, fail
from app.settings import Settings


def settings_given(options: Mapping[str, object]) -> Settings:
    """`options` are those of the command line, None where nothing was given. Raises typer.Exit."""
    given = {name: value for name, value in options.items() if value is not None}
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        lines = [f"{'.'.join(map(str, each['loc'])) or 'settings'}: {each['msg']}" for each in error.errors()]
        fail(Exit.SETTINGS, "\n".join(lines))
