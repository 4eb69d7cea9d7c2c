"""The worked account on the day of signing: everybody in it with a program of their own, over HTTP."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx

from app.cli.demo.fill import Demo
from tests.serving import Served

PATIENCE = 120.0
"""Seconds: two documents are printed on a machine that does other things too."""
OURS = ("Sofie Maes", "Daan Smit", "Ingrid Veld")
THEIRS = "Marijke van den Berg"
LEADER = "Anouk Terpstra"

T = TypeVar("T")


def until(what: Callable[[], T | None]) -> T:
    """The first true answer."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := what():
            return found
        time.sleep(0.05)
    raise AssertionError("it did not happen")


@dataclass
class Room:
    """The worked account, and everybody in it with a program of their own."""

    data: Path
    demo: Demo
    served: Served
    clients: dict[str, httpx.Client] = field(default_factory=dict)

    @property
    def plan(self) -> str:
        return self.demo.plan

    def who(self, name: str) -> httpx.Client:
        if name not in self.clients:
            guest = next(g for g in self.demo.guests if g.seat.name == name)
            self.clients[name] = httpx.Client(
                base_url=self.served.url,
                headers={"authorization": f"Bearer {guest.token}", "user-agent": "A phone"},
                timeout=PATIENCE,
            )
        return self.clients[name]

    def does(self, name: str, /, **what: Any) -> dict[str, Any]:
        command = {"type": "command", "id": secrets.token_urlsafe(9), **what}
        answer = self.who(name).post(f"/api/plans/{self.plan}/commands", json=command)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def asked(self, name: str) -> dict[str, Any]:
        told: dict[str, Any] = self.who(name).get(f"/api/plans/{self.plan}/sign").json()
        return told

    def signs(self, name: str, **other: str) -> httpx.Response:
        """Post the form of the phone as it stands."""
        given = {"digest": self.asked(name)["digest"], "language": "en", "consent": "yes", "name": name}
        return self.who(name).post(f"/p/{self.plan}/sign", data={**given, **other})

    def record(self, words: str) -> str:
        records = self.who(LEADER).get(f"/api/plans/{self.plan}").json()["records"]
        return str(next(r["id"] for r in records if words in str(r["fields"].get("statement", ""))))

    def pdf(self, name: str, edition: str, query: str = "") -> httpx.Response:
        return self.who(name).get(f"/p/{self.plan}/document/{edition}.pdf{query}")

    def sealed(self, edition: str, version: int = 1) -> dict[str, Any] | None:
        listed = self.who(LEADER).get(f"/api/plans/{self.plan}/documents").json()
        return next((d for d in listed if (d["edition"], d["version"]) == (edition, version)), None)

    def verdict(self, pdf: bytes) -> str:
        answer = httpx.post(f"{self.served.url}/api/verify", content=pdf, timeout=PATIENCE)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["state"])

    def freezes(self) -> None:
        """The step begins, an open point is carried, customers are in the room, and the plan is frozen."""
        owner = next(g.id for g in self.demo.guests if g.seat.name == "Bram Visser")
        finding = f"6:{self.record('partnership rating')}"
        for what in (
            {"do": "step", "step": "sign"},
            {"do": "carry", "finding": finding, "owner": owner, "due": "2027-01-29"},
            {"do": "room", "name": "board", "value": "shared"},
            {"do": "room", "name": "admitted", "value": True},
            {"do": "freeze"},
        ):
            assert self.does(LEADER, **what)["type"] == "ack"

    def close(self) -> None:
        for client in self.clients.values():
            client.close()
