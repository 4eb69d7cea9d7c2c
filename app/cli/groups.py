"""All groups of commands, registered on the root."""

from __future__ import annotations

from app.cli import copies, demo, erasing, moving, serve, settings_shown, users, verify
from app.cli.root import commands

__all__ = ["commands"]

for _group in (serve, demo, users, verify, copies, moving, erasing, settings_shown):
    _group.register(commands)
