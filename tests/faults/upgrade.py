"""An update in the middle of a workshop: the old program is asked to stop, the new one starts on what it left.

Programs write all the time. A page that the old program made stays open, with the old program's scripts in it: somebody
types in it before, during and after the pause, letter by letter into a text that others may type in too. In the end
all of it is there once, and the page shows what others wrote since. The old program is an earlier revision of this
repository, taken out of its history.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults.page import LIVE, Browser
from tests.faults.program import Program
from tests.faults.room import Room, judged, writes
from tests.faults.served import ROOT, Served
from tests.faults.tally import Tally

REVISION = os.environ.get("STRATROOM_UPGRADE_FROM", "5c6134f")
"""The last one whose store knew migration 0001 only."""
PARTS = ("app", "templates", "static", "workshops", "alembic.ini", "pyproject.toml")
WRITERS = 6
PAUSE_S = 3.0


@dataclass(frozen=True, slots=True)
class Upgraded(Tally):
    upgrades: int = 0
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    page_lost: int = 0
    """Things said in the old page that did not arrive once."""
    page_stale: int = 0
    """Old pages that did not show what was written after the update."""
    page_errors: int = 0
    long_pauses: int = 0
    """Measured: over three seconds between the last acknowledgement before and the first after, for somebody."""
    longest_pause_ms: int = 0
    stop_to_answer_ms: int = 0
    """From SIGTERM to the new program's first answer, at most."""

    @classmethod
    def bad(cls) -> tuple[str, ...]:
        return ("lost", "doubled", "disordered", "page_lost", "page_stale", "page_errors")

    @classmethod
    def most(cls) -> tuple[str, ...]:
        return ("longest_pause_ms", "stop_to_answer_ms")


def run(folder: Path, seed: int) -> Upgraded:
    """One update, at a moment that `seed` decides. Raises CalledProcessError where there is no history to go back in."""
    program = _taken_out(folder / "old")
    data = folder / "data"
    data.mkdir()
    old, new = Served(data, environment={}, program=program), Served(data, environment={})
    new.port, new.url = old.port, old.url
    demo = [*program, "demo", "--json", "--data", str(data), "--url", old.url]
    told = json.loads(subprocess.run(demo, capture_output=True, check=True, timeout=120).stdout)
    try:
        return asyncio.run(_run(old, new, told, random.Random(seed)))
    finally:
        old.kill()
        new.kill()


def _taken_out(folder: Path) -> list[str]:
    """The old program, ready to be started from anywhere."""
    folder.mkdir()
    archive = subprocess.run(
        ["git", "archive", REVISION, *PARTS], cwd=ROOT, capture_output=True, check=True
    ).stdout
    subprocess.run(["tar", "-x", "-C", str(folder)], input=archive, check=True)
    return [
        "env",
        "-C",
        str(folder),
        "-u",
        "PYTHONPATH",
        sys.executable,
        "-c",
        "from app.cli import main; main()",
    ]


async def _run(old: Served, new: Served, told: dict[str, Any], chance: random.Random) -> Upgraded:
    await asyncio.to_thread(old.start)
    ours = [person for person in told["people"] if person["side"] == "ours" and person["role"] == "member"]
    room = Room(new, told["plan"], ours)
    room.programs = [Program(old.url, room.plan, person["token"]) for person in ours[: WRITERS + 1]]
    acks = [Acks(program) for program in room.programs[:WRITERS]]
    tasks = [asyncio.create_task(program.run()) for program in room.programs]
    thread = ThreadPoolExecutor(1)
    browser = Browser(lambda act: thread.submit(act).result())
    try:
        await browser.opens(old.url, ours[WRITERS + 1], room.plan)
        return await _update(old, room, browser, acks, chance)
    finally:
        for program in room.programs:
            await program.stop()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.to_thread(browser.close)
        thread.shutdown()


