"""A server and the people of its plan, with a network between them that does as it is told."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.cli.demo import told
from tests.faults.network import HERE, Network
from tests.faults.program import Dial, Program
from tests.faults.served import Served, demo
from tests.worked import worked_account

AGAIN_S = 0.2
"""Seconds between two looks at whether everybody agrees."""
ITS_MEMBERS = 20
"""Of ours in the worked account, the facilitator not among them: at least."""


Records = dict[str, dict[str, Any]]
"""A plan's records as the API tells them, by id."""


class ServedHere(Served):
    """The server, at one end of a network of its own."""

    def __init__(self, data: Path, between: Network) -> None:
        # A process that was forked elsewhere would live elsewhere.
        super().__init__(data, "--host", HERE, environment={})
        self._here = between.here
        self.url = f"http://{HERE}:{self.port}"

    def start(self) -> None:
        self._here.do(super().start)

    def get(self, path: str, token: str) -> Any:
        return self._here.do(lambda: super(ServedHere, self).get(path, token))


@dataclass
class Room:
    """Programs of some of ours, connected or trying to be."""

    served: Served
    plan: str
    people: list[dict[str, Any]]
    """As `stratroom demo --json` tells them; those who have a program come first."""
    programs: list[Program] = field(default_factory=list)

    async def records(self) -> Records:
        """The plan as the server has it, by id."""
        plan = await asyncio.to_thread(self.served.get, f"/api/plans/{self.plan}", self.people[0]["token"])
        return {record["id"]: record for record in plan["records"]}

    async def agree(self, patience: float = 60.0) -> Records:
        """Wait until nobody waits for an answer and everybody holds what the server has. Raises TimeoutError.

        The server is asked again as long as they differ: one of several may itself still be following another.
        """
        for program in self.programs:
            await program.until(lambda p=program: not p.outbox, patience)
        async with asyncio.timeout(patience):
            while True:
                final = await self.records()
                if all(program.records == final for program in self.programs):
                    return final
                await asyncio.sleep(AGAIN_S)


@contextlib.asynccontextmanager
async def people_in(
    served: Served, count: int, dial: Dial | None = None, others: int = 0
) -> AsyncIterator[Room]:
    """The worked account on a started server, `count` programs of members who come in, and `others` who may."""
    account = await asyncio.to_thread(_worked, served, count + others)
    await asyncio.to_thread(served.start)
    ours = [p for p in account["people"] if p["side"] == "ours" and p["role"] == "member"]
    room = Room(served, account["plan"], ours)
    room.programs = [Program(served.url, room.plan, p["token"], dial) for p in ours[:count]]
    tasks = [asyncio.create_task(program.run()) for program in room.programs]
    try:
        yield room
    finally:
        for program in room.programs:
            await program.stop()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.to_thread(served.kill)


def _worked(served: Served, members: int) -> dict[str, Any]:
    """The worked account in the server's folder; filled here where it has enough people, which saves a process."""
    if members > ITS_MEMBERS:
        return demo(served.data, served.url, "--members", str(members))
    return told(worked_account(served.data), served.url)


async def writes(program: Program, name: str, goes_on: Callable[[], bool], under_way: int = 6) -> None:
    """One note after the other as long as `goes_on`, each with words that nobody else says."""
    count = 0
    while goes_on():
        if len(program.outbox) < under_way:
            count += 1
            words = {"text": f"line {count} of {name}"}
            await program.ask({"id": secrets.token_urlsafe(12), "do": "add", "kind": "note", "fields": words})
        await asyncio.sleep(0.002)


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of everything that was asked."""

    acknowledged: int
    lost: int
    doubled: int
    disordered: int


def judged(programs: list[Program], final: Records) -> Judged:
    """Hold the plan in its end to what was acknowledged, once it is agreed on."""
    texts = [str(record["fields"].get("text")) for record in final.values() if record["kind"] == "note"]
    texts = [text for text in texts if text.startswith("line ")]
    acked = [id_ for program in programs for id_ in program.acked]
    return Judged(
        acknowledged=len(acked),
        lost=len(set(acked) - final.keys()),
        doubled=len(texts) - len(set(texts)) + len(acked) - len(set(acked)),
        disordered=sum(program.acked != _as_written(program, final) for program in programs),
    )


def _as_written(program: Program, final: Records) -> list[str]:
    """A person's notes by the number that their words begin with."""
    return sorted(program.acked, key=lambda id_: int(str(final[id_]["fields"]["text"]).split()[1]))
