"""What people notice when the machine fails them: the disk is full, or slow; the clock jumps; PostgreSQL restarts.

They are told that it is not saved yet, in words, and keep it; what there is can still be read, also by somebody who only
comes now; and when the machine is well again everything that they kept is saved, in order, without anybody's doing.

    disk full   the data folder is a small file system of its own (a mount namespace), filled to the last byte
    disk slow   every sync takes a third of a second (strace)
    clock       of the server's process, hours ahead and hours back (libfaketime), also over a restart
    PostgreSQL  stopped as by a crash, down for a while, and started, in the middle of a burst
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import psycopg

from app.cli.demo import told
from tests.faults.cluster import Cluster
from tests.faults.day import Day, Days, Plot, until
from tests.faults.judge import Finding, Row
from tests.faults.served import ROOT, Served, demo
from tests.faults.straced import Straced
from tests.faults.tally import Tally
from tests.faults.witness import Witness
from tests.worked import worked_account

KINDS = ("full", "slow", "clock", "database")
ROOM = "96m"
"""Of the small disk; the server calls itself ready with 50 MB free."""
TOLD_WITHIN = 20.0
"""Seconds until somebody who writes knows that it is not saved."""
WELL_WITHIN = 25.0
"""Seconds until all is saved again once the machine is well. Phones try every one and a half, PostgreSQL recovers."""
READ_WITHIN = 20.0
"""A loaded machine is slow, a broken server is silent."""
FAKETIME = "/usr/lib/*/faketime/libfaketimeMT.so.1"


class Unavailable(Exception):
    """This machine does not let us fail it so."""


@dataclass(frozen=True, slots=True)
class Outages(Tally):
    full_disks: int = 0
    slow_disks: int = 0
    clock_jumps: int = 0
    database_crashes: int = 0
    acknowledged: int = 0
    put_off: int = 0
    """How often somebody was told "not saved yet"."""
    reads: int = 0
    """Made while the machine failed."""
    found: int = 0

    @classmethod
    def bad(cls) -> tuple[str, ...]:
        return ("found",)


def run(folder: Path, seed: int) -> Outages:
    """One outage of each kind. Raises Unavailable."""
    total = Outages()
    for kind in KINDS:
        total += outage(folder / kind, seed, kind)
    return total


def outage(folder: Path, seed: int, kind: str) -> Outages:
    """One kind, in a folder that is made. Raises Unavailable."""
    folder.mkdir()
    match kind:
        case "full":
            return _on_a_small_disk(folder, seed)
        case "database":
            return _with_postgres(folder, seed)
        case "clock":
            return _with_a_clock(folder, seed)
        case _:
            served = Served(folder / "data")
            return _lived(Outage(served, _people(served), random.Random(seed), _plot("slow_syncs")))


def _plot(*faults: str) -> Plot:
    return Plot(people=4, commands=20 * (len(faults) + 1), faults=faults)


def _people(served: Served) -> dict[str, Any]:
    return told(worked_account(served.data), served.url)


def _lived(day: Outage) -> Outages:
    try:
        days, found = asyncio.run(day.run())
    finally:
        day.served.kill()
    for each in found:
        sys.stdout.write(f"  {each.code}: {each.words}\n")
    return day.outages(days, found)


class Outage(Day):
    """A day on a machine that fails."""

    def __init__(self, served: Served, people: dict[str, Any], chance: random.Random, plot: Plot) -> None:
        super().__init__(served, people, chance, plot)
        self.reads = 0

    def outages(self, days: Days, found: Sequence[Finding]) -> Outages:
        return Outages(
            acknowledged=days.acknowledged,
            put_off=self._put_off,
            reads=self.reads,
            found=len(found),
            full_disks=self.counts["full"],
            slow_disks=self.counts["slow_disks"],
            clock_jumps=self.counts["clock"],
            database_crashes=self.counts["database"],
        )

    @property
    def _put_off(self) -> int:
        return sum(sum(each.history.put_off.values()) for each in self.witnesses)

    async def _is_told(self, words: str) -> None:
        """Somebody who writes hears that it is not saved yet, in these words."""
        before = self._put_off
        await until(lambda: self._put_off > before, TOLD_WITHIN)
        said = {each for witness in self.witnesses for each in witness.history.put_off}
        if self._put_off == before or not any(words in each for each in said):
            self.found.append(Finding("silent", f"nobody was told {words!r}, but {said}"))

    async def _can_read(self) -> None:
        """Who is here reads on, and somebody who only comes now sees the plan."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(READ_WITHIN):
                await asyncio.to_thread(self.served.get, f"/api/plans/{self.plan}", self.tokens[1])
                late = Witness(self.served.url, self.plan, self.tokens[1], "late")
                visit = asyncio.create_task(late.run())
                await late.until(lambda: bool(late.records), READ_WITHIN)
                await late.stop()
                visit.cancel()
                self.reads += 2
        except (TimeoutError, OSError, urllib.error.URLError) as error:
            self.found.append(Finding("unreadable", f"{time.monotonic() - began:.1f} s: {error!r}"))

    async def _is_well(self) -> None:
        """Everything kept is saved, and more."""
        kept = [(each, set(each.outbox)) for each in self.witnesses]
        began, goal = time.monotonic(), self._answered + 20
        await until(
            lambda: self._answered >= goal and not any(ids & set(each.outbox) for each, ids in kept),
            WELL_WITHIN,
        )
        if self._answered < goal:
            self.found.append(
                Finding("unwell", f"not well {time.monotonic() - began:.1f} s after the machine was")
            )

    async def _full(self) -> None:
        ballast = self.served.data / "ballast"
        with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
        await self._is_told("the disk of the server is full. It is kept on this device.")
        await self._can_read()
        if not await self._says("disk-full"):
            self.found.append(Finding("silent", "/readyz does not say that the disk is full"))
        ballast.unlink()
        await self._is_well()
        if not await self._says(None):
            self.found.append(Finding("unwell", "/readyz goes on saying that it is not ready"))
        self.counts["full"] += 1

    async def _says(self, reason: str | None) -> bool:
        """Whether /readyz comes to give this reason; None: that it is ready. It may keep an answer for a while."""
        give_up = time.monotonic() + WELL_WITHIN
        while (said := await asyncio.to_thread(self._ready)) != reason and time.monotonic() < give_up:  # noqa: ASYNC110
            await asyncio.sleep(0.2)
        return said == reason

    def _ready(self) -> str | None:
        """Why it is not ready."""
        try:
            self.served.get("/readyz", self.tokens[0])
        except urllib.error.HTTPError as error:
            return str(json.loads(error.read())["reason"])
        return None

    async def _slow_syncs(self) -> None:
        assert self.served.pid is not None
        before = self._put_off
        with contextlib.closing(
            await asyncio.to_thread(Straced, self.served.pid, "fdatasync", "delay_exit=300ms")
        ):
            await self.reach(15)
            await self._can_read()
        await self._is_well()
        if self._put_off > before:
            self.found.append(
                Finding("impatient", "slow is not lost: nobody should be told that it is not saved")
            )
        self.counts["slow_disks"] += 1