async def _update(
    old: Served, room: Room, browser: Browser, acks: list[Acks], chance: random.Random
) -> Upgraded:
    writing = True
    *writers, editor = room.programs
    tasks = [asyncio.create_task(writes(p, f"writer {n}", lambda: writing)) for n, p in enumerate(writers)]
    tasks += [asyncio.create_task(each.keep(lambda: writing)) for each in acks]
    record = await _opens_a_text(browser, room, old)
    await browser.do(lambda page: page.keyboard.type(" before,", delay=10))
    await asyncio.sleep(chance.uniform(0.5, 3))
    began = time.monotonic()
    await asyncio.to_thread(old.stop)
    await asyncio.to_thread(room.served.launch)
    await browser.asks({"do": "add", "kind": "note", "fields": {"text": "said in the pause"}})
    await browser.do(lambda page: page.keyboard.type(" meanwhile,", delay=10))
    await asyncio.to_thread(room.served.wait)
    answered = time.monotonic()
    await asyncio.gather(*(each.after(answered) for each in acks))
    await browser.until("saved", 30)
    await browser.do(lambda page: page.keyboard.type(" after.", delay=10))
    words = f"written by the new program's people {chance.randrange(10**6)}"
    after = next(
        id_ for id_, each in (await room.records()).items() if each["kind"] == "action" and id_ != record
    )
    await editor.ask(
        {
            "id": f"since-{chance.randrange(10**9)}",
            "do": "set",
            "record": after,
            "field": "statement",
            "value": words,
        }
    )
    stale = 0
    try:
        await browser.shows(words, 15)
    except TimeoutError:
        stale = 1
    writing = False
    await asyncio.gather(*tasks)
    await asyncio.sleep(1)
    await browser.until("saved", 30)
    final = await room.agree()
    said = [str(each["fields"].get("text")) for each in final.values()].count("said in the pause")
    typed = str(final[record]["fields"]["statement"])
    found = judged(writers, final)
    pauses = [each.longest for each in acks]
    return Upgraded(
        1, found.acknowledged, found.lost, found.doubled, found.disordered,
        page_lost=int(said != 1) + int(typed.count(" before, meanwhile, after.") != 1),
        page_stale=stale,
        page_errors=len(browser.problems),
        long_pauses=sum(pause > PAUSE_S for pause in pauses),
        longest_pause_ms=round(max(pauses) * 1000),
        stop_to_answer_ms=round((answered - began) * 1000),
    )  # fmt: skip


async def _opens_a_text(browser: Browser, room: Room, served: Served) -> str:
    """Put the caret at the end of a text that people type together; its record."""
    plan = await asyncio.to_thread(served.get, f"/api/plans/{room.plan}", room.people[0]["token"])
    record = next(str(each["id"]) for each in plan["records"] if each["kind"] == "action")
    watch = f"async (id) => {{ {LIVE} live.watch([`edit-${{id}}`]); }}"

    def opened(page: Any) -> None:
        page.evaluate(watch, record)
        field = page.locator(f'[data-coedit][data-record="{record}"]:visible').first
        field.click()
        field.press("End")
        field.press("Control+End")

    await browser.do(opened)
    # Keys that come before the field is ready were lost by the first release.
    for _ in range(10):
        await browser.do(lambda page: page.keyboard.type("·"))
        await asyncio.sleep(1)
        plan = await asyncio.to_thread(served.get, f"/api/plans/{room.plan}", room.people[0]["token"])
        if any(each["id"] == record and "·" in each["fields"]["statement"] for each in plan["records"]):
            return record
    raise TimeoutError("nothing that was typed arrived, before any update")


class Acks:
    """When somebody's commands were acknowledged."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._count = 0
        self._last: float | None = None
        self.longest = 0.0
        """Seconds between two acknowledgements, while there was always something under way."""

    async def keep(self, goes_on: Any) -> None:
        while goes_on():
            if len(self._program.acked) != self._count:
                now = time.monotonic()
                if self._last is not None:
                    self.longest = max(self.longest, now - self._last)
                self._count, self._last = len(self._program.acked), now
            await asyncio.sleep(0.01)

    async def after(self, moment: float) -> None:
        """Wait for the first one after this. Raises TimeoutError."""
        await self._program.until(lambda: self._last is not None and self._last > moment)
