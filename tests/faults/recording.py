"""What a server did to its files and said to people, in order: every write, every sync, every acknowledgement.

strace writes it down beside the real process. A write counts from the moment of its call (some of it may be on the disk
from then on), a sync from its return, an acknowledgement from the moment it is handed to the network.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.faults.served import Served

CALLS = "pwrite64,write,writev,sendto,sendmsg,fdatasync,fsync,ftruncate,unlink"


@dataclass(frozen=True, slots=True)
class Written:
    file: str
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Cut:
    file: str
    size: int


@dataclass(frozen=True, slots=True)
class Synced:
    file: str
    """`.` is the folder: which files there are."""


@dataclass(frozen=True, slots=True)
class Unlinked:
    file: str


@dataclass(frozen=True, slots=True)
class Acknowledged:
    commands: tuple[str, ...]


Step = Written | Cut | Synced | Unlinked | Acknowledged


class Recorder:
    """Starts `served` and writes down what it does, until `close`."""

    def __init__(self, served: Served) -> None:
        self._trace = served.data.parent / "trace"
        pid = served.launch(held=True)
        self._strace = subprocess.Popen(
            ["strace", "-f", "-p", str(pid), "-y", "-xx", "-s", "1000000", "-o", str(self._trace),
             "-e", f"trace={CALLS}", "-e", "signal=none"],
            stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert self._strace.stderr is not None
        if "attached" not in (said := self._strace.stderr.readline()):
            raise RuntimeError(f"strace: {said}")
        os.kill(pid, signal.SIGCONT)
        self._data = served.data
        served.wait()

    def steps(self) -> list[Step]:
        """All of it, once the server has ended."""
        self._strace.wait(timeout=60)
        with self._trace.open() as trace:
            return list(_read(trace, self._data))

    def close(self) -> None:
        if self._strace.poll() is None:
            self._strace.kill()
        self._strace.wait()
        if self._strace.stderr:
            self._strace.stderr.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


_LINE = re.compile(r"(\d+) +(<\.\.\. )?(\w+)(?:\(| resumed>)(.*)", re.DOTALL)
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_FILE = re.compile(r"\d+<((?:\\x[0-9a-f]{2})+)>")
_ACK = re.compile(rb'\{"type":"ack","id":"([A-Za-z0-9_-]+)"')


def _read(trace: Iterator[str], data: Path) -> Iterator[Step]:
    begun: dict[tuple[str, str], str] = {}
    for line in trace:
        found = _LINE.match(line)
        if not found or line.rstrip().endswith("= ?"):
            continue
        pid, resumed, call, rest = found.groups()
        if call in ("fdatasync", "fsync"):
            if "unfinished" in rest:
                begun[pid, call] = rest
                continue
            if rest.rstrip().endswith("= 0") and (file := _named(begun.pop((pid, call), rest), data)):
                yield Synced(file)
        elif not resumed:
            yield from _done(call, rest, data)


def _done(call: str, rest: str, data: Path) -> Iterator[Step]:
    match call:
        case "pwrite64" if file := _named(rest, data):
            offset = int(re.findall(r", (\d+)", rest.rpartition('"')[2])[1])
            yield Written(file, offset, _bytes(rest))
        case "ftruncate" if file := _named(rest, data):
            yield Cut(file, int(re.findall(r">, (\d+)", rest)[0]))
        case "unlink":
            yield Unlinked(Path(_bytes(rest).decode()).name)
        case "write" | "writev" | "sendto" | "sendmsg":
            commands = tuple(
                each.decode() for each in _ACK.findall(b"".join(map(_plain, _TEXT.findall(rest))))
            )
            if commands:
                yield Acknowledged(commands)


def _named(rest: str, data: Path) -> str | None:
    """The file in the data folder that a call is about."""
    found = _FILE.match(rest)
    if not found:
        return None
    path = Path(_plain(found[1]).decode())
    if path == data:
        return "."
    return path.name if path.parent == data and path.suffix != ".lock" else None


def _bytes(rest: str) -> bytes:
    found = _TEXT.search(rest)
    return _plain(found[1]) if found else b""


def _plain(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))
