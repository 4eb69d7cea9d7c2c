"""Everybody votes within the same ten seconds: each ballot counted once, and the board right at the end.

People hold a socket of the json surface and give five dots over the factors, each twice: a first thought and, a moment
later, what they keep. A board looks on. Half of the runs take ballots with names, half without.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time
import urllib.request
from collections import Counter
from dataclasses import dataclass
from typing import Any

from bench.crowd import Crowd, compact, masked
from bench.served import JSON, Filled, Server, all_come_in, call, here, on_a_copy, settled

WITHIN_S = 10.0
DOTS = 5
GIVE_UP_S = 30.0


@dataclass(frozen=True)
class Voted:
    ack: list[float]
    """Milliseconds from when each ballot was due to its durable answer."""
    missing: int
    """Ballots without an answer."""
    counted: int
    wrong: int
    """Dots by which the count differs from what was given."""
    board: bool
    """The board says how many have voted, and the result."""
    cpu: float
    """Seconds of the server's processor."""


async def votes(store: Filled, people: int, *, nameless: bool) -> Voted:
    with on_a_copy(store) as server:
        lead, step = store.lead["token"], _ask(server, store.lead["token"], nameless)
        records = call(server, lead, f"/api/plans/{server.plan}")["records"]
        factors = [each["id"] for each in records if each["kind"] == "csf"]
        crowd, voters = Crowd(), list(store.people[1 : people + 1])
        async with here(crowd):
            await all_come_in(crowd, server, voters, JSON)
            await settled(server)
            given: Counter[str] = Counter()
            cpu = server.cpu()
            await _all_vote(crowd, step, factors, given, nameless=nameless)
            cpu = server.cpu() - cpu
            waiting = _board(server, lead)
        _does(server, lead, {"do": "reveal", "step": step})
        records = call(server, lead, f"/api/plans/{server.plan}")["records"]
        ballots = [each for each in records if each["kind"] == "ballot"]
        counted = Counter[str]()
        for ballot in ballots:
            flat = ballot["fields"]["scores"]
            counted.update(dict(zip(flat[::2], flat[1::2], strict=True)))
        off = sum(abs(given[factor] - counted[factor]) for factor in factors)
        board = f"<b>{people}</b>" in waiting and f"{people * DOTS} dots from {people} people" in _board(
            server, lead
        )
        return Voted(crowd.ack_ms, len(crowd.acks), len(ballots), off, board, cpu)


async def _all_vote(
    crowd: Crowd, step: str, factors: list[str], given: Counter[str], *, nameless: bool
) -> None:
    ready = []
    for at, person in enumerate(crowd.people):
        mine = {"record": secrets.token_urlsafe(12), "handle": secrets.token_urlsafe(16)} if nameless else {}
        for turn in (0, 1):
            scores = Counter(factors[(at * (turn + 1) + dot) % len(factors)] for dot in range(DOTS))
            if turn:
                given.update(scores)
            ready.append((at / len(crowd.people) + turn / 2, person, _ballot(step, dict(scores), mine)))
    began = time.perf_counter()
    for share, person, (id_, frame) in sorted(ready, key=lambda each: each[0]):
        due = began + share * WITHIN_S / 1.5
        if (wait := due - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        crowd.acks[id_.encode()] = due
        person.say_bytes(frame)
    give_up = time.perf_counter() + GIVE_UP_S
    while crowd.acks and time.perf_counter() < give_up:  # noqa: ASYNC110  measures, must not be woken
        await asyncio.sleep(0.05)


def _ballot(step: str, scores: dict[str, int], mine: dict[str, str]) -> tuple[str, bytes]:
    id_ = secrets.token_urlsafe(12)
    command: dict[str, Any] = {"type": "command", "id": id_, "kind": "ballot"}
    if mine:
        command |= {"do": "hold", "step": step, **mine, "fields": {"scores": scores}}
    else:
        command |= {"do": "add", "fields": {"step": step, "scores": scores}}
    return id_, masked(compact(command))


def _ask(server: Server, token: str, nameless: bool) -> str:
    """A step in which the factors are voted on; its key."""
    options = {"method": "dots", "kinds": ["csf"], "budget": DOTS, "limit": DOTS}
    fields = {
        "title": "The vote",
        "gate": "propose",
        "reveal": "on-reveal",
        "anonymous": nameless,
        "options": options,
    }
    _does(
        server, token, {"do": "agenda", "change": "add", "activity": "vote", "after": None, "fields": fields}
    )
    _does(server, token, {"do": "step"})
    page = _page(server, token, "console")
    return page.split('data-step-now="', 1)[1].split('"', 1)[0]


def _does(server: Server, token: str, command: dict[str, Any]) -> None:
    asked = [{"type": "command", "id": secrets.token_urlsafe(12), **command}]
    (answer,) = call(server, token, f"/api/plans/{server.plan}/commands", asked)
    if answer["type"] != "ack":
        raise RuntimeError(f"{command['do']} was refused: {json.dumps(answer)}")


def _board(server: Server, token: str) -> str:
    return _page(server, token, "board")


def _page(server: Server, token: str, name: str) -> str:
    address = f"http://127.0.0.1:{server.port}/p/{server.plan}/{name}?lang=en"
    request = urllib.request.Request(address, headers={"Cookie": f"seat_{server.plan}={token}"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        page: str = answer.read().decode()
        return page
