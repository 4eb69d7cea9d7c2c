"""Lines without a name, from the phone to the reveal: whatever was acknowledged stands in the plan afterwards."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.cli.demo.fill import Guest, fill
from app.domain.people import Role, Side
from app.live.ports import Ack, Answer, Refused, Seat
from app.web.desk import Desk
from tests.serving import Served, serving


@dataclass(frozen=True)
class Workshop:
    """The half-hour try-out, in the step in which everybody writes without a name."""

    served: Served
    plan: str
    guests: tuple[Guest, ...]

    def seat(self, n: int) -> Seat:
        guest = self.guests[n]
        return Seat(self.plan, guest.id, f"session-{n}", Side(guest.seat.side), Role(guest.seat.role))

    async def ask(self, n: int, **command: Any) -> Answer:
        desk = self.served.site.hub.ports.desk
        assert isinstance(desk, Desk)
        return await desk.submit(
            self.seat(n), {"type": "command", "id": secrets.token_urlsafe(12), **command}
        )

    async def writes(self, n: int, words: str) -> Answer:
        handle = f"handle-of-{n:04d}"
        note = secrets.token_urlsafe(12)
        return await self.ask(n, do="hold", step="write", record=note, handle=handle, text=words)

    def lines(self) -> list[str]:
        state = self.served.site.rooms.opened(self.plan).live.state
        return sorted(r.text("text") for r in state.records.values() if r.kind == "note")


FACILITATOR, FIRST_MEMBER = 0, 1


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    with serving(tmp_path / "data") as served:
        site = served.site
        now = time.time_ns() // 1_000_000
        made = served.do(fill(site.store, site.formats["try-out"], members=0, canaries=False, now=now))
        workshop = Workshop(served, made.plan, made.guests)

        async def to_the_writing() -> None:
            await site.rooms.get(made.plan)
            for _ in ("open", "write"):
                assert await workshop.ask(FACILITATOR, do="step") == Ack()

        served.do(to_the_writing())
        yield workshop


def test_a_line_that_is_written_while_the_reveal_is_on_its_way_is_not_lost(workshop: Workshop) -> None:
    async def everybody_at_once() -> list[Answer]:
        before = [workshop.writes(FIRST_MEMBER + n % 9, f"before {n}") for n in range(12)]
        reveal = workshop.ask(FACILITATOR, do="reveal", step="write")
        during = [workshop.writes(FIRST_MEMBER + n % 9, f"during {n}") for n in range(12)]
        return list(await asyncio.gather(*before, reveal, *during))

    answers = workshop.served.do(everybody_at_once())
    words = [f"before {n}" for n in range(12)] + [""] + [f"during {n}" for n in range(12)]
    acknowledged = sorted(w for w, answer in zip(words, answers, strict=True) if w and answer == Ack())
    assert acknowledged == workshop.lines()
    assert len(acknowledged) >= 12


def test_a_nameless_line_says_where_it_bites(workshop: Workshop) -> None:
    line = {
        "do": "hold",
        "step": "write",
        "record": "a-line-that-bites",
        "handle": "handle-of-one",
        "text": "Night rota",
    }
    told = {"scope_kind": "country", "scope": "Denmark"}
    assert workshop.served.do(workshop.ask(1, **line, fields=told)) == Ack()
    for wrong in ({"said_by": "somebody"}, {"prompt": "never-asked"}, {"scope_kind": "moon"}, "words"):
        assert isinstance(workshop.served.do(workshop.ask(1, **line, fields=wrong)), Refused)
    assert workshop.served.do(workshop.ask(FACILITATOR, do="reveal", step="write")) == Ack()
    record = workshop.served.site.rooms.opened(workshop.plan).live.state.records["a-line-that-bites"]
    assert record.fields == {"text": "Night rota", "step": "write", **told}
    assert record.person is None


def test_what_somebody_may_not_know_of_answers_like_what_is_not_there(workshop: Workshop) -> None:
    customer = next(n for n, guest in enumerate(workshop.guests) if guest.seat.side == "theirs")
    state = workshop.served.site.rooms.opened(workshop.plan).live.state
    hidden = next(r.id for r in state.every("nc") if not r.shared)

    async def probes(record: str) -> list[Answer]:
        text = {"type": "text", "op": "edit", "record": record, "update": b"\x00\x00"}
        return [
            await workshop.ask(customer, do="set", record=record, field="baseline", value="x", read=True),
            await workshop.ask(customer, do="read", record=record),
            await workshop.ask(customer, **text, field="nothing-of-the-kind"),
            await workshop.ask(customer, **text, field="statement"),
        ]

    for here, nowhere in zip(
        workshop.served.do(probes(hidden)), workshop.served.do(probes("no-such-record")), strict=True
    ):
        assert isinstance(here, Refused)
        assert here == nowhere


def test_while_customers_rest_their_programs_see_nothing_and_change_nothing(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as served:
        site = served.site
        now = time.time_ns() // 1_000_000
        made = served.do(fill(site.store, site.formats["strat-for-nat"], members=0, canaries=False, now=now))
        workshop = Workshop(served, made.plan, made.guests)
        customer = next(n for n, guest in enumerate(made.guests) if guest.seat.side == "theirs")
        caucus = next(step for step in site.formats["strat-for-nat"].steps if step.holds_customers)

        async def to(step: str) -> None:
            await site.rooms.get(made.plan)
            for command in (
                {"do": "room", "name": "board", "value": "shared"},
                {"do": "room", "name": "admitted", "value": True},
                {"do": "step", "step": step},
            ):
                assert await workshop.ask(FACILITATOR, **command) == Ack()

        served.do(to("review"))
        headers = {"authorization": f"Bearer {made.guests[customer].token}"}
        seen = httpx.get(f"{served.url}/api/plans/{made.plan}", headers=headers).json()["records"]
        line = next(record["id"] for record in seen if record["kind"] == "nc")
        served.do(to(caucus.key))
        assert httpx.get(f"{served.url}/api/plans/{made.plan}", headers=headers).json()["records"] == []
        agreed = workshop.ask(customer, do="add", kind="mark", parent=line, fields={"value": "agree"})
        answer = served.do(agreed)
        assert isinstance(answer, Refused)
        assert answer.code == "read-only"
