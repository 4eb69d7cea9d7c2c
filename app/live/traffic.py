"""What this process has sent, counted for whoever watches it. One for the process: lines know of no room."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Traffic:
    frames: int = 0
    bytes: int = 0
    held_back: int = 0
    """Times that a line could take no more: its page gets one difference later."""
    cut: int = 0
    """Lines given up because they took nothing, or showed no life."""


TRAFFIC = Traffic()
