"""Bytes on the disk change, as no program writes them: `verify` finds it, and a server builds nothing on it.

- Bits are flipped anywhere in the file of a plan's day. Either the log reads as before, or `verify` speaks up.
- A server is started on a log with a wrong entry. It shows the plan, refuses every edit, and says up to which entry the
  log is good: to who asks for the edit, in what it logs, and by `stratroom verify`.
- The drill: a backup is taken under load, the file destroyed, the backup put in its place and the server started.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.cli.demo import told
from app.store.engine import open_sqlite_copy
from app.store.verify import verify
from tests.faults.day import Day, Plot
from tests.faults.judge import log_of
from tests.faults.served import ROOT, Served
from tests.faults.tally import Tally
from tests.faults.witness import Witness
from tests.worked import worked_account

STORE = "stratroom.db"
FLIPS = 2_000
"""Of one round."""
BACK_WITHIN = 60.0
"""Seconds of a drill, from the file being gone to everybody being back and writing."""
FIELDS = ("at", "event", "payload", "salt", "digest", "chain", "person", "command", "schema")
TOLD_WITHIN = 20.0
FIRST_WRONG = 40
"""Entry of the day's log. The roster stands before: without it nobody would be let in who could be told anything."""


@dataclass(frozen=True, slots=True)
class Damages(Tally):
    flips: int = 0
    changed: int = 0
    """Flips after which the log reads differently, or not at all."""
    unseen: int = 0
    """Those of them that `verify` did not find."""
    served: int = 0
    """Servers that were started on a damaged log."""
    built_on: int = 0
    """Those that wrote to it, showed nothing, or did not say how far it is good."""
    drills: int = 0
    drill_ms: int = 0
    """Of all drills together."""
    too_slow: int = 0
    not_back: int = 0
    """Drills after which something of the backup was missing, or nobody could write."""

    @classmethod
    def bad(cls) -> tuple[str, ...]:
        return ("unseen", "built_on", "too_slow", "not_back")


def run(folder: Path, seed: int) -> Damages:
    """Flips, one server on a damaged log, one drill."""
    chance = random.Random(seed)
    return (
        flips(folder / "flips", chance, FLIPS)
        + served(folder / "served", chance)
        + drill(folder / "drill", seed)
    )


# flips


def flips(folder: Path, chance: random.Random, count: int) -> Damages:
    """So many single bits, each in a fresh copy."""
    worked_account(folder)
    original = (folder / STORE).read_bytes()
    before = _contents(folder / STORE)
    file = folder / "flipped.db"
    changed = unseen = 0
    for _ in range(count):
        at, bit = chance.randrange(len(original)), 1 << chance.randrange(8)
        file.write_bytes(original[:at] + bytes([original[at] ^ bit]) + original[at + 1 :])
        if _contents(file) == before:
            continue
        changed += 1
        engine = open_sqlite_copy(file)
        if verify(engine).sound:
            unseen += 1
            sys.stdout.write(f"  unseen: byte {at}, bit {bit}\n")
        engine.dispose()
    return Damages(flips=count, changed=changed, unseen=unseen)


def _contents(file: Path) -> object:
    """All that the log holds, as raw as SQLite gives it; None where it cannot be read."""
    with contextlib.closing(sqlite3.connect(f"file:{file}?immutable=1", uri=True)) as connection:
        connection.text_factory = bytes
        try:
            entries = connection.execute("SELECT * FROM entry ORDER BY plan, seq").fetchall()
            plans = connection.execute("SELECT id, created_at, seq, head FROM plan").fetchall()
            done = sorted(connection.execute("SELECT * FROM done").fetchall())
        except (sqlite3.DatabaseError, UnicodeDecodeError, TypeError):
            return None
    # 1 and b"1" and 1.0 are not the same byte on the disk.
    return [[(type(value), value) for value in row] for row in (*entries, *plans, *done)]


# a server on a damaged log


def served(folder: Path, chance: random.Random) -> Damages:
    """A server on a log of which one entry is not what was written."""
    folder.mkdir()
    served = Served(folder / "data")
    people = told(worked_account(served.data), served.url)
    wrong = _spoil(served.data / STORE, chance)
    before = len(log_of(served.data / STORE, people["plan"]))
    try:
        served.start()
        found = asyncio.run(_tried(served, people, f"behind entry {wrong - 1}."))
        checked = _stratroom("verify", "--data", str(served.data))
        if f"damaged behind entry {wrong - 1} " not in checked.stdout or checked.returncode != 1:
            found.append(f"verify: {checked.stdout}")
    finally:
        served.stop()
    if f"damaged behind entry {wrong - 1}:" not in served.log.read_text():
        found.append("nothing of it was logged")
    if len(log_of(served.data / STORE, people["plan"])) != before:
        found.append("the log went on")
    for each in found:
        sys.stdout.write(f"  built on: entry {wrong}: {each}\n")
    return Damages(served=1, built_on=bool(found))