class ClockOutage(Outage):
    """The server's clock is told to run elsewhere by a file."""

    def set_clock(self, hours: int) -> None:
        file = self.served.data.parent / "clock"
        file.with_suffix(".new").write_text(f"{hours:+d}h\n")
        # In one go: the process reads it at every look at the clock.
        file.with_suffix(".new").replace(file)

    def _hours_away(self) -> int:
        with urllib.request.urlopen(f"{self.served.url}/healthz", timeout=READ_WITHIN) as answer:
            said = parsedate_to_datetime(answer.headers["date"]).timestamp()
        return round((said - time.time()) / 3600)

    async def _ahead(self) -> None:
        await self._jump(self.chance.randrange(2, 9))

    async def _back(self) -> None:
        await self._jump(-self.chance.randrange(2, 9))

    async def _jump(self, hours: int) -> None:
        visits = [each.visits for each in self.witnesses]
        self.set_clock(hours)
        give_up = time.monotonic() + TOLD_WITHIN
        while await asyncio.to_thread(self._hours_away) != hours and time.monotonic() < give_up:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        await self.reach(20)
        await self._can_read()
        await self._is_well()
        if self._put_off or visits != [each.visits for each in self.witnesses]:
            self.found.append(Finding("upset", f"a clock {hours} h away put people off or threw them out"))
        self.counts["clock"] += 1

    def _read_log(self) -> list[Row]:
        """Times in the log never go back."""
        with contextlib.closing(sqlite3.connect(self.served.data / "stratroom.db")) as connection:
            rows = connection.execute("SELECT at FROM entry WHERE plan = ? ORDER BY seq", (self.plan,))
            times = [at for (at,) in rows]
        if times != sorted(times):
            self.found.append(Finding("disorder", "the log's times go back"))
        if max(times) < (time.time() + 3600) * 1000:
            self.found.append(Finding("other", "the server's clock was never ahead"))
        return super()._read_log()


