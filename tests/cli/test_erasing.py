"""Somebody is erased from a plan: while the day runs, and from a store at rest. What others did stands as it was."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from app.web.erasing import without
from tests.cli.conftest import Command
from tests.serving import serving
from tests.signing import LEADER, THEIRS, Room, until
from tests.worked import worked_account

WITHIN = 60
HAND = "M10 10 L50 80 L90 20"
DAAN, SOFIE, INGRID = "Daan Smit", "Sofie Maes", "Ingrid Veld"


@pytest.fixture
def signing(tmp_path: Path) -> Iterator[Room]:
    """Two have signed and one has declined; the server runs."""
    data = tmp_path / "data"
    demo = worked_account(data)
    with serving(data) as served:
        room = Room(data, demo, served)
        room.freezes()
        for name in (DAAN, SOFIE):
            assert room.signs(name, drawing=HAND).status_code == 303
        given = {"digest": room.asked(INGRID)["digest"], "reason": "Ask my lawyer Marker-71c0"}
        assert room.who(INGRID).post(f"/p/{room.plan}/decline", data=given).status_code == 303
        yield room
        room.close()


@contextmanager
def console(room: Room) -> Iterator[ClientConnection]:
    address = room.served.url.replace("http", "ws", 1) + f"/live/{room.plan}"
    key = room.who(LEADER).headers["authorization"]
    with connect(
        address, subprotocols=[Subprotocol("stratroom.html.1")], additional_headers={"authorization": key}
    ) as socket:
        socket.send(json.dumps({"type": "hello", "protocol": "stratroom.html.1", "page": "console"}))
        yield socket


def shown(socket: ClientConnection, fragments: dict[str, str]) -> dict[str, str]:
    """What the console shows after one more message."""
    message: dict[str, Any] = json.loads(socket.recv(timeout=WITHIN))
    assert message["type"] != "bye", "everybody else stays connected"
    if message["type"] == "frame":
        fragments.update({id_: html for id_, _tag, html in message.get("put", ())})
    return fragments


def signatures(room: Room) -> dict[str, Any]:
    """Person → what the open plan remembers of their signature."""
    state = room.served.site.rooms.opened(room.plan).live.state
    return {each.person: each for each in state.signoff.signatures}


def in_files(data: Path, words: str) -> bool:
    return any(words.encode() in path.read_bytes() for path in data.glob("stratroom.db*"))


def test_somebody_is_erased_while_the_day_runs(command: Command, signing: Room) -> None:
    daan = next(guest.id for guest in signing.demo.guests if guest.seat.name == DAAN)
    sofie = next(guest.id for guest in signing.demo.guests if guest.seat.name == SOFIE)
    with console(signing) as socket:
        fragments: dict[str, str] = {}
        until(lambda: DAAN in shown(socket, fragments).get("signing", ""))
        code, told = command("erase-person", signing.plan, "daan smit")
        assert (code, told) == (0, f"{daan} is erased; 2 entries of the log were redacted.\n")
        until(lambda: all(DAAN not in html for html in shown(socket, fragments).values()))
        assert SOFIE in fragments["signing"]

    kept = signatures(signing)
    assert (kept[daan].name, kept[daan].drawing, kept[daan].address, kept[daan].agent) == ("", "", "", "")
    assert kept[daan].consent, "that somebody signed, and what, is the plan's"
    assert (kept[sofie].name, kept[sofie].drawing) == (SOFIE, HAND)
    assert signing.who(DAAN).get(f"/api/plans/{signing.plan}").status_code == 401
    assert signing.does(LEADER, do="unfreeze")["type"] == "ack", "the day goes on"
    assert not in_files(signing.data, DAAN)

    assert command("erase-person", signing.plan, "Nobody Atall")[0] == 2
    assert command("erase-person", "no-such-plan", daan)[0] == 2
    assert signing.does(LEADER, do="freeze")["type"] == "ack", "what was refused closed nothing"


def test_what_another_process_erased_is_forgotten_here(signing: Room) -> None:
    daan = next(guest.id for guest in signing.demo.guests if guest.seat.name == DAAN)
    store = signing.served.site.store

    def elsewhere() -> int:
        at = time.time_ns() // 1_000_000
        return store.erase_person(
            plan=signing.plan, person=daan, redact=lambda stored: without(daan, stored), at=at
        )

    store.call(elsewhere)
    assert signing.does(LEADER, do="unfreeze")["type"] == "ack"
    until(lambda: signatures(signing)[daan].name == "")


def test_somebody_is_erased_from_a_store_at_rest(command: Command, tmp_path: Path) -> None:
    data = tmp_path / "data"
    demo = worked_account(data)
    with serving(data) as served:
        room = Room(data, demo, served)
        room.freezes()
        reason = {"digest": room.asked(THEIRS)["digest"], "reason": "Ask my lawyer Marker-71c0"}
        assert room.who(THEIRS).post(f"/p/{room.plan}/decline", data=reason).status_code == 303
        room.close()
    assert in_files(data, "Marker-71c0")
    code, told = command("erase-person", demo.plan, THEIRS)
    assert (code, "2 entries of the log were redacted" in told) == (0, True), told
    assert not in_files(data, "Marker-71c0")
    assert not in_files(data, THEIRS)
    code, told = command("verify")
    assert (code, "sound" in told, "2 entries erased on request" in told) == (0, True, True), told
