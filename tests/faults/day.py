"""A day of a few people who do all that a day brings, on a server that is killed, held up and refused its disk.

Everything is decided by the seed, except when the machine does what. The day ends when everybody has been answered;
then it is judged.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import urllib.error
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.cli.demo import told
from tests.faults.judge import Finding, Row, judged, log_of, register_of
from tests.faults.served import Served
from tests.faults.straced import Straced
from tests.faults.tally import Tally
from tests.faults.typist import Lead, Typist
from tests.faults.witness import Witness
from tests.worked import worked_accounts

BUSY = 6
"""Commands of one person that may wait for an answer before they say more."""
PAUSE = 0.002
"""Seconds for which somebody has nothing to say, where they are the only ones on the server."""
ENDS_WITHIN = 90.0
"""Seconds after the last fault until everybody is answered and holds the same."""

WRITES = "pwrite64,fdatasync,ftruncate,unlink"
"""How SQLite changes and secures its files."""
OUTAGE = re.compile(r"journal\.(NotSaved|OutcomeUnknown): ")
SAYS = "sendto,sendmsg,write,writev"
"""How the server answers."""


@dataclass(frozen=True, slots=True)
class Days(Tally):
    days: int = 0
    acknowledged: int = 0
    refused: int = 0
    events: int = 0
    kills: int = 0
    """At any moment."""
    deaths: int = 0
    """At system calls."""
    deaths_at_start: int = 0
    """Those of them that came before the server served again."""
    stops: int = 0
    refusing_disks: int = 0
    slow_disks: int = 0
    drops: int = 0
    repeated: int = 0
    lost: int = 0
    doubled: int = 0
    disorder: int = 0
    unseen: int = 0
    unequal: int = 0
    other: int = 0

    @classmethod
    def bad(cls) -> tuple[str, ...]:
        return ("lost", "doubled", "disorder", "unseen", "unequal", "other")


@dataclass(frozen=True, slots=True)
class Plot:
    """What a day holds."""

    people: int
    commands: int
    """That are answered before the day ends."""
    faults: Sequence[str]
    """Of `kill`, `die`, `stop`, `refuse`, `slow`, `drop`, in their order."""
    led: bool = True
    """Somebody leads: steps and gates come and go, and refuse what others say."""
    unruly: bool = False
    """People say things twice, and in another order."""


def live(folder: Path, seed: int, plot: Plot, *beside: Plot) -> tuple[Days, list[Finding]]:
    """One day in an empty folder; with others `beside` it, one of each plan on the same server."""
    chance = random.Random(seed)
    served = Served(folder / "data")
    first, *others = worked_accounts(served.data, 1 + len(beside))
    day = Day(served, told(first, served.url), chance, plot)
    for made, also in zip(others, beside, strict=True):
        day.days.append(Day(served, told(made, served.url), random.Random(chance.random()), also))
    try:
        return asyncio.run(day.run())
    finally:
        served.kill()


class Day:
    def __init__(self, served: Served, people: dict[str, Any], chance: random.Random, plot: Plot) -> None:
        self.served = served
        self.plan = str(people["plan"])
        self.chance = chance
        self.plot = plot
        ours = [each for each in people["people"] if each["side"] == "ours"][: plot.people]
        self.tokens = [str(each["token"]) for each in ours]
        self.witnesses = [Witness(served.url, self.plan, each["token"], each["id"]) for each in ours]
        self.counts: Counter[str] = Counter()
        self.found: list[Finding] = []
        """What was seen to be wrong on the way."""
        self.over = False
        """Nobody begins anything more. Said and not cancelled: what is just being sent would be cut off, or go on."""
        self.days = [self]
        """All on this server. It is this one that lives through the faults; they come to the others as well."""

    @property
    def everybody(self) -> list[Witness]:
        """Of all days."""
        return [each for day in self.days for each in day.witnesses]

    async def run(self) -> tuple[Days, list[Finding]]:
        await self._start()
        tasks = [asyncio.create_task(each.run()) for each in self.everybody]
        pause = PAUSE * len(self.days)
        writing = [
            asyncio.create_task(day.write(n, pause)) for day in self.days for n in range(len(day.witnesses))
        ]
        try:
            await self._suffer()
            for day in self.days:
                day.over = True
            for broke in await asyncio.gather(*writing, return_exceptions=True):
                if broke is not None:
                    self.found.append(Finding("other", f"somebody could not write on: {broke!r}"))
            found = await self._end()
        finally:
            for each in self.everybody:
                await each.stop()
            for task in (*writing, *tasks):
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        return self._counted(found), found

    # people

    async def write(self, n: int, pause: float) -> None:
        """The n-th of this day's people, as long as the day has; `pause`: seconds from one thing to the next."""
        witness = self.witnesses[n]
        witness.led = self.plot.led
        kind = Lead if n == 0 and self.plot.led else Typist
        typist = kind(
            witness, random.Random(self.chance.random()), undoes=n % 2 == 0, unruly=self.plot.unruly
        )
        await witness.until(lambda: bool(witness.order), ENDS_WITHIN)
        await typist.begin(register_of(witness.history.person))
        while not self.over:
            if len(witness.outbox) < BUSY:
                await typist.act()
            await asyncio.sleep(pause)

    @property
    def _answered(self) -> int:
        return sum(len(each.history.acked) + len(each.history.refused) for each in self.everybody)

    # faults

    async def _suffer(self) -> None:
        part = self.plot.commands // (len(self.plot.faults) + 1)
        for fault in self.plot.faults:
            await self.reach(self.chance.randrange(1, max(2, 2 * part)))
            await getattr(self, f"_{fault}")()
        await self.reach(part)

    async def reach(self, more: int) -> None:
        """Wait until so many more commands are answered; of each day, where there are several."""
        goal = self._answered + more * len(self.days)
        await until(lambda: self._answered >= goal, ENDS_WITHIN)

    async def _kill(self) -> None:
        await asyncio.to_thread(self.served.kill)
        self.counts["kills"] += 1
        await self._start_again()

    async def _stop(self) -> None:
        await asyncio.to_thread(self.served.stop)
        self.counts["stops"] += 1
        await self._start_again()

    async def _die(self) -> None:
        """Dies at a call that is made while people work, or already while it starts."""
        calls = self.chance.choice([WRITES, WRITES, SAYS])
        which = self.chance.randrange(1, 40 if calls == WRITES else 80)
        at_start = calls == WRITES and self.chance.random() < 0.3
        if at_start:
            await asyncio.to_thread(self.served.kill)
            which = self.chance.randrange(1, 12)
            pid = self.served.launch(held=True)
        else:
            assert self.served.pid is not None
            pid = self.served.pid
        held = await asyncio.to_thread(Straced, pid, calls, f"signal=KILL:when={which}")
        if at_start:
            os.kill(pid, signal.SIGCONT)
        # What is said seldom is never said so often: then it dies as others do.
        await until(lambda: not self.served.runs(), 3.0)
        if self.served.runs():
            self.counts["kills"] += 1
        else:
            self.counts["deaths"] += 1
            self.counts["deaths_at_start"] += at_start
        await asyncio.to_thread(self.served.kill)
        await asyncio.to_thread(held.close)
        await self._start_again()

    async def _refuse(self) -> None:
        """The disk says no for a while: it is full, or fails while writing or securing."""
        calls, why = self.chance.choice(
            [("pwrite64", "ENOSPC"), ("pwrite64", "EIO"), ("fdatasync", "EIO"), ("pwrite64,fdatasync", "EIO")]
        )
        first = self.chance.randrange(1, 12)
        await self._hold(calls, f"error={why}:when={first}..{first + self.chance.randrange(0, 60)}")
        self.counts["refusing_disks"] += 1

    async def _slow(self) -> None:
        await self._hold("fdatasync", f"delay_exit={self.chance.randrange(5, 60)}ms")
        self.counts["slow_disks"] += 1

    async def _hold(self, calls: str, fault: str) -> None:
        assert self.served.pid is not None
        with contextlib.closing(await asyncio.to_thread(Straced, self.served.pid, calls, fault)):
            await asyncio.sleep(self.chance.uniform(0.05, 0.6))

    async def _drop(self) -> None:
        everybody = self.everybody
        for each in self.chance.sample(everybody, self.chance.randrange(1, len(everybody) + 1)):
            each.hang_up()
        self.counts["drops"] += 1

    async def _start(self) -> None:
        await asyncio.to_thread(self.served.start)

    async def _start_again(self) -> None:
        for each in self.everybody:
            each.history.restarted = True
        await self._start()

    # the end

    async def _end(self) -> list[Finding]:
        found, everybody = self.found, self.everybody
        for each in everybody:
            try:
                await each.until(lambda each=each: not each.outbox, ENDS_WITHIN)
            except TimeoutError:
                found.append(
                    Finding("stuck", f"{each.history.person} was never answered {list(each.outbox)}")
                )
        views = await asyncio.to_thread(self._views, self.served)
        for each, view in zip(everybody, views, strict=True):
            try:
                await each.until(lambda each=each, view=view: each.records == view, 20.0)
            except TimeoutError:
                found.append(Finding("unequal", f"{each.history.person}: {_difference(each.records, view)}"))
        await asyncio.to_thread(self.served.stop)
        found += await asyncio.to_thread(self._replayed, views)
        for day in self.days:
            day.log = day._read_log()
            found += judged([each.history for each in day.witnesses], day.log)
            found += day._texts(views[everybody.index(day.witnesses[0])])
        found += self._faults()
        return found

    def _faults(self) -> list[Finding]:
        """What the server itself calls an error, unless it is the disk's, which says no here."""
        whole = (
            line for line in self.served.log.read_text().splitlines() if line[:1] == "{" and line[-1:] == "}"
        )
        errors = [line for line in map(json.loads, whole) if line["level"] == "error"]
        errors = [line for line in errors if not OUTAGE.search(str(line.get("error", "")))]
        return [
            Finding("fault", f"{line['message']} … {line.get('error', '')[-200:]}") for line in errors[:3]
        ]

    def _read_log(self) -> list[Row]:
        return log_of(self.served.data / "stratroom.db", self.plan)

    def _views(self, served: Served) -> list[dict[str, Any]]:
        """What everybody is told of their plan, by id."""
        seats = ((day.plan, token) for day in self.days for token in day.tokens)
        answers = (served.get(f"/api/plans/{plan}", token) for plan, token in seats)
        return [{record["id"]: record for record in answer["records"]} for answer in answers]

    def _replayed(self, views: Sequence[dict[str, Any]]) -> list[Finding]:
        """What a server says that has the log and no snapshot."""
        again = Served(self.served.data.parent / "again")
        again.data.mkdir()
        shutil.copy(self.served.data / "stratroom.db", again.data)
        connection = sqlite3.connect(again.data / "stratroom.db", isolation_level=None)
        connection.execute("DELETE FROM snapshot")
        connection.close()
        try:
            again.start()
            told_again = self._views(again)
        except (RuntimeError, urllib.error.URLError) as error:
            return [Finding("unequal", f"the log alone gives no plan: {error}")]
        finally:
            again.kill()
        return [
            Finding("unequal", f"the log alone gives {_difference(after, before)}")
            for before, after in zip(views, told_again, strict=True)
            if before != after
        ]

    def _texts(self, view: dict[str, Any]) -> list[Finding]:
        """Every token that was acknowledged stands in a text, once; none that was refused."""
        everything = "\n".join(
            str(value)
            for record in view.values()
            for value in record["fields"].values()
            if isinstance(value, str)
        )
        found = []
        for history in (each.history for each in self.witnesses):
            for id_, token in history.typed.items():
                count, wanted = everything.count(token), int(id_ in history.acked)
                if count != wanted:
                    code = "lost" if count < wanted else "doubled"
                    found.append(
                        Finding(code, f"the token {token!r} of {history.person} stands {count} times")
                    )
        return found

    def _counted(self, found: Sequence[Finding]) -> Days:
        codes = Counter(
            each.code
            if each.code in Days.bad()
            else "doubled"
            if each.code == "refused-and-done"
            else "other"
            for each in found
        )
        histories = [each.history for each in self.everybody]
        return Days(
            days=len(self.days),
            acknowledged=sum(len(each.acked) for each in histories),
            refused=sum(len(each.refused) for each in histories),
            events=sum(len(day.log) for day in self.days),
            repeated=sum(each.repeated for each in self.everybody),
            **{name: count for name, count in self.counts.items() if name in Days.__dataclass_fields__},
            **codes,
        )


async def until(true: Callable[[], bool], patience: float) -> None:
    """Returns when `true()`, or when patience ends: processes send no news, so it looks again and again."""
    give_up = asyncio.get_running_loop().time() + patience
    while not true() and asyncio.get_running_loop().time() < give_up:  # noqa: ASYNC110
        await asyncio.sleep(0.005)


def _difference(one: dict[str, Any], other: dict[str, Any]) -> str:
    keys = {key for key in {*one, *other} if one.get(key) != other.get(key)}
    return "; ".join(f"{key}: {one.get(key)} instead of {other.get(key)}" for key in sorted(keys)[:3])
