"""Commands that arrive twice, late, out of order, by two ways at once, and again after a restart: each is done once.

Half of the people add notes: each command is sent one to four times, in any order, over the socket and over HTTP. The
others count up in a field of a note of their own, and say again, between two numbers, what they said long ago: nobody
may ever see a number go back. In the middle of it the server is killed, and what it remembered is only in its log.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import random
import secrets
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults.program import Program
from tests.faults.room import Room, judged, people_in
from tests.faults.served import Served
from tests.faults.tally import Tally

PEOPLE = 4
"""Who add, and as many who count."""
COMMANDS = 60
"""Of each person in a round."""


@dataclass(frozen=True, slots=True)
class Shuffled(Tally):
    commands: int = 0
    sent: int = 0
    """How often they were sent, all ways together."""
    lost: int = 0
    doubled: int = 0
    went_back: int = 0
    """Times that somebody saw a number smaller than one before, or that a count did not end at its last number."""
    refused: int = 0

    @classmethod
    def bad(cls) -> tuple[str, ...]:
        return ("lost", "doubled", "went_back", "refused")


def run(folder: Path, seed: int, commands: int = COMMANDS, people: int = PEOPLE) -> Shuffled:
    """One round with a restart. Raises TimeoutError where they never agree."""
    return asyncio.run(_run(Served(folder / "data"), random.Random(seed), commands, people))


async def _run(served: Served, chance: random.Random, commands: int, people: int) -> Shuffled:
    async with people_in(served, 2 * people) as room:
        watching = Watching(room.programs)
        adders, counters = room.programs[:people], room.programs[people:]
        work = [asyncio.create_task(_adds(room, p, chance, commands)) for p in adders]
        work += [asyncio.create_task(_counts(room, p, chance, commands, watching)) for p in counters]
        half = commands * len(adders) // 2
        await adders[0].until(lambda: sum(len(p.acked) for p in adders) >= half)
        await asyncio.to_thread(served.kill)
        await asyncio.to_thread(served.start)
        sent = sum(await asyncio.gather(*work))
        final = await room.agree()
        found = judged(adders, final)
        return Shuffled(
            commands=sum(len(p.acked) for p in room.programs),
            sent=sent,
            lost=found.lost,
            doubled=found.doubled,
            went_back=watching.went_back + watching.not_there(final),
            refused=sum(len(p.refused) for p in room.programs),
        )


class Watching:
    """Everybody's counts, as everybody sees them."""

    def __init__(self, programs: list[Program]) -> None:
        self.went_back = 0
        self.last: dict[str, int] = {}
        """Record → the number that it ends with."""
        for program in programs:
            program.seen = self._seen(program)

    def _seen(self, program: Program) -> Any:
        highest: dict[str, int] = {}

        def look(record: dict[str, Any]) -> None:
            kind, _, number = str(record["fields"].get("text", "")).partition(" ")
            if kind != "counted":
                return
            self.went_back += int(number) < highest.get(record["id"], 0)
            highest[record["id"]] = int(number)

        return look

    def not_there(self, final: dict[str, dict[str, Any]]) -> int:
        return sum(final[id_]["fields"]["text"] != f"counted {last}" for id_, last in self.last.items())


async def _adds(room: Room, program: Program, chance: random.Random, count: int) -> int:
    """Notes, each said one to four times, in any order; returns how often."""
    copies = []
    for n in range(1, count + 1):
        words = {"text": f"line {n} of {id(program)}"}
        asked = {"id": secrets.token_urlsafe(12), "do": "add", "kind": "note", "fields": words}
        copies += [asked] * chance.randint(1, 4)
    chance.shuffle(copies)
    for asked in copies:
        if asked["id"] not in program.acked and asked["id"] not in program.outbox:
            await program.ask(asked)
        else:
            await _again(room, program, chance, {"type": "command", **asked})
    return len(copies)


async def _counts(room: Room, program: Program, chance: random.Random, count: int, watching: Watching) -> int:
    """Count up in a note of one's own, saying again in between what was said before; returns how often."""
    record = secrets.token_urlsafe(12)
    said = [{"id": record, "do": "add", "kind": "note", "fields": {"text": "counted 0"}}]
    said += [
        {
            "id": secrets.token_urlsafe(12),
            "do": "set",
            "record": record,
            "field": "text",
            "value": f"counted {n}",
        }
        for n in range(1, count + 1)
    ]
    watching.last[record] = count
    sent = 0
    for n, asked in enumerate(said):
        await program.ask(asked)
        # Without waiting, what is said again may come before, behind or between.
        if chance.random() < 0.7:
            await program.until(lambda: not program.outbox)
        again = [each for each in said[: n + 1] if each["id"] in program.acked]
        for old in chance.sample(again, min(len(again), chance.randint(0, 2))):
            await _again(room, program, chance, {"type": "command", **old})
            sent += 1
    return sent + len(said)


async def _again(room: Room, program: Program, chance: random.Random, command: dict[str, Any]) -> None:
    if chance.random() < 0.6:
        await program.say(command)
        return
    request = urllib.request.Request(
        f"{room.served.url}/api/plans/{room.plan}/commands",
        data=json.dumps(command).encode(),
        headers={**program.headers, "Content-Type": "application/json"},
    )
    try:
        await asyncio.to_thread(lambda: urllib.request.urlopen(request, timeout=20).read())
    except (urllib.error.URLError, http.client.HTTPException, OSError):
        return  # it is being killed; this copy is lost