def _spoil(file: Path, chance: random.Random) -> int:
    """Make one field of one entry another; with or without a snapshot that was taken behind it. Which entry."""
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as connection:
        (last,) = connection.execute("SELECT max(seq) FROM entry").fetchone()
        wrong, field = chance.randrange(FIRST_WRONG, last + 1), chance.choice(FIELDS)
        value = {"at": 1, "schema": 77, "event": "Never", "person": "nobody", "command": "never-said"}.get(
            field, b"x"
        )
        connection.execute(f"UPDATE entry SET {field} = ? WHERE seq = ?", (value, wrong))
        if chance.random() < 0.5:
            connection.execute("DELETE FROM snapshot")
    return wrong


async def _tried(served: Served, people: dict[str, Any], words: str) -> list[str]:
    """What is wrong with how somebody is treated who reads and writes."""
    person = next(each for each in people["people"] if each["side"] == "ours")
    witness = Witness(served.url, people["plan"], person["token"], person["id"])
    visit = asyncio.create_task(witness.run())
    found = []
    try:
        await witness.until(lambda: bool(witness.records), TOLD_WITHIN)
        # What lies before the snapshot is looked at behind everybody's back: a first edit may be quicker.
        await asyncio.to_thread(_logged, served)
        await witness.asks(
            {"id": "after-the-damage", "do": "add", "kind": "note", "fields": {"text": "lost"}}
        )
        await witness.until(lambda: bool(witness.history.put_off or witness.history.acked), TOLD_WITHIN)
    except TimeoutError:
        found.append("neither shown nor told anything")
    if witness.history.acked:
        found.append("it was written to")
    if not any(words in each for each in witness.history.put_off):
        found.append(f"people were told {dict(witness.history.put_off)}")
    await witness.stop()
    visit.cancel()
    await asyncio.gather(visit, return_exceptions=True)
    return found


def _logged(served: Served) -> None:
    give_up = time.monotonic() + TOLD_WITHIN
    while "damaged" not in served.log.read_text() and time.monotonic() < give_up:
        time.sleep(0.02)


# the drill


def drill(folder: Path, seed: int) -> Damages:
    """A backup under load, the file destroyed, the backup put back."""
    folder.mkdir()
    served = Served(folder / "data")
    day = _Drill(
        served, told(worked_account(served.data), served.url), random.Random(seed), Plot(4, 120, ("lose",))
    )
    try:
        _, found = asyncio.run(day.run())
    finally:
        served.kill()
    for each in found:
        sys.stdout.write(f"  {each.code}: {each.words}\n")
    return Damages(
        drills=1,
        drill_ms=round(day.took * 1000),
        too_slow=day.took > BACK_WITHIN,
        not_back=bool(found or day.missing or not day.wrote_on),
    )


class _Drill(Day):
    took = 0.0
    missing = 0
    wrote_on = False

    async def _lose(self) -> None:
        before = {id_ for each in self.witnesses for id_ in each.history.acked if id_ in each.history.sure}
        copy = self.served.data.parent / "backup"
        made = await asyncio.to_thread(_stratroom, "backup", str(copy), "--data", str(self.served.data))
        assert made.returncode == 0, made.stderr
        await self.reach(20)
        await asyncio.to_thread(self.served.kill)
        with (self.served.data / STORE).open("r+b") as file:
            file.write(os.urandom(64 * 1024))
        began = time.monotonic()
        back = await asyncio.to_thread(_stratroom, "restore", str(copy), "--data", str(self.served.data))
        assert back.returncode == 0, back.stderr
        kept = {row.command for row in log_of(self.served.data / STORE, self.plan)}
        self.missing = len(before - kept)
        self._forget_what_came_after(kept)
        await self._start_again()
        answered = self._answered
        await self.reach(20)
        self.took = time.monotonic() - began
        self.wrote_on = self._answered >= answered + 20

    def _forget_what_came_after(self, kept: set[str | None]) -> None:
        """What was acknowledged between the backup and the loss is gone, and nobody promised otherwise."""
        for each in self.witnesses:
            history = each.history
            gone = {id_ for id_ in history.acked if id_ not in kept}
            history.acked = [id_ for id_ in history.acked if id_ not in gone]
            history.saw.clear()
            history.typed = {id_: token for id_, token in history.typed.items() if id_ not in gone}
            each.mine = 0

    def _texts(self, view: dict[str, Any]) -> list[Any]:
        # Who goes on typing in a document that lost its end begins anew: what is whole is judged elsewhere.
        return []


def _stratroom(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from app.cli import main; main()", *arguments],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "LANG": "en_GB.UTF-8", "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
