"""The power goes: of everything that a real server wrote, disks are made as they may be found, and started from.

A server is recorded at work (`recording`); at every moment of that the power may have gone (`images`). SQLite opens what
is left, as it does when a server starts: what had been acknowledged by then is in the log, the log is the one that was
written up to some entry, and the file is whole. Of every so many the whole store is opened, verified and replayed.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from app.cli.demo import told
from app.domain.state import EMPTY
from app.session.replay import read_all, replay
from app.session.texts import Ledger, NoTexts
from app.store.store import Store
from tests.faults.images import Disk, Image, Place
from tests.faults.judge import register_of
from tests.faults.recording import Acknowledged, Recorder, Step, Synced
from tests.faults.served import Served
from tests.faults.tally import Tally
from tests.faults.typist import Lead, Typist
from tests.faults.witness import Witness
from tests.worked import worked_account

STORE = "stratroom.db"
PEOPLE = 6
COMMANDS = (100, 100, 100, 900)
"""One of them; 900 are enough for SQLite to move its log into the file."""
IMAGES = 5_000
"""Of one recording."""
CHECK_EVERY = 10
"""Images that SQLite is asked to check as well."""
WHOLE_EVERY = 500
"""Images of which the store is opened, verified and replayed."""


@dataclass(frozen=True, slots=True)
class Cuts(Tally):
    recordings: int = 0
    acknowledged: int = 0
    syncs: int = 0
    moved: int = 0
    """How often SQLite moved its log into the file."""
    images: int = 0
    """Distinct ones."""
    replayed: int = 0
    lost: int = 0
    """Images that lack something acknowledged."""
    broken: int = 0
    """Images that are no prefix of the log, or no sound file."""

    @classmethod
    def bad(cls) -> tuple[str, ...]:
        return ("lost", "broken")


Entry = tuple[int, str | None, bytes]
"""Sequence number, command, chain value."""


@dataclass(frozen=True, slots=True)
class Recorded:
    before: dict[str, bytes]
    steps: Sequence[Step]
    plan: str
    log: Sequence[Entry]
    """As it was in the end."""


def run(folder: Path, seed: int, images: int = IMAGES, commands: int | None = None) -> Cuts:
    """One recording, and the disks that may be found of it."""
    served = Served(folder / "data")
    return cuts(record(served, seed, commands or random.Random(seed).choice(COMMANDS)), seed, images)


# recording


def record(served: Served, seed: int, commands: int) -> Recorded:
    """A few people at work until so many commands are answered; then the server is stopped or killed."""
    people = told(worked_account(served.data), served.url)
    plan = str(people["plan"])
    before = {STORE: (served.data / STORE).read_bytes()}
    chance = random.Random(seed)
    try:
        with Recorder(served) as recorder:
            asyncio.run(_work(served, people, chance, commands))
            served.stop() if chance.random() < 0.5 else served.kill()
            steps = recorder.steps()
    finally:
        served.kill()
    with contextlib.closing(sqlite3.connect(served.data / STORE)) as connection:
        return Recorded(before, steps, plan, _entries(connection, plan))


async def _work(served: Served, people: dict[str, Any], chance: random.Random, commands: int) -> None:
    ours = [each for each in people["people"] if each["side"] == "ours"][:PEOPLE]
    witnesses = [Witness(served.url, people["plan"], each["token"], each["id"]) for each in ours]
    tasks = [asyncio.create_task(each.run()) for each in witnesses]
    tasks += [asyncio.create_task(_say(each, n, chance.random())) for n, each in enumerate(witnesses)]
    await witnesses[0].until(lambda: sum(len(each.history.acked) for each in witnesses) >= commands, 120)
    for each in witnesses:
        await each.stop()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _say(witness: Witness, n: int, seed: float) -> None:
    typist = (Lead if n == 0 else Typist)(witness, random.Random(seed), undoes=n % 2 == 0, unruly=False)
    await witness.until(lambda: bool(witness.order), 60)
    await typist.begin(register_of(witness.history.person))
    while True:
        # One at a time: many small commits, not few large ones.
        if not witness.outbox:
            await typist.act()
        await asyncio.sleep(0.002)


# cutting


def cuts(recorded: Recorded, seed: int, images: int) -> Cuts:
    """`images` disks that may be found, and what is wrong with what is on them."""
    chance = random.Random(seed)
    sequence = {command: seq for seq, command, _ in recorded.log if command}
    found: dict[str, int] = {each.name: 0 for each in fields(Cuts)}
    found["recordings"] = 1
    found["syncs"] = sum(isinstance(each, Synced) for each in recorded.steps)
    found["moved"] = sum(each == Synced(STORE) for each in recorded.steps)
    found["acknowledged"] = sum(
        len(each.commands) for each in recorded.steps if isinstance(each, Acknowledged)
    )
    with tempfile.TemporaryDirectory(prefix="cut-", dir=_quick()) as memory:
        place = Place(Path(memory))
        for image, acknowledged in _images(recorded, chance, images):
            needed = max((sequence.get(each, 0) for each in acknowledged), default=0)
            found["images"] += 1
            outcome = _recovered(place, image, recorded, needed, check=found["images"] % CHECK_EVERY == 0)
            if outcome is not None:
                found[outcome] += 1
            elif found["images"] % WHOLE_EVERY == 0:
                found["replayed"] += 1
                found["broken"] += not _sound(place, image, recorded.plan)
    return Cuts(**found)


def _images(recorded: Recorded, chance: random.Random, images: int) -> Iterator[tuple[Image, set[str]]]:
    """Distinct disks, each with what had been acknowledged when the power went, spread over all moments."""
    disk, acknowledged = Disk(recorded.before), set[str]()
    moments = max(1, len(recorded.steps))
    due = 0.0
    for step in recorded.steps:
        disk.take(step)
        if isinstance(step, Acknowledged):
            acknowledged.update(step.commands)
        due += images / moments
        if not (disk.unsafe or isinstance(step, Acknowledged)):
            continue
        seen: set[int] = set()
        for _ in range(int(due) if disk.unsafe else min(1, int(due))):
            image = disk.image(chance)
            key = hash(tuple((each.name, each.rest) for each in image))
            if key not in seen:
                seen.add(key)
                due -= 1
                yield image, acknowledged


def _recovered(place: Place, image: Image, recorded: Recorded, needed: int, *, check: bool) -> str | None:
    """What is wrong: `lost`, `broken`, or nothing. `check`: also have SQLite look through the file."""
    place.lay(image)
    # Nothing is written: what is read is what SQLite makes of these very files.
    url = f"file:{place.folder / STORE}?mode=ro"
    try:
        with contextlib.closing(sqlite3.connect(url, uri=True, isolation_level=None)) as connection:
            entries = _entries(connection, recorded.plan)
            standing = connection.execute(
                "SELECT seq, head FROM plan WHERE id = ?", (recorded.plan,)
            ).fetchone()
            done = connection.execute("SELECT command FROM done WHERE plan = ?", (recorded.plan,)).fetchall()
            whole = not check or connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    except sqlite3.Error:
        return "broken"
    finally:
        place.clear(image)
    if entries != recorded.log[: len(entries)] or not whole:
        return "broken"
    commands = {command for _, command, _ in entries if command}
    if standing != (entries[-1][0], entries[-1][2]) or {each for (each,) in done} != commands:
        return "broken"
    return "lost" if len(entries) < needed else None


def _sound(place: Place, image: Image, plan: str) -> bool:
    """Whether the store opens, verifies, and replays."""
    place.lay(image)
    with tempfile.TemporaryDirectory(dir=place.folder.parent) as own:
        for file in place.folder.iterdir():
            shutil.copy(file, own)
        place.clear(image)
        store = Store.open(Path(own) / STORE)
        try:
            if not store.call(store.verify).sound:
                return False
            stored = asyncio.run(read_all(store, store.journal, plan))
            replayed = asyncio.run(replay(EMPTY, Ledger(), NoTexts(), stored))
            return replayed.state.seq == len(stored)
        finally:
            store.close()


def _entries(connection: sqlite3.Connection, plan: str) -> list[Entry]:
    found = connection.execute("SELECT seq, command, chain FROM entry WHERE plan = ? ORDER BY seq", (plan,))
    return found.fetchall()


def _quick() -> str | None:
    """Memory, where there is some to write to: a hundred thousand disks are laid."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() else None