class DatabaseOutage(Outage):
    """On PostgreSQL, which crashes."""

    cluster: Cluster

    async def _crash(self) -> None:
        await asyncio.to_thread(self.cluster.stop, "immediate")
        await self._is_told("Not saved yet. It is kept on this device and sent again.")
        await self._can_read()
        await asyncio.to_thread(self.cluster.start)
        await self._is_well()
        self.counts["database"] += 1

    async def _blink(self) -> None:
        """Gone and back before anybody could look."""
        await asyncio.to_thread(self.cluster.stop, "immediate")
        await asyncio.to_thread(self.cluster.start)
        await self._is_well()
        self.counts["database"] += 1

    def _replayed(self, views: Sequence[dict[str, Any]]) -> list[Finding]:
        """A server that starts on it says the same."""
        with psycopg.connect(self.cluster.url, autocommit=True) as connection:
            connection.execute("DELETE FROM snapshot")
        try:
            self.served.start()
            again = self._views(self.served)
        finally:
            self.served.kill()
        return [] if again == list(views) else [Finding("unequal", "the log alone gives another plan")]

    def _read_log(self) -> list[Row]:
        with psycopg.connect(self.cluster.url) as connection:
            rows = connection.execute(
                "SELECT seq, person, command, event, payload FROM entry WHERE plan = %s ORDER BY seq",
                (self.plan,),
            ).fetchall()
        return [Row(*row[:4], json.loads(row[4])) for row in rows]


def _with_a_clock(folder: Path, seed: int) -> Outages:
    libraries = sorted(Path("/").glob(FAKETIME.lstrip("/")))
    if not libraries:
        raise Unavailable("libfaketime is not there: apt-get install libfaketime")
    environment = {
        "LD_PRELOAD": str(libraries[0]),
        "FAKETIME_TIMESTAMP_FILE": str(folder / "clock"),
        # Seconds for which it believes what it read: reading at every look at the clock costs more than the server.
        "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    served = Served(folder / "data", environment=environment)
    day = ClockOutage(served, _people(served), random.Random(seed), _plot("ahead", "back", "stop"))
    day.set_clock(0)
    return _lived(day)


def _with_postgres(folder: Path, seed: int) -> Outages:
    with contextlib.closing(Cluster()) as cluster:
        served = Served(folder / "data", "--db", cluster.url)
        served.data.mkdir()
        people = demo(served.data, served.url, environment={"STRATROOM_DB": cluster.url})
        day = DatabaseOutage(served, people, random.Random(seed), _plot("crash", "blink"))
        day.cluster = cluster
        return _lived(day)


def _on_a_small_disk(folder: Path, seed: int) -> Outages:
    """In a process of its own, with a mount namespace of its own, which goes with it."""
    unshare = ["unshare", "--mount"] if os.getuid() == 0 else ["unshare", "--mount", "--map-root-user"]
    done = subprocess.run(
        [*unshare, sys.executable, "-m", "tests.faults.outages", str(folder), str(seed)],
        cwd=ROOT, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    if done.returncode == os.EX_UNAVAILABLE or "unshare" in done.stderr[:40]:
        raise Unavailable(done.stderr.strip() or "no mount namespaces")
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    *said, tally = done.stdout.splitlines()
    sys.stdout.write("".join(f"{line}\n" for line in said))
    return Outages(**json.loads(tally))


def _inside() -> None:
    parser = argparse.ArgumentParser(description="In a mount namespace of one's own.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("seed", type=int)
    asked = parser.parse_args()
    served = Served(asked.folder / "data")
    served.data.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM},mode=0700", "tmpfs", str(served.data)]
    if subprocess.run(mount, check=False).returncode:
        raise SystemExit(os.EX_UNAVAILABLE)
    tally = _lived(Outage(served, _people(served), random.Random(asked.seed), _plot("full", "full")))
    shutil.rmtree(asked.folder / "again", ignore_errors=True)
    sys.stdout.write(json.dumps(tally.counts) + "\n")


if __name__ == "__main__":
    _inside()
