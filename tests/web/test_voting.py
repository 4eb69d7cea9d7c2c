"""Votes through the desk: nameless ballots held outside the log until the close, who has voted and never what."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.cli.demo.fill import Guest, fill
from app.domain.fields import scores
from app.domain.people import Edition, Role, Side
from app.domain.records import Record
from app.formats import load
from app.live.ports import Ack, Answer, Refused, Seat
from app.store import held_notes
from app.web.desk import Desk
from tests.serving import Served, serving

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Workshop:
    """A day of votes; 0 leads, the others are members by function."""

    served: Served
    plan: str
    guests: tuple[Guest, ...]

    async def ask(self, n: int, **command: Any) -> Answer:
        desk = self.served.site.hub.ports.desk
        assert isinstance(desk, Desk)
        guest = self.guests[n]
        seat = Seat(self.plan, guest.id, f"session-{n}", Side(guest.seat.side), Role(guest.seat.role))
        return await desk.submit(seat, {"type": "command", "id": secrets.token_urlsafe(12), **command})

    def does(self, n: int, **command: Any) -> Answer:
        return self.served.do(self.ask(n, **command))

    async def held(self, n: int, given: dict[str, Any], do: str = "hold", handle: str = "") -> Answer:
        mine = {"record": f"ballot-of-phone-{n}{handle}", "handle": f"handle-of-phone-{n}{handle}"}
        return await self.ask(n, do=do, kind="ballot", step="nameless", **mine, fields={"scores": given})

    def votes(self, n: int, given: dict[str, Any], **more: str) -> Answer:
        return self.served.do(self.held(n, given, **more))

    @property
    def room(self) -> Any:
        return self.served.site.rooms.opened(self.plan)

    @property
    def ballots(self) -> list[Record]:
        return list(self.room.live.state.every("ballot"))

    @property
    def factors(self) -> list[str]:
        return [each.id for each in self.room.live.state.every("csf")]

    def of(self, function: str) -> list[int]:
        people = self.room.live.state.people
        return [
            n
            for n, guest in enumerate(self.guests)
            if guest.seat.role == "member" and people[guest.id].function == function
        ]


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    with serving(tmp_path / "data") as served:
        format_ = load(ROOT / "tests" / "workshops")["votes"]
        made = served.do(
            fill(served.site.store, format_, members=0, canaries=False, now=time.time_ns() // 1_000_000)
        )
        workshop = Workshop(served, made.plan, made.guests)
        served.do(served.site.rooms.get(made.plan))
        assert workshop.does(0, do="step", step="nameless") == Ack()
        yield workshop


def code(answer: Answer) -> str:
    return answer.code if isinstance(answer, Refused) else "done"


def test_everybody_has_one_ballot_and_may_change_it_until_the_vote_is_closed(workshop: Workshop) -> None:
    first, second, *_ = workshop.factors
    anna, ben = workshop.of("Austria")[:2]
    assert workshop.votes(anna, {first: 2}) == Ack()
    assert code(workshop.votes(anna, {second: 2}, handle="-other")) == "voted"
    assert workshop.votes(anna, {second: 1}) == Ack(), "with the same handle it is a change"
    assert code(workshop.votes(ben, {first: 4})) == "over-budget"
    assert workshop.votes(ben, {first: 3}) == Ack()
    assert workshop.votes(ben, {}, do="let-go") == Ack()
    assert workshop.votes(ben, {first: 1}, handle="-anew") == Ack(), "who took it back can give another"
    answered = workshop.room.scene.moment(Edition.INTERNAL, Role.FACILITATOR, "en").answered
    assert answered == {workshop.guests[anna].id, workshop.guests[ben].id}
    assert workshop.ballots == []
    assert workshop.room.scene.moment(Edition.SHARED, Role.CUSTOMER, "en").answered == frozenset()

    assert workshop.does(0, do="reveal", step="nameless") == Ack()
    given = sorted(sorted(scores(each.fields["scores"]).items()) for each in workshop.ballots)
    assert given == sorted([[(second, 1)], [(first, 1)]])
    assert code(workshop.votes(anna, {first: 1})) == "closed"


def test_a_ballot_enters_the_log_as_nobodys_and_says_a_function_only_where_enough_share_it(
    workshop: Workshop,
) -> None:
    first = workshop.factors[0]
    voters = [*workshop.of("Austria")[:4], *workshop.of("Product")[:3], *workshop.of("Service")[:1]]
    for n in voters:
        assert workshop.votes(n, {first: 1}) == Ack()
    assert workshop.does(0, do="reveal", step="nameless") == Ack()
    found = workshop.ballots
    assert len(found) == 8
    assert {each.person for each in found} == {None}
    assert len({each.at for each in found}) == 1
    functions = Counter(each.text("function") for each in found)
    assert functions == {"Austria": 4, "": 4}, "the one of Service would be known if Product were told"
    store = workshop.served.site.store
    left = workshop.served.do(
        store.read(lambda rows: len(held_notes.of_step(rows, plan=workshop.plan, step="nameless")))
    )
    assert left == 0


def test_ballots_that_arrive_while_the_vote_is_closed_are_counted_once_or_refused(workshop: Workshop) -> None:
    first = workshop.factors[0]
    voters = [n for name in ("Austria", "Netherlands", "Product", "Service") for n in workshop.of(name)]

    async def everybody_at_once() -> list[Answer]:
        before = [workshop.held(n, {first: 1}) for n in voters[::2]]
        closing = workshop.ask(0, do="reveal", step="nameless")
        during = [workshop.held(n, {first: 1}) for n in voters[1::2]]
        return list(await asyncio.gather(*before, closing, *during))

    answers = workshop.served.do(everybody_at_once())
    assert {code(each) for each in answers} <= {"done", "closed"}
    assert len(workshop.ballots) == sum(each == Ack() for each in answers) - 1


def test_with_names_nobody_else_has_what_i_gave_before_the_close(workshop: Workshop) -> None:
    first = workshop.factors[0]
    anna, ben = workshop.of("Austria")[:2]
    assert workshop.does(0, do="step", step="dots") == Ack()
    ballot = {"kind": "ballot", "fields": {"step": "dots", "scores": {first: 2}}}
    assert workshop.does(anna, do="add", **ballot) == Ack()
    scene = workshop.room.scene
    moment = scene.moment(Edition.INTERNAL, Role.FACILITATOR, "en")
    assert moment.answered == {workshop.guests[anna].id}
    assert moment.tally is None
    assert moment.projection.every("ballot") == ()
    assert len(scene.me(workshop.guests[anna].id, Edition.INTERNAL).said["ballot"]) == 1
    assert "ballot" not in scene.me(workshop.guests[ben].id, Edition.INTERNAL).said
    for_ben = {**ballot["fields"], "said_by": workshop.guests[ben].id}
    assert workshop.does(0, do="add", kind="ballot", fields=for_ben) == Ack()
    assert workshop.does(0, do="reveal", step="dots") == Ack()
    tally = workshop.room.scene.moment(Edition.INTERNAL, Role.BOARD, "en").tally
    assert tally is not None
    assert (tally.voters, tally.entered, tally.lines[0].score) == (2, 1, 4)
    assert workshop.room.scene.moment(Edition.SHARED, Role.CUSTOMER, "en").tally is None


def test_an_open_vote_is_counted_as_it_comes_in_and_its_ballots_stay_their_owners(workshop: Workshop) -> None:
    anna = workshop.of("Austria")[0]
    assert workshop.does(0, do="step", step="confidence") == Ack()
    ballot = {"kind": "ballot", "fields": {"step": "confidence", "scores": {"proposal": 4}}}
    assert workshop.does(anna, do="add", **ballot) == Ack()
    moment = workshop.room.scene.moment(Edition.INTERNAL, Role.BOARD, "en")
    assert moment.tally is not None
    assert moment.tally.lines[0].score == 4
    assert moment.projection.every("ballot") == ()
