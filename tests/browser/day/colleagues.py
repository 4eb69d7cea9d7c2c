"""Sixty more of our side, each with a program: they edit from morning to evening, on a loop of their own.

Each answers for one action and rewords it, turns its status and writes lines, whatever the step allows; most steps allow
less, so refusals are part of it. What was acknowledged has to stand in the plan in the end.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import secrets
import threading
from types import TracebackType
from typing import Any

from tests.faults.program import Program

THINKS_S = (6.0, 18.0)
"""Between two edits of one of them: together they make about five a second, each of which all sixty hear."""
READS = {"read-only", "propose-only", "frozen"}
"""Codes with which a step, or the freeze, turns an edit down."""


class Colleague:
    def __init__(self, program: Program, action: str, seed: int) -> None:
        self.program, self.action = program, action
        self.chance = random.Random(seed)
        self.told: dict[str, tuple[str, str]] = {}
        """Command id → field and value that it set."""

    async def edits(self, day_is_over: asyncio.Event) -> None:
        while not day_is_over.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(day_is_over.wait(), self.chance.uniform(*THINKS_S))
            await self._edit()

    async def _edit(self) -> None:
        id_ = secrets.token_urlsafe(12)
        match self.chance.randrange(3):
            case 0:
                status = self.chance.choice(("open", "under-way", "done"))
                self.told[id_] = ("status", status)
                await self.program.ask(
                    {"id": id_, "do": "set", "record": self.action, "field": "status", "value": status}
                )
            case 1:
                words = f"What I do, for the {len(self.told)}th time in other words"
                self.told[id_] = ("statement", words)
                await self.program.ask(
                    {"id": id_, "do": "set", "record": self.action, "field": "statement", "value": words}
                )
            case _:
                text = {"text": f"Among ourselves: {len(self.told)}"}
                await self.program.ask(
                    {"id": id_, "do": "add", "kind": "comment", "parent": self.action, "fields": text}
                )

    def lasting(self) -> dict[str, str]:
        """What the last acknowledged edit of each field said."""
        last: dict[str, str] = {}
        for id_ in self.program.acked:
            if id_ in self.told:
                name, value = self.told[id_]
                last[name] = value
        return last


class Colleagues:
    """All of them, in a thread: a browser test has no loop."""

    def __init__(self, url: str, plan: str, people: list[dict[str, Any]], actions: dict[str, str]) -> None:
        """`actions`: person's id → the action that they answer for."""
        self.each = [
            Colleague(Program(url, plan, person["token"]), actions[person["id"]], seed)
            for seed, person in enumerate(people)
        ]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="colleagues")
        self._over = asyncio.Event()
        self._work: list[asyncio.Task[None]] = []

    def __enter__(self) -> Colleagues:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(120)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(60)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    @property
    def acknowledged(self) -> int:
        return sum(len(each.program.acked) for each in self.each)

    @property
    def refused(self) -> set[str]:
        return {code for each in self.each for code in each.program.refused.values()}

    def rest(self) -> None:
        """The day is over: nobody begins anything, and everything that was asked is answered."""
        asyncio.run_coroutine_threadsafe(self._rest(), self._loop).result(120)

    def all_show(self, records: dict[str, Any]) -> None:
        """Wait until each of them is shown exactly these records."""
        asyncio.run_coroutine_threadsafe(self._all_show(records), self._loop).result(120)

    async def _start(self) -> None:
        self._runs = [asyncio.create_task(each.program.run()) for each in self.each]
        for each in self.each:
            await each.program.until(each.program.welcomed.is_set, 60)
        self._work = [asyncio.create_task(each.edits(self._over)) for each in self.each]

    async def _rest(self) -> None:
        self._over.set()
        await asyncio.gather(*self._work)
        for each in self.each:
            await each.program.until(lambda one=each: not one.program.outbox, 60)

    async def _all_show(self, records: dict[str, Any]) -> None:
        for each in self.each:
            await each.program.until(lambda one=each: one.program.records == records, 60)

    async def _stop(self) -> None:
        self._over.set()
        await asyncio.gather(*self._work, return_exceptions=True)
        for each in self.each:
            await each.program.stop()
        await asyncio.wait(self._runs, timeout=20)
        for run in self._runs:
            run.cancel()
        await asyncio.gather(*self._runs, return_exceptions=True)
