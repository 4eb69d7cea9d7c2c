"""What somebody who runs the server can see of it: lines, numbers, reasons. And what they cannot."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from app.cli.demo.fill import Demo
from app.cli.logs import JsonLines
from app.live import room as live_room
from app.live.hub import Hub
from app.session.journal import NotSaved
from app.session.live_plan import LivePlan
from app.store import migrate
from app.web import health
from app.web.command_log import GATHER_S, MOST, CommandLog
from app.web.requests import REQUEST
from app.web.rooms import Rooms
from tests.serving import Served, serving
from tests.signing import LEADER, Room, until
from tests.worked import worked_account

TOKEN = "a-token-of-the-administrators"


class Lines(logging.Handler):
    """The log as it is written where no terminal is."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(JsonLines())
        self.written: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        # Our own client speaks of what it asked for; so would the server's, which pytest makes speak: it is silenced.
        if record.name.startswith(("httpx", "httpcore")):
            return
        if record.name == "uvicorn.access":
            assert not logging.getLogger(record.name).propagate
            return
        self.written.append(self.format(record))

    def of(self, message: str) -> list[dict[str, Any]]:
        told = (json.loads(line) for line in self.written)
        return [line for line in told if line["message"] == message]


@pytest.fixture
def lines() -> Iterator[Lines]:
    root, handler = logging.getLogger(), Lines()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    # As `configure` has it.
    uvicorn = logging.getLogger("uvicorn")
    spoke = uvicorn.level
    uvicorn.setLevel(logging.WARNING)
    yield handler
    root.removeHandler(handler)
    root.setLevel(before)
    uvicorn.setLevel(spoke)


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    return worked_account(tmp_path, canaries=True)


@pytest.fixture
def served(tmp_path: Path, demo: Demo) -> Iterator[Served]:
    with serving(tmp_path, metrics_token=TOKEN) as server:
        yield server


@pytest.fixture
def room(tmp_path: Path, demo: Demo, served: Served) -> Iterator[Room]:
    everybody = Room(tmp_path, demo, served)
    yield everybody
    everybody.close()


def test_a_request_is_one_line_with_a_number_and_the_route_as_it_is_declared(
    room: Room, served: Served, lines: Lines
) -> None:
    answer = room.who(LEADER).get(f"/api/plans/{room.plan}?token=in-the-query")
    link = f"/me/{secrets.token_urlsafe(16)}"
    httpx.get(served.url + link)
    number = answer.headers["x-request-id"]
    until(lambda: len(lines.of("request")) == 2)
    whole, personal = lines.of("request")
    assert whole.pop("ms") > 0
    assert {name: whole[name] for name in ("method", "route", "status", "request", "plan")} == {
        "method": "GET",
        "route": "/api/plans/{plan}",
        "status": 200,
        "request": number,
        "plan": room.plan,
    }
    assert personal["route"] == "/me/{secret}"
    assert "plan" not in personal
    assert link not in "".join(lines.written)
    assert "in-the-query" not in "".join(lines.written)


def test_what_was_said_who_said_it_and_how_they_came_in_is_on_no_line(
    room: Room, demo: Demo, served: Served, lines: Lines
) -> None:
    said = "words that nobody may log"
    room.does(LEADER, do="add", kind="note", fields={"text": said})
    room.does(LEADER, do=said[:60])
    httpx.get(f"{served.url}/p/{said}")
    room.who(LEADER).post("/api/plans/x/commands", content=said)
    with room_socket(demo, served) as socket:
        socket.send(json.dumps({"type": said}))
        with pytest.raises(ConnectionClosed):
            list(socket)
    until(lambda: lines.of("commands"))
    written = "".join(lines.written)
    assert said not in written
    assert not [g.seat.name for g in demo.guests if g.seat.name in written]
    assert not [g.id for g in demo.guests if g.id in written]
    assert not [g.token for g in demo.guests if g.token in written]
    assert "127.0.0.1" not in written


def test_commands_are_told_with_what_came_of_them(room: Room, lines: Lines) -> None:
    done, refused = f"done-{secrets.token_hex(8)}", f"refused-{secrets.token_hex(8)}"
    room.does(LEADER, id=done, do="add", kind="note", fields={"text": "one"})
    room.does(LEADER, id=refused, do="remove", record="no-such-record")

    def told() -> dict[str, list[Any]]:
        return {each[0]: each for line in lines.of("commands") for each in line["commands"]}

    until(lambda: refused in told())
    assert told()[done][1:3] == ["add", "ok"]
    assert told()[refused][1:3] == ["remove", "unknown-record"]
    assert told()[done][3] > 0
    assert {line["plan"] for line in lines.of("commands")} == {room.plan}


