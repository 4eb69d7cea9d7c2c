"""The real server as a process of its own, which tests start, kill and start again."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 60.0
"""Seconds; a loaded machine is slow, a broken server is silent."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def demo(data: Path, url: str, *options: str) -> dict[str, Any]:
    """An empty store becomes the worked account; what `stratroom demo --json` prints."""
    out = subprocess.run(
        [*_stratroom(), "demo", "--json", "--data", str(data), "--url", url, *options],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    told: dict[str, Any] = json.loads(out.stdout)
    return told


class Served:
    """One data folder, served by one process at a time."""

    def __init__(self, data: Path, *options: str) -> None:
        self.data = data
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.options = options
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when it answers. Raises RuntimeError with its last words if it does not."""
        log = self.data.parent / "server.log"
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                [*_stratroom(), "serve", "--data", str(self.data), "--host", "127.0.0.1", "--port", str(self.port),
                 "--log-level", "warning", *self.options],
                cwd=ROOT, stdout=out, stderr=out, env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )  # fmt: skip
        give_up = time.monotonic() + STARTS_WITHIN
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError(log.read_text()[-3000:])
            time.sleep(0.02)

    def kill(self) -> None:
        """SIGKILL: nothing is finished, flushed or closed."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """SIGTERM: what was asked is finished."""
        self._end(signal.SIGTERM)

    def get(self, path: str, token: str) -> Any:
        request = urllib.request.Request(self.url + path, headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read())

    def _end(self, how: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(timeout=60)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2):
                return True
        except (urllib.error.URLError, OSError):
            return False


def _stratroom() -> list[str]:
    return [sys.executable, "-c", "from app.cli import main; main()"]
