"""`python -m bench`: the room under load, beside a bare broadcast of the same bytes. See README.md in this folder."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvloop

from bench.phones import Phone, Room

ROOT = Path(__file__).resolve().parents[1]
CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE = CORES[0] if len(CORES) > 1 else None
STRATROOM = [sys.executable, "-c", "from app.cli import main; main()"]


@dataclass(frozen=True)
class Result:
    name: str
    edits: int
    ack: list[float]
    last: list[float]
    missing: int
    deliveries: int
    cpu: float
    rss: int
    shown: list[bytes]
    """All frames that one phone was sent, in order."""


SETTLING = 6.0
"""Seconds; the server begins to make its key five seconds after its start."""
MARKER = re.compile(rb"~M[0-9a-f]{8}~")


@dataclass(frozen=True)
class Edit:
    phone: Phone
    says: bytes
    marker: bytes
    """In the bytes that show the edit, and in no others."""
    ack: bytes | None = None


async def measure(
    name: str, pid: int, room: Room, edits: Iterable[Edit], count: int, seconds: float
) -> Result:
    """Edits leave on a fixed schedule, whatever the server does; latency counts from when each was due."""
    began_cpu, began = cpu_seconds(pid), time.perf_counter() + 0.2
    due: dict[bytes, float] = {}
    acks: dict[bytes, float] = {}
    for n, edit in enumerate(edits):
        at = began + n * seconds / count
        if (wait := at - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        room.expect(edit.marker)
        due[edit.marker] = at
        if edit.ack is not None:
            acks[edit.ack] = at
            room.acks[edit.ack] = -1.0
        edit.phone.say_bytes(edit.says)
    give_up = time.perf_counter() + 10
    while room.waiting and time.perf_counter() < give_up:  # noqa: ASYNC110  measures, must not be woken
        await asyncio.sleep(0.05)
    last = [(room.last[marker] - at) * 1000 for marker, at in due.items() if marker in room.last]
    return Result(
        name=name,
        edits=len(due),
        ack=[(room.acks[id_] - at) * 1000 for id_, at in acks.items() if room.acks[id_] > 0],
        last=last,
        missing=len(due) - len(last),
        deliveries=room.deliveries,
        cpu=cpu_seconds(pid) - began_cpu,
        rss=rss(pid),
        shown=room.heard,
    )


async def product(asked: argparse.Namespace, folder: Path) -> Result:
    data, port = folder / "data", free_port()
    out = await asyncio.to_thread(
        subprocess.run,
        [*STRATROOM, "demo", "--json", "--members", str(asked.people), "--data", str(data)],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    told = json.loads(out.stdout)
    server = start(
        [
            *STRATROOM,
            "serve",
            "--data",
            str(data),
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
            "--log-level",
            "error",
        ]
    )
    try:
        await listening(port)
        room = Room(welcome=b'"type":"frame"')
        people = [p for p in told["people"] if p["side"] == "ours"][-asked.people :]
        hello = {"type": "hello", "protocol": "stratroom.html.1", "page": "phone"}
        began = time.perf_counter()
        for batch in batches(people, 64):
            await asyncio.gather(
                *(
                    room.enter(
                        port, f"/live/{told['plan']}",
                        {"Authorization": f"Bearer {p['token']}", "Sec-WebSocket-Protocol": "stratroom.html.1"}, hello,
                    )
                    for p in batch
                )
            )  # fmt: skip
        sys.stdout.write(f"{len(people)} phones in and loaded after {time.perf_counter() - began:.2f} s\n")
        actions = await asyncio.to_thread(action_ids, port, told["plan"], people[0]["token"])

        room.witness = room.phones[-1]
        await settled(server.pid)
        edits = (an_edit(room, actions, n) for n in range(asked.edits))
        result = await measure("stratroom", server.pid, room, edits, asked.edits, asked.seconds)
        room.close()
        return result
    finally:
        server.kill()
        server.wait()


def an_edit(room: Room, actions: list[str], n: int) -> Edit:
    marker = f"~M{secrets.token_hex(4)}~"
    words = f"{marker} Site survey two weeks before each installation, with the facility team " + "x" * 150
    command = {
        "type": "command", "id": secrets.token_urlsafe(12), "do": "set",
        "record": actions[n % len(actions)], "field": "statement", "value": words,
    }  # fmt: skip
    return Edit(
        phone=room.phones[n % len(room.phones)],
        says=compact(command),
        marker=marker.encode(),
        ack=compact({"type": "ack", "id": command["id"]}),
    )


async def floor(asked: argparse.Namespace, shown: list[bytes]) -> Result:
    """The very frames that showed the edits, said again by one phone after the other."""
    port = free_port()
    server = start([sys.executable, "-m", "bench.bare", str(port)])
    try:
        await listening(port)
        room = Room(welcome=b"welcome")
        for _ in range(asked.people):
            await room.enter(port, "/", {}, {"hello": 1})
        again = list(to_say_again(room, shown))
        result = await measure("bare broadcast", server.pid, room, again, len(again), asked.seconds)
        room.close()
        return result
    finally:
        server.kill()
        server.wait()


def to_say_again(room: Room, shown: list[bytes]) -> Iterator[Edit]:
    said: set[bytes] = set()
    for frame in shown:
        fresh = [marker for marker in MARKER.findall(frame) if marker not in said]
        if fresh:
            yield Edit(room.phones[len(said) % len(room.phones)], frame, fresh[0])
            said.update(fresh)


def compact(message: dict[str, Any]) -> bytes:
    return json.dumps(message, separators=(",", ":")).encode()


def action_ids(port: int, plan: str, token: str) -> list[str]:
    import urllib.request

    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/plans/{plan}", headers={"Authorization": f"Bearer {token}"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return [record["id"] for record in json.load(answer)["records"] if record["kind"] == "action"]


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """A server on the first core; the load has the others."""
    pinned = ["taskset", "--cpu-list", str(SERVER_CORE), *command] if SERVER_CORE is not None else command
    return subprocess.Popen(pinned, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


async def listening(port: int) -> None:
    for _ in range(600):
        try:
            _reader, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return
    raise RuntimeError("the server does not listen")


async def settled(pid: int) -> None:
    """Until the server has done what it does once after its start, such as making its key."""
    while True:
        before = cpu_seconds(pid)
        await asyncio.sleep(SETTLING)
        if cpu_seconds(pid) - before < SETTLING / 20:
            return


def batches(many: list[Any], size: int) -> list[list[Any]]:
    return [many[at : at + size] for at in range(0, len(many), size)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rss(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def shown(result: Result) -> str:
    def of(values: list[float]) -> str:
        if not values:
            return "      –       –       –"
        ranked = sorted(values)
        at = [
            statistics.median(ranked),
            ranked[int(len(ranked) * 0.95)],
            ranked[min(len(ranked) - 1, int(len(ranked) * 0.99))],
        ]
        return "".join(f"{value:8.1f}" for value in at)

    per = 1000 * 1000 * result.cpu / max(1, result.deliveries)
    return (
        f"{result.name:16}{of(result.ack)}   {of(result.last)}   {result.missing:7}   {per:10.1f}"
        f"   {result.rss / 2**20:8.0f}"
    )


async def run(asked: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        ours = await product(asked, Path(folder))
    bare = await floor(asked, ours.shown)
    sys.stdout.write(
        f"\n{asked.people} phones, {asked.rate:g} edits/s, {ours.edits} edits; milliseconds\n"
        "                 acknowledged p50/p95/p99    last screen p50/p95/p99    missing   CPU ms/1000   MiB\n"
    )
    for result in (ours, bare):
        sys.stdout.write(shown(result) + "\n")
    return 1 if ours.missing else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--rate", type=float, default=10)
    parser.add_argument("--seconds", type=float, default=20)
    asked = parser.parse_args()
    asked.edits = int(asked.rate * asked.seconds)
    if SERVER_CORE is not None:
        os.sched_setaffinity(0, os.sched_getaffinity(0) - {SERVER_CORE})
    return uvloop.run(run(asked))


if __name__ == "__main__":
    raise SystemExit(main())