def test_what_is_anonymous_is_told_without_its_id(room: Room, lines: Lines) -> None:
    id_ = f"held-{secrets.token_hex(8)}"
    room.does(LEADER, id=id_, do="hold", record="rec-00000001", handle="handle-000001", step="x", text="mine")
    until(lambda: lines.of("anonymous commands"))
    assert id_ not in "".join(lines.written)
    assert not lines.of("commands")


def test_no_order_and_no_request_tie_what_is_anonymous_to_who_said_it(lines: Lines) -> None:
    """A writer's own commands stand around their anonymous line, and their socket's number is that of their visit."""

    async def said() -> None:
        told = CommandLog()
        REQUEST.set("a-visit")
        for number in range(MOST):
            told.note("plan-1", f"command-{number}", "set", "ok", 0.001)
            told.note("plan-1", "", "hold" if number % 2 else "drop", "ok", 0.002)
        REQUEST.set("another-visit")
        told.note("plan-1", "", "hold", "ok", 0.003)
        told.note("plan-1", "last-command", "set", "ok", 0.001)
        await asyncio.sleep(2 * GATHER_S)
        told.note("plan-1", "at-the-stop", "set", "ok", 0.001)
        told.tell()

    asyncio.run(said())
    assert len(lines.of("commands")) == 3
    assert all(each[0] for line in lines.of("commands") for each in line["commands"])
    counted = [line["counts"] for line in lines.of("anonymous commands")]
    assert sum(counts["hold"]["ok"] for counts in counted) == MOST // 2 + 1
    assert sum(counts.get("drop", {}).get("ok", 0) for counts in counted) == MOST // 2
    assert {name for line in lines.of("anonymous commands") for name in line} == {
        *("at", "level", "logger", "message", "plan", "counts")
    }
    assert "-visit" not in "".join(lines.written)


