"""A terminal: runs the real `stratroom` command and reads what it prints.

Either as a process of its own, line by line while it runs (`stratroom`), or to its end, forked from one that has loaded
the program already (`command`), which is a tenth of the time.
"""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from tests.faults.zygote import ran

ROOT = Path(__file__).resolve().parents[2]


class Terminal(Protocol):
    def __call__(self, *arguments: str, **environment: str) -> subprocess.Popen[str]: ...


class Command(Protocol):
    def __call__(self, *arguments: str, typed: str = "") -> tuple[int, str]: ...


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """Run `stratroom …` in an empty folder: its exit code and all that it printed."""
    return functools.partial(ran, folder=tmp_path)


@pytest.fixture
def stratroom(tmp_path: Path) -> Iterator[Terminal]:
    """Start `stratroom …` in an empty folder; whatever still runs at the end is stopped."""
    running: list[subprocess.Popen[str]] = []

    def start(*arguments: str, **environment: str) -> subprocess.Popen[str]:
        clean = {
            name: value for name, value in os.environ.items() if not name.startswith(("STRATROOM_", "LC_"))
        }
        process = subprocess.Popen(
            [sys.executable, "-c", "from app.cli import main; main()", *arguments],
            cwd=tmp_path,
            env={**clean, "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate(timeout=60)
