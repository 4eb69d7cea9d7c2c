"""Customers and outsiders who try everything: on sockets and over HTTP, against a real server in the middle of its day.

While ours go on with the day and say secret things among themselves (`fuzz_day`), others send what `corpus` makes, on
sockets (`fuzz_sockets`) and over HTTP (`fuzz_pages`), each under an identity: a customer with a seat, a seat that
ended, a forged token, nobody. Everything that comes back is searched
for canaries; the server may log no error and answer no 500; and it must not grow for as long as this goes on.

A message counts when it was answered or when the server read what came after it: each life on a socket ends with a
ping, and only what its pong follows has counted.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.abuse import raw
from tests.abuse.corpus import Corpus
from tests.abuse.fuzz_day import Ours
from tests.abuse.fuzz_pages import Pages
from tests.abuse.fuzz_sockets import Sockets
from tests.abuse.routes import Way, ways
from tests.canaries import Secrets
from tests.faults.served import Served, demo
from tests.faults.tally import Tally

MOST = 50_000
"""Frames and requests of a round."""
SOCKETS, BROWSERS = 6, 5
GROWS = 24_000
"""Kilobytes by which the process may be larger at the end of a round than after its first third: caches have bounds of
their own, and allocators round up. A leak of a kilobyte a message would be twice that."""
MOST_TOLD = 5
"""Lines of a kind of finding: the first ones say it."""


@dataclass(frozen=True, slots=True)
class Fuzzed(Tally):
    frames: int = 0
    requests: int = 0
    acknowledged: int = 0
    refused: int = 0
    hung_up: int = 0
    """Sockets that the server closed, with a reason."""
    answered_200: int = 0
    answered_4xx: int = 0
    searched_kb: int = 0
    """Kilobytes of what came back."""
    canaries: int = 0
    exceptions: int = 0
    """Errors in the server's log, answers of 500, sockets closed with 1011."""
    memory_grew: int = 0
    """Rounds in which the process grew."""
    silent: int = 0
    """Answers that never came."""

    @classmethod
    def bad(cls) -> tuple[str, ...]:
        return "canaries", "exceptions", "memory_grew", "silent"


def run(folder: Path, seed: int, most: int = MOST) -> Fuzzed:
    """`most` frames and requests in one plan; what was found is told on standard output."""
    served = Served(folder / "data", environment={})  # started anew: its memory is its own
    told = demo(served.data, served.url, "--canaries", "--members", "4")
    served.start()
    try:
        return asyncio.run(Round(served, told, seed, most).run())
    finally:
        served.kill()


@dataclass(slots=True)
class Count:
    """A tally that is still being made."""

    told: dict[str, int] = field(default_factory=dict)
    sent: int = 0

    def add(self, name: str, n: int = 1) -> None:
        self.told[name] = self.told.get(name, 0) + n
        if name in ("frames", "requests"):
            self.sent += n