def test_what_outlives_a_request_does_not_keep_its_number(
    room: Room, demo: Demo, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A plan is opened by whoever comes first; what is logged for it afterwards is not theirs."""
    seen: dict[str, str] = {}

    def watched(of: type, name: str) -> None:
        real = getattr(of, name)

        def noting(self: Any, *given: Any, **more: Any) -> Any:
            seen[name] = REQUEST.get()
            return real(self, *given, **more)

        monkeypatch.setattr(of, name, noting)

    watched(LivePlan, "open")
    watched(Rooms, "_published")
    watched(Hub, "_sweep_now")
    watched(live_room.Room, "flush")
    watched(live_room.Room, "_tell_now")
    with room_socket(demo, served) as socket:
        socket.send('{"type":"hello","protocol":"stratroom.json.1","page":"json"}')
        socket.recv(timeout=30)
        room.does(LEADER, do="add", kind="note", fields={"text": "one"})
        until(lambda: len(seen) >= 5)
    assert seen == dict.fromkeys(seen, "")


def test_an_error_says_the_number_under_which_the_log_has_it(
    room: Room, served: Served, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(plan: str) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(served.site.rooms, "get", fails)
    for path in (f"/api/plans/{room.plan}", f"/p/{room.plan}/roster"):
        lines.written.clear()
        answer = room.who(LEADER).get(path)
        assert answer.status_code == 500
        number = answer.headers["x-request-id"]
        assert number in answer.text
        until(lambda: lines.of("request"))
        (fault,) = [json.loads(line) for line in lines.written if "RuntimeError" in line]
        assert fault["request"] == number, "once, and found by its number"


def room_socket(demo: Demo, served: Served) -> ClientConnection:
    token = next(guest.token for guest in demo.guests if guest.seat.name == LEADER)
    return connect(
        served.url.replace("http", "ws", 1) + f"/live/{demo.plan}",
        subprotocols=[Subprotocol("stratroom.json.1")],
        additional_headers={"authorization": f"Bearer {token}"},
    )


def test_a_socket_is_one_line_when_it_ends(room: Room, demo: Demo, served: Served, lines: Lines) -> None:
    with room_socket(demo, served) as socket:
        socket.send('{"type":"hello","protocol":"stratroom.json.1","page":"json"}')
        socket.recv(timeout=30)
    until(lambda: lines.of("socket"))
    (line,) = lines.of("socket")
    assert (line["route"], line["plan"], line["code"]) == ("/live/{plan}", demo.plan, 1000)


def metrics(served: Served) -> dict[str, float]:
    """Name with labels → value."""
    told = httpx.get(f"{served.url}/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert told.status_code == 200
    assert told.headers["content-type"].startswith("text/plain")
    values = (line.rpartition(" ") for line in told.text.splitlines() if line and not line.startswith("#"))
    return {name: float(value) for name, _, value in values}


def test_numbers_grow_with_what_is_done(room: Room, served: Served) -> None:
    before = metrics(served)
    for number in range(3):
        room.does(LEADER, do="add", kind="note", fields={"text": f"note {number}"})
    room.does(LEADER, do="remove", record="no-such-record")
    after = metrics(served)

    def grew(name: str) -> float:
        return after[name] - before.get(name, 0)

    assert after["stratroom_open_plans"] == 1
    assert grew("stratroom_events_total") == 3
    assert grew('stratroom_commands_total{result="ok"}') == 3
    assert grew('stratroom_commands_total{result="unknown-record"}') == 1
    assert grew("stratroom_commit_seconds_count") == 3
    assert grew('stratroom_group_entries_bucket{le="1"}') == 3
    assert grew("stratroom_answer_seconds_count") == 4
    assert grew('stratroom_requests_total{answer="POST 200"}') == 4
    assert after["stratroom_store_bytes"] > 10_000
    assert after["stratroom_disk_free_bytes"] > 0
    assert after["stratroom_records"] > 10
    assert after['stratroom_press_jobs{press="seal"}'] == 0
    until(
        lambda: (
            metrics(served)["stratroom_loop_lag_seconds_count"] > before["stratroom_loop_lag_seconds_count"]
        )
    )


def test_numbers_are_told_to_who_has_the_token_and_names_to_nobody(
    room: Room, demo: Demo, served: Served
) -> None:
    room.asked(LEADER)
    address = f"{served.url}/metrics"
    told = httpx.get(address, headers={"authorization": f"Bearer {TOKEN}"}).text
    assert not [guest.seat.name for guest in demo.guests if guest.seat.name in told]
    assert demo.plan not in told
    assert httpx.get(address).status_code == 403
    assert httpx.get(address, headers={"authorization": "Bearer another"}).status_code == 403


def test_without_a_token_the_page_does_not_exist(tmp_path: Path) -> None:
    with serving(tmp_path / "other") as served:
        assert httpx.get(f"{served.url}/metrics").status_code == 404


def ready(served: Served) -> tuple[int, list[str]]:
    answer = httpx.get(f"{served.url}/readyz")
    return answer.status_code, answer.json().get("reasons", [])


@pytest.mark.parametrize(
    ("reason", "said"),
    [("disk-full", "De schijf van de server is vol"), ("unavailable", "probeer het zo nog eens")],
)
def test_a_page_that_cannot_be_had_promises_nothing_that_is_kept(
    served: Served, monkeypatch: pytest.MonkeyPatch, reason: str, said: str
) -> None:
    async def away(*_given: object) -> None:
        raise NotSaved(reason)

    monkeypatch.setattr(served.site.store, "read", away)
    form = {"login": "ruth@example.org", "password": "a guess of mine"}
    answer = httpx.post(f"{served.url}/login", data=form, headers={"accept-language": "nl"}, timeout=60)
    assert answer.status_code == 503
    assert said in answer.text
    assert "bewaard" not in answer.text, "a form is not kept on any device"


def test_whoever_balances_is_told_why_nobody_should_be_sent_here(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "BELIEVED_S", 0.0)
    assert ready(served) == (200, [])
    with monkeypatch.context() as patch:
        patch.setattr(health, "free_bytes", lambda folder: 1_000)
        assert ready(served) == (503, ["disk-full"])
    with monkeypatch.context() as patch:
        patch.setattr(migrate, "NEWEST", "9999")
        assert ready(served) == (503, ["schema"])

    async def away(at: int) -> None:
        raise NotSaved("unavailable")

    with monkeypatch.context() as patch:
        patch.setattr(type(served.site.store), "probe", lambda store, at: away(at))
        assert ready(served) == (503, ["unavailable"])
    assert ready(served) == (200, [])
    served.site.readiness.stopping = True
    assert ready(served) == (503, ["stopping"])


def test_many_who_ask_cost_one_look(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "BELIEVED_S", 60.0)
    looks = []
    probe = type(served.site.store).probe

    async def counted(store: Any, at: int) -> None:
        looks.append(at)
        await probe(store, at)

    monkeypatch.setattr(type(served.site.store), "probe", counted)
    for _ in range(20):
        assert ready(served)[0] == 200
    assert len(looks) <= 1


def test_static_files_and_probes_are_not_worth_a_line(served: Served, lines: Lines) -> None:
    page = httpx.get(f"{served.url}/login").text
    file = re.search(r'(?:src|href)="(/static/[^"]+)"', page)
    assert file
    for path in (file[1], "/healthz", "/readyz"):
        assert httpx.get(served.url + path).status_code == 200
    until(lambda: lines.of("request"))
    assert {line["route"] for line in lines.of("request")} == {"/login"}
