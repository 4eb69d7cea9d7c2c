"""The real server as a process of its own, which tests start, kill and start again.

It is forked from one that has loaded the program (`zygote`), or started anew where its environment is another.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.faults.zygote import ran, zygote

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 60.0
"""Seconds; a loaded machine is slow, a broken server is silent."""


def free_port() -> int:
    """A port that nobody listens at, and that the system gives to nobody who only wants to connect.

    One that it chose itself may be somebody's line before a server binds it, or while the server is down.
    """
    given_from = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    while True:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", random.SystemRandom().randrange(given_from // 2, given_from)))
            return int(probe.getsockname()[1])


def stratroom(*arguments: str, environment: dict[str, str] | None = None) -> str:
    """What the command prints. With an environment of its own it is started anew, as from a shell.

    Raises RuntimeError with its words where it fails.
    """
    if environment is not None:
        done = subprocess.run(
            [*_stratroom(), *arguments], cwd=ROOT, capture_output=True, text=True, timeout=120,
            check=False, env={**os.environ, **environment},
        )  # fmt: skip
        code, said, why = done.returncode, done.stdout, done.stderr
    else:
        code, said = ran(*arguments)
        why = said
    if code != 0:
        raise RuntimeError(f"{arguments}: {code}\n{why[-3000:]}")
    return said


def demo(data: Path, url: str, *options: str, environment: dict[str, str] | None = None) -> dict[str, Any]:
    """An empty store becomes the worked account; what `stratroom demo --json` prints."""
    told: dict[str, Any] = json.loads(
        stratroom("demo", "--json", "--data", str(data), "--url", url, *options, environment=environment)
    )
    return told


class Served:
    """One data folder, served by one process at a time."""

    def __init__(
        self,
        data: Path,
        *options: str,
        environment: dict[str, str] | None = None,
        program: Sequence[str] | None = None,
    ) -> None:
        self.data = data
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.options = options
        self.environment = environment
        """With one of its own, or as another program, it is started anew, as from a shell."""
        self.program = program
        self.log = data.parent / "server.log"
        self.pid: int | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when it answers. Raises RuntimeError with its last words if it does not."""
        self.launch()
        self.wait()

    def wait(self) -> None:
        """Returns when it answers. Raises RuntimeError with its last words if it does not."""
        give_up = time.monotonic() + STARTS_WITHIN
        while not self.answers():
            if not self.runs() or time.monotonic() > give_up:
                raise RuntimeError(self.log.read_text()[-3000:])
            time.sleep(0.01)

    def launch(self, *, held: bool = False) -> int:
        """Start it and do not wait; its pid. `held`: it does nothing until SIGCONT, if it is forked."""
        arguments = [
            "serve", "--data", str(self.data), "--host", "127.0.0.1", "--port", str(self.port),
            "--log-level", "warning", *self.options,
        ]  # fmt: skip
        if self.environment is None and self.program is None:
            self._process = None
            self.pid = zygote().start(arguments, self.log, held=held)
            while held and not _is_held(self.pid):
                time.sleep(0.001)
        else:
            with self.log.open("ab") as out:
                self._process = subprocess.Popen(
                    [*(self.program or _stratroom()), *arguments], cwd=ROOT, stdout=out, stderr=out,
                    env={**os.environ, "PYTHONUNBUFFERED": "1", **(self.environment or {})},
                )  # fmt: skip
            self.pid = self._process.pid
        return self.pid

    def runs(self) -> bool:
        """Whether the process is there."""
        if self.pid is None:
            return False
        if self._process is not None:
            return self._process.poll() is None
        return not zygote().ended(self.pid, wait=False)

    def answers(self) -> bool:
        """Whether it speaks."""
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2):
                return True
        except (urllib.error.URLError, OSError):
            return False

    @property
    def cpu(self) -> float:
        """Seconds of processor that it has used: the same on a machine that does other work, or nearly so."""
        told = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def ended_with(self) -> int | None:
        """The exit code of a process that was started anew and is gone."""
        return self._process.poll() if self._process is not None else None

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
        if self.pid is not None and self.runs():
            os.kill(self.pid, how)
            self.gone()

    def gone(self) -> None:
        """Returns when it is."""
        if self._process is not None:
            self._process.wait(timeout=60)
        elif self.pid is not None:
            zygote().ended(self.pid, wait=True)


def _is_held(pid: int) -> bool:
    """Whether it stopped itself: told to go on before that, it would stop afterwards, for good."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


def _stratroom() -> list[str]:
    return [sys.executable, "-c", "from app.cli import main; main()"]
