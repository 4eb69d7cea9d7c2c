"""Asking the server that runs on the same data folder: only it opens the live store."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.given import settings_given
from app.network import COMMANDS
from app.settings import Settings

Data = Annotated[Path | None, typer.Option(help="Folder that holds everything.  [default: ./data]")]
Db = Annotated[str | None, typer.Option(help="postgresql://… instead of a file in the data folder.")]

PATIENCE = 30.0
"""Seconds for an answer; whole logs and copies are given longer."""


def settings_of(data: Path | None, db: str | None) -> Settings:
    """The environment's, but for what was given. Raises typer.Exit."""
    return settings_given({"data": data, "db": db})


def ask_server(settings: Settings, wanted: dict[str, Any], within: float = PATIENCE) -> dict[str, Any] | None:
    """The running server's answer; None where none runs. Raises OSError where it stops answering."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
        asking.settimeout(within)
        try:
            asking.connect(str(settings.data / COMMANDS))
        except OSError:
            return None
        asking.sendall(json.dumps(wanted).encode() + b"\n")
        with asking.makefile("r", encoding="utf-8") as answer:
            told = json.loads(answer.readline())
    assert isinstance(told, dict)
    return told
