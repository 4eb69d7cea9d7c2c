"""Commands over HTTP: the limits of the socket, and a list of which one is wrong."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from app.cli.demo.fill import fill
from app.live.pace import GIVE_UP_S, Buckets
from app.live.ports import Pace
from app.live.wire import MAX_BYTES
from app.session.journal import Entry, NotSaved
from tests.serving import Served, serving


@dataclass(frozen=True)
class Program:
    """The facilitator's."""

    served: Served
    plan: str
    client: httpx.Client
    line: str

    def sets(self, value: str) -> dict[str, Any]:
        id_ = secrets.token_urlsafe(12)
        return {
            "type": "command",
            "id": id_,
            "do": "set",
            "record": self.line,
            "field": "statement",
            "value": value,
        }

    def posts(self, *messages: object) -> httpx.Response:
        return self.client.post(f"/api/plans/{self.plan}/commands", json=list(messages))

    def may_say(self, rate: float, burst: int) -> Buckets:
        buckets = Buckets(Pace(rate=rate, burst=burst))  # type: ignore[arg-type]
        self.served.site.hub.buckets = buckets
        return buckets

    @property
    def words(self) -> str:
        state = self.served.site.rooms.opened(self.plan).live.state
        return state.records[self.line].text("statement")


@pytest.fixture(scope="module")
def facilitator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with serving(tmp_path_factory.mktemp("program")) as served:
        site = served.site
        now = time.time_ns() // 1_000_000
        made = served.do(fill(site.store, site.formats["try-out"], members=0, canaries=False, now=now))
        state = served.do(site.rooms.get(made.plan)).live.state
        headers = {"authorization": f"Bearer {made.guests[0].token}"}
        with httpx.Client(base_url=served.url, headers=headers, timeout=20) as client:
            yield Program(served, made.plan, client, next(iter(state.every("csf"))).id)


@pytest.fixture
def program(facilitator: Program) -> Program:
    """It has been silent for a while."""
    pace = Pace()
    facilitator.may_say(pace.rate, pace.burst)
    return facilitator


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"type": "command", "do": "set", "value": "界" * (MAX_BYTES // 2)}, "too-large"),
        ({"type": "command"}, "malformed"),
        ({"type": "dance"}, "malformed"),
        ({"type": "ping"}, "malformed"),
    ],
)
def test_one_wrong_message_keeps_nothing_else_of_a_list_back(
    program: Program, wrong: dict[str, Any], code: str
) -> None:
    first, last = program.sets("before"), program.sets(f"after {code}")
    answers = program.posts(first, wrong | {"id": "wrong-message"}, last).json()
    assert [answer["type"] for answer in answers] == ["ack", "refused", "ack"]
    assert (answers[1]["id"], answers[1]["code"]) == ("wrong-message", code)
    assert program.words == f"after {code}"


def test_what_names_no_command_is_no_request(program: Program) -> None:
    assert program.posts({"type": "dance"}).status_code == 400


def test_a_program_that_talks_too_fast_is_slowed(program: Program) -> None:
    program.may_say(rate=20, burst=1)
    began = time.monotonic()
    answers = program.posts(*(program.sets(str(n)) for n in range(8))).json()
    assert time.monotonic() - began > 7 / 20 * 0.9
    assert {answer["type"] for answer in answers} == {"ack"}


def test_one_that_does_not_stop_is_told_when_to_come_back(program: Program) -> None:
    buckets = program.may_say(rate=1, burst=1)
    assert program.posts(program.sets("once")).status_code == 200
    (session,) = buckets._by_session
    now = program.served.do(_time())
    while buckets.wait(session, now) <= GIVE_UP_S:
        pass
    told = program.posts(program.sets("too fast"))
    assert told.status_code == 429
    assert float(told.headers["retry-after"]) >= GIVE_UP_S
    assert program.words == "once"


async def _time() -> float:
    return asyncio.get_running_loop().time()


def test_what_follows_one_that_could_not_be_saved_is_to_be_sent_again_too(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Done now, the second would come before the first: an older value would have the last word."""
    journal = program.served.site.store.journal
    append, asked = journal.append, [program.sets(words) for words in ("Zero", "First", "Second")]

    def full(plan: str, after: int, entries: Sequence[Entry]) -> int:
        if entries[0].command == asked[1]["id"]:
            raise NotSaved("disk-full")
        return append(plan, after, entries)

    with monkeypatch.context() as patch:
        patch.setattr(journal, "append", full)
        answers = program.posts(*asked).json()
    assert [(each["type"], each["id"]) for each in answers] == [
        ("ack", asked[0]["id"]),
        ("refused", asked[1]["id"]),
        ("refused", asked[2]["id"]),
    ]
    assert [each.get("again") for each in answers] == [None, True, True]
    assert program.words == "Zero"
    assert {each["type"] for each in program.posts(*asked[1:]).json()} == {"ack"}
    assert program.words == "Second"