class Round:
    def __init__(self, served: Served, told: dict[str, Any], seed: int, most: int) -> None:
        self.served, self.told, self.seed, self.most = served, told, seed, most
        self.plan = str(told["plan"])
        self.count = Count()
        self.secrets = Secrets.of_demo(told)
        self.seen: OrderedDict[int, None] = OrderedDict()
        """Digests of what was searched already: most refusals read alike."""
        self.ways = _ways(served.data.parent)
        self.hidden: list[str] = []
        self.known: list[str] = []
        self.memory: list[int] = []
        self.invitation = ""
        self.people = [each for each in told["people"] if not each["name"].startswith("Member")]
        """Whom they ask about; of the others they may not hear."""
        self.sessions: list[str] = []
        """Tokens of customers that are good, or were."""

    async def run(self) -> Fuzzed:
        ours = Ours(self)
        await ours.begins()
        day = asyncio.create_task(ours.goes_on())
        watch = asyncio.create_task(self._watches_memory())
        try:
            async with asyncio.TaskGroup() as group:
                for n in range(SOCKETS):
                    group.create_task(Sockets(self, n).run())
                for n in range(BROWSERS):
                    group.create_task(Pages(self, n).run())
        finally:
            for task in (day, watch):
                task.cancel()
            await asyncio.gather(day, watch, return_exceptions=True)
            ours.browser.close()
            await asyncio.sleep(0.05)  # until every line is down
        if day.done() and not day.cancelled() and day.exception():
            raise RuntimeError("ours could not go on") from day.exception()
        self._reads_the_log()
        self._weighs()
        return replace(Fuzzed(), **self.count.told)

    # ── what came back ────────────────────────────────────────────────────────────────────────────────

    def hears(self, said: bytes, of: str) -> None:
        """Search it, unless the very same was searched."""
        self.count.add("searched_bytes", len(said))
        key = hash(said)
        if key in self.seen:
            return
        self.seen[key] = None
        if len(self.seen) > 20_000:
            self.seen.popitem(last=False)
        for line in self.secrets.found_in(said):
            self.finds("canaries", f"{of}: {line}")

    def finds(self, what: str, line: str) -> None:
        self.count.add(what)
        if self.count.told[what] <= MOST_TOLD:
            sys.stdout.write(f"{what}: {line}\n")

    @property
    def goes_on(self) -> bool:
        return self.count.sent < self.most

    def _reads_the_log(self) -> None:
        log = (self.served.data.parent / "server.log").read_text(errors="replace")
        for line in log.splitlines():
            try:
                said = json.loads(line)
                level, what = said["level"], f"{said['message']} {said.get('error', '')[-1_500:]}"
            except (json.JSONDecodeError, AttributeError, TypeError, KeyError):
                level, what = ("error" if "Traceback" in line or "Error" in line else "info"), line
            if level in ("error", "critical"):
                self.finds("exceptions", what)
        for line in self.secrets.found_in(log):
            self.finds("canaries", f"the log: {line}")

    async def _watches_memory(self) -> None:
        while True:
            self.memory.append(_resident(self.served))
            await asyncio.sleep(0.25)

    def _weighs(self) -> None:
        self.memory.append(_resident(self.served))
        third = max(1, len(self.memory) // 3)
        warm, last = max(self.memory[:third]), sorted(self.memory[-third:])[third // 2]
        self.count.told["searched_kb"] = self.count.told.pop("searched_bytes", 0) // 1_024
        if last - warm > GROWS:
            self.finds("memory_grew", f"from {warm} to {last} kB")
        sys.stdout.write(f"resident: {self.memory[0]} kB at first, {warm} warm, {last} in the end\n")

    # ── who asks ──────────────────────────────────────────────────────────────────────────────────────

    async def seat(self, chance: random.Random, browser: raw.Browser) -> str:
        """A customer's new device: their own link, opened once more. A token with a fresh allowance."""
        link = chance.choice([p["link"] for p in self.told["people"] if p["side"] == "theirs"])
        answer = await browser.ask(raw.request("GET", "/me/" + link.rsplit("/", 1)[1], {}))
        token = answer.cookies().get(f"seat_{self.plan}", "")
        if token:
            self.sessions.append(token)
            del self.sessions[:-200]
        return token

    def corpus(self, seed: str) -> Corpus:
        people = (person["id"] for person in self.people)
        return Corpus(
            random.Random(f"{self.seed} {seed}"), (*self.known, *self.hidden, *people, "nowhere-at-all")
        )


def _ways(folder: Path) -> list[Way]:
    # Here and not at the head: composing loads the whole application.
    from app.main import compose
    from app.settings import Settings

    installation = compose(Settings(data=folder / "table"))
    try:
        return [way for way in ways(installation.app) if way.method != "WS"]
    finally:
        installation.app.state.site.store.close()


def _resident(served: Served) -> int:
    """Kilobytes of memory that the server's process holds."""
    for line in Path(f"/proc/{served.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0
