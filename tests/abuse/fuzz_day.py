"""The day that goes on while others mean no good (`fuzz`): it has to be in the way of what they try."""

from __future__ import annotations

import asyncio
import json
import secrets
from typing import TYPE_CHECKING, Any

from app.formats import load
from tests.abuse import raw
from tests.faults.served import ROOT

if TYPE_CHECKING:
    from tests.abuse.fuzz import Round

LONGEST = 400
"""Frames and requests that a step lasts at most."""


class Ours:
    """The facilitator goes through the day again and again, customers come and go, and secret things are said."""

    def __init__(self, round_: Round) -> None:
        self.round = round_
        self.leader = next(p for p in round_.told["people"] if p["role"] == "facilitator")
        self.browser = raw.Browser(round_.served.port)
        self.steps = load(ROOT / "workshops")["strat-for-nat"].steps
        self.goal = ""

    async def begins(self) -> None:
        await self.does(do="step", step="welcome")
        await self.does(do="room", name="board", value="shared")
        await self.does(do="room", name="admitted", value=True)
        inside, outside = await self.records(self.leader["token"]), await self.records(self._customer())
        shown = {record["id"] for record in outside}
        hidden = sorted(record["id"] for record in inside if record["id"] not in shown)
        assert hidden
        assert shown
        self.goal = next(record["id"] for record in inside if record["kind"] == "goal")
        # They ask about one half by id; of the other half no id may ever reach them.
        self.round.known, self.round.hidden = sorted(shown), hidden[::2]
        self.round.secrets.add(hidden[1::2], "the id of a hidden record")
        named = {record["fields"].get(who) for record in outside for who in ("accountable", "responsible")}
        for person in self.round.told["people"]:
            if person not in self.round.people and person["id"] not in named:
                self.round.secrets.add([person["name"], person["id"]], "somebody whom customers do not know")
        way = await self.browser.ask(
            raw.request("GET", f"/p/{self.round.plan}/qr/customer.svg", self._bearer())
        )
        assert way.status == 200, way

    def _customer(self) -> str:
        return str(next(p["token"] for p in self.round.told["people"] if p["side"] == "theirs"))

    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.leader['token']}"}

    async def records(self, token: str) -> list[dict[str, Any]]:
        headers = {"Authorization": f"Bearer {token}"}
        answer = await self.browser.ask(raw.request("GET", f"/api/plans/{self.round.plan}", headers))
        found: list[dict[str, Any]] = json.loads(answer.body)["records"]
        return found

    async def does(self, **command: Any) -> str:
        body = {"type": "command", "id": secrets.token_urlsafe(9), **command}
        sent = raw.request(
            "POST", f"/api/plans/{self.round.plan}/commands", self._bearer(), json.dumps(body).encode()
        )
        answer = json.loads((await self.browser.ask(sent)).body)
        assert answer["type"] == "ack", (command, answer)
        return str(answer["id"])

    async def goes_on(self) -> None:
        """The whole day at least twice in a round, however fast or slow the machine is."""
        lasts = min(LONGEST, self.round.most // (2 * len(self.steps)))
        while True:
            for step in self.steps:
                await self.does(do="step", step=step.key)
                await self._among_ourselves(step.key)
                if step.key == "caucus":
                    await self.does(do="room", name="admitted", value=False)
                    await self._until(lasts // 4)
                    await self.does(do="room", name="admitted", value=True)
                await self._until(lasts)

    async def _until(self, more: int) -> None:
        """Until so many more frames and requests came."""
        before = self.round.count.sent
        while self.round.count.sent < before + more:  # noqa: ASYNC110  a counter has no event
            await asyncio.sleep(0.005)

    async def _among_ourselves(self, step: str) -> None:
        canary = f"canary-{secrets.token_hex(6)}"
        self.round.secrets.add([canary], "said among ourselves")
        made = await self.does(do="add", kind="csf", parent=self.goal, fields={"statement": canary})
        note = await self.does(do="add", kind="note", fields={"text": canary, "step": step})
        await self.does(do="room", name="spotlight", value=made)
        await self.does(do="remove", record=made)
        await self.does(do="remove", record=note)
