"""`python -m bench.several`: one plan's room spread over one, two and three servers on one PostgreSQL.

Phones are seated in turn at each server and edit in turn, so that most of what a phone sees comes from another server.
Where servers, load and PostgreSQL share fewer cores than they are, this shows what it costs to be several, and not what
is gained by it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import uvloop

from bench.__main__ import (
    ROOT,
    STRATROOM,
    Result,
    action_ids,
    an_edit,
    batches,
    cpu_seconds,
    free_port,
    listening,
    measure,
    rss,
    settled,
    shown,
)
from bench.phones import Room
from tests.postgres import empty_store, running


@contextmanager
def servers(count: int, folder: Path, db: str) -> Iterator[list[tuple[int, int]]]:
    """Port and pid of each."""
    started: list[tuple[int, subprocess.Popen[bytes]]] = []
    try:
        for number in range(count):
            port, data = free_port(), folder / f"server-{number}"
            command = [*STRATROOM, "serve", "--data", str(data), "--db", db, "--host", "127.0.0.1"]
            command += ["--port", str(port), "--log-level", "error"]
            nowhere = subprocess.DEVNULL
            started.append((port, subprocess.Popen(command, cwd=ROOT, stdout=nowhere, stderr=nowhere)))
        yield [(port, process.pid) for port, process in started]
    finally:
        for _port, process in started:
            process.kill()
            process.wait()


async def spread(asked: argparse.Namespace, count: int, folder: Path, db: str) -> Result:
    """The room at `count` servers."""
    made = [*STRATROOM, "demo", "--json", "--members", str(asked.people), "--data", str(folder), "--db", db]
    out = await asyncio.to_thread(subprocess.run, made, cwd=ROOT, check=True, capture_output=True, text=True)
    told = json.loads(out.stdout)
    with servers(count, folder, db) as each:
        ports, pids = [port for port, _ in each], [pid for _, pid in each]
        for port in ports:
            await listening(port)
        room = Room(welcome=b'"type":"frame"')
        people = [p for p in told["people"] if p["side"] == "ours"][-asked.people :]
        hello = {"type": "hello", "protocol": "stratroom.html.1", "page": "phone"}
        seats = [(ports[n % count], person) for n, person in enumerate(people)]
        for batch in batches(seats, 64):
            await asyncio.gather(*(_enter(room, port, told["plan"], person, hello) for port, person in batch))
        actions = await asyncio.to_thread(action_ids, ports[0], told["plan"], people[0]["token"])
        for pid in pids:
            await settled(pid)
        before = sum(map(cpu_seconds, pids))
        edits = (an_edit(room, actions, n) for n in range(asked.edits))
        result = await measure(f"{count} server(s)", pids[0], room, edits, asked.edits, asked.seconds)
        used = sum(map(cpu_seconds, pids)) - before
        room.close()
        return replace(result, cpu=used, rss=max(map(rss, pids)))


async def _enter(room: Room, port: int, plan: str, person: dict[str, str], hello: dict[str, str]) -> None:
    headers = {"Authorization": f"Bearer {person['token']}", "Sec-WebSocket-Protocol": "stratroom.html.1"}
    await room.enter(port, f"/live/{plan}", headers, hello)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.several")
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--rate", type=float, default=20)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--servers", type=int, nargs="+", default=[1, 2, 3])
    asked = parser.parse_args()
    asked.edits = int(asked.rate * asked.seconds)
    sys.stdout.write(
        f"{asked.people} phones, {asked.rate:g} edits/s for {asked.seconds:g} s; {os.cpu_count()} cores;"
        " PostgreSQL with fsync; milliseconds\n"
        "                 acknowledged p50/p95/p99    last screen p50/p95/p99    missing   CPU ms/1000   MiB\n"
    )
    missing = 0
    with running(durable=True) as postgres:
        for count in asked.servers:
            name = f"bench_{os.getpid()}_{count}_{time.time_ns() % 10**6}"
            with empty_store(postgres, name) as db, tempfile.TemporaryDirectory(prefix="bench-") as folder:
                result = uvloop.run(spread(asked, count, Path(folder), db))
            missing += result.missing
            sys.stdout.write(shown(result) + "\n")
            sys.stdout.flush()
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
