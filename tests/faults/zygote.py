"""A process that has loaded the server and starts real ones by forking: a start costs a fifth of what it costs anew.

Each child runs `stratroom serve` from its first line: it opens the store, binds the port, serves, and dies alone. What
it saves is reading Python's modules and packing styles and scripts, two thousand times. Run as a program, this is that
process; `Zygote` speaks to it.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

import typer

ROOT = Path(__file__).resolve().parents[2]


class Zygote:
    """Use `zygote()`: one serves a whole run."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.zygote"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._turn = threading.Lock()
        atexit.register(self.close)

    def start(self, arguments: list[str], log: Path, *, held: bool = False) -> int:
        """The pid of a new process that runs `stratroom` with `arguments`, its output at the end of `log`.

        `held`: it does nothing at all until SIGCONT.
        """
        return int(self._ask({"do": "start", "arguments": arguments, "log": str(log), "held": held}))

    def run(self, arguments: list[str], log: Path, folder: Path, typed: Path) -> int:
        """The exit code of `stratroom` with `arguments`, once it is done. Nothing else is started meanwhile."""
        where = {"log": str(log), "folder": str(folder), "typed": str(typed)}
        return int(self._ask({"do": "run", "arguments": arguments, **where}))

    def ended(self, pid: int, *, wait: bool) -> bool:
        """Whether the process is gone, and waits for that if asked to."""
        return bool(self._ask({"do": "wait" if wait else "look", "pid": pid}))

    def close(self) -> None:
        with contextlib.suppress(OSError):
            for pipe in (self._process.stdin, self._process.stdout):
                assert pipe is not None
                pipe.close()
        self._process.wait(timeout=10)

    def _ask(self, request: dict[str, Any]) -> Any:
        with self._turn:
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
            return json.loads(self._process.stdout.readline())


@functools.cache
def zygote() -> Zygote:
    """The one of this process."""
    return Zygote()


def ran(*arguments: str, folder: Path = ROOT, typed: str = "") -> tuple[int, str]:
    """The exit code of `stratroom` with `arguments`, run to its end in a folder, and all that it printed."""
    with tempfile.TemporaryDirectory() as beside:
        out, keys = Path(beside) / "out", Path(beside) / "typed"
        keys.write_text(typed)
        return zygote().run(list(arguments), out, folder, keys), out.read_text()


def _main() -> None:
    for module in ("uvloop", "app.live.protocol", "app.main"):
        importlib.import_module(module)
    # Only the interpreter's state and what never changes: anything open would be shared by all that are forked.
    importlib.import_module("app.web.files").files()
    commands = typer.main.get_command(importlib.import_module("app.cli.groups").commands)

    # A fork takes along the thread that forks and no other.
    assert threading.active_count() == 1, threading.enumerate()
    gc.collect()
    gc.freeze()
    children: set[int] = set()
    for line in sys.stdin:
        asked = json.loads(line)
        match asked["do"]:
            case "start":
                pid = os.fork()
                if pid == 0:
                    if asked["held"]:
                        os.kill(os.getpid(), signal.SIGSTOP)
                    _be(commands, asked["arguments"], asked["log"])
                children.add(pid)
                answer: object = pid
            case "run":
                pid = os.fork()
                if pid == 0:
                    os.chdir(asked["folder"])
                    _be(commands, asked["arguments"], asked["log"], asked["typed"])
                answer = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            case how:
                answer = _gone(children, asked["pid"], wait=how == "wait")
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    for pid in children:
        os.kill(pid, signal.SIGKILL)


def _gone(children: set[int], pid: int, *, wait: bool) -> bool:
    if pid in children and os.waitpid(pid, 0 if wait else os.WNOHANG)[0]:
        children.discard(pid)
    return pid not in children


def _be(commands: Any, arguments: list[str], log: str, typed: str = os.devnull) -> None:
    code = 70
    try:
        out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        given_in = os.open(typed, os.O_RDONLY)
        for given, number in ((given_in, 0), (out, 1), (out, 2)):
            os.dup2(given, number)
        os.closerange(3, 64)
        commands(arguments, prog_name="stratroom")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    finally:
        sys.stdout.flush()
        os._exit(code)


if __name__ == "__main__":
    _main()
