"""Servers under load: the product on a filled store, the bare broadcast beside it; each alone on the first core."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.crowd import Crowd, Person, batches

ROOT = Path(__file__).resolve().parents[1]
CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE = CORES[0] if len(CORES) > 1 else None
STRATROOM = [sys.executable, "-c", "from app.cli import main; main()"]
SETTLING_S = 6.0
"""The server begins to make its key five seconds after its start."""

FACTORS, CONDITIONS, ACTIONS = 10, 5, 6
"""A plan as plans are: so many factors, under each so many conditions, under each so many actions."""
ITEMS = FACTORS * CONDITIONS * ACTIONS
BRANCH = 1 + CONDITIONS * (1 + ACTIONS)
"""Records of one factor with all that hangs under it."""

JSON, PHONE = "json", "phone"


@dataclass(frozen=True)
class Filled:
    """A store with one plan, to be copied for each run: every run begins with the same."""

    data: Path
    plan: str
    people: tuple[dict[str, Any], ...]
    """Members of ours, the facilitator first."""
    customers: tuple[dict[str, Any], ...]

    @property
    def lead(self) -> dict[str, Any]:
        return self.people[0]


@dataclass(frozen=True)
class Server:
    pid: int
    port: int
    plan: str = ""

    def cpu(self) -> float:
        """Seconds of processor, user and system, since it began."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def rss(self) -> int:
        """Bytes of memory that the process holds."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def item(number: int) -> str:
    """Id of an action."""
    return f"bench-item-{number:05d}"


def words(number: int) -> str:
    return (
        f"Item {number}: site survey two weeks before each installation, with the facility team. " + "x" * 130
    )


def filled(folder: Path, people: int, of: int = 0, db: str | None = None) -> Filled:
    """A new store with `people` members and a plan of 300 actions and what they hang on, or of about `of` records."""
    data = folder / "filled"
    made = subprocess.run(
        [*STRATROOM, "demo", "--json", "--members", str(people), "--data", str(data), *_db(db)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    told = json.loads(made.stdout)
    ours = [each for each in told["people"] if each["side"] == "ours"]
    lead = next(each for each in ours if each["role"] == "facilitator")
    members = [each for each in ours if each["role"] == "member"][-people:]
    theirs = tuple(each for each in told["people"] if each["side"] == "theirs")
    store = Filled(data, told["plan"], (lead, *members), theirs)
    with serving(store, data, db=db) as server:
        _fill(server, lead["token"], max(1, of // BRANCH) if of else FACTORS)
    return store


def _fill(server: Server, token: str, factors: int) -> None:
    records = call(server, token, f"/api/plans/{server.plan}")["records"]
    goal = next(each["id"] for each in records if each["kind"] == "goal")
    adds = []
    for factor in range(factors):
        adds.append(_add(f"bench-factor-{factor:04d}", "csf", goal, f"Factor {factor}"))
        for place in range(CONDITIONS):
            condition = f"bench-condition-{factor:04d}-{place}"
            adds.append(_add(condition, "nc", f"bench-factor-{factor:04d}", f"Condition {place}"))
            for each in range(ACTIONS):
                number = (factor * CONDITIONS + place) * ACTIONS + each
                adds.append(_add(item(number), "action", condition, words(number)))
    for batch in batches(adds, 100):
        answers = call(server, token, f"/api/plans/{server.plan}/commands", batch)
        if refused := [each for each in answers if each["type"] != "ack"]:
            raise RuntimeError(f"the plan could not be filled: {refused[0]}")


def _add(record: str, kind: str, parent: str, statement: str) -> dict[str, Any]:
    return {
        "type": "command", "id": f"{record}-made", "do": "add", "record": record, "kind": kind, "parent": parent,
        "fields": {"statement": statement},
    }  # fmt: skip


def call(server: Server, token: str, path: str, body: object = None) -> Any:
    """One request as a program; its answer."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{server.port}{path}",
        None if body is None else json.dumps(body).encode(),
        {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.load(answer)


class serving:  # noqa: N801  used as `with serving(…)`
    """The product on a store, pinned; killed at the end."""

    def __init__(
        self, store: Filled, data: Path, *, db: str | None = None, core: int | None = SERVER_CORE
    ) -> None:
        self._command = [
            *STRATROOM,
            "serve",
            "--data",
            str(data),
            "--host",
            "127.0.0.1",
            "--log-level",
            "error",
            *_db(db),
        ]
        self._plan = store.plan
        self._core = core

    def __enter__(self) -> Server:
        port = free_port()
        self._process = start([*self._command, "--port", str(port)], self._core)
        _listening(port, self._process)
        return Server(self._process.pid, port, self._plan)

    def __exit__(self, *_about: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class on_a_copy(serving):  # noqa: N801
    """The product on a copy of a store, so that the next run begins with the same."""

    def __init__(self, store: Filled) -> None:
        self._copy = store.data.with_name("copy")
        shutil.rmtree(self._copy, ignore_errors=True)
        shutil.copytree(store.data, self._copy, ignore=shutil.ignore_patterns("*.sock"))
        super().__init__(store, self._copy)


class broadcasting:  # noqa: N801
    """The bare broadcast."""

    def __enter__(self) -> Server:
        port = free_port()
        self._process = start([sys.executable, "-m", "bench.bare", str(port)])
        _listening(port, self._process)
        return Server(self._process.pid, port)

    def __exit__(self, *_about: object) -> None:
        self._process.kill()
        self._process.wait()


def commits(folder: Path, count: int) -> list[float]:
    """Milliseconds that each of so many commits took to the disk, one after the other: the floor of a durable answer."""
    made = subprocess.run(
        _pinned([sys.executable, "-m", "bench.commits", str(folder / "commits.sqlite3"), str(count)], SERVER_CORE),
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    return [float(each) for each in made.stdout.split()]


async def comes_in(
    crowd: Crowd, server: Server, who: dict[str, Any], page: str, *, packed: bool = True
) -> Person:
    """Somebody opens the plan's socket and is told all of it."""
    protocol = "stratroom.json.1" if page == JSON else "stratroom.html.1"
    hello = {"type": "hello", "protocol": protocol, "page": page}
    if packed:
        hello["packed"] = True
    headers = {"Authorization": f"Bearer {who['token']}", "Sec-WebSocket-Protocol": protocol}
    return await crowd.enter(server.port, f"/live/{server.plan}", headers, hello, b'"type":"frame"')


async def all_come_in(crowd: Crowd, server: Server, people: list[dict[str, Any]], page: str) -> None:
    for batch in batches(people, 64):
        await asyncio.gather(*(comes_in(crowd, server, each, page) for each in batch))


@asynccontextmanager
async def here(crowd: Crowd) -> AsyncIterator[None]:
    """Everybody says now and then that they are here; and leaves at the end."""
    pings = asyncio.create_task(crowd.pings())
    try:
        yield
    finally:
        pings.cancel()
        crowd.leave()
        await asyncio.sleep(0.2)


async def settled(server: Server) -> None:
    """Until the server has done what it does once after its start, such as making its key."""
    for _ in range(10):
        before = server.cpu()
        await asyncio.sleep(SETTLING_S)
        if server.cpu() - before < SETTLING_S / 12:
            return


def start(command: list[str], core: int | None = SERVER_CORE) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        _pinned(command, core), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def _pinned(command: list[str], core: int | None) -> list[str]:
    return command if core is None else ["taskset", "--cpu-list", str(core), *command]


def _db(db: str | None) -> list[str]:
    return [] if db is None else ["--db", db]


def _listening(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):
        if process.poll() is not None:
            break
        with socket.socket() as probe:
            probe.settimeout(0.5)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the server does not listen")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
