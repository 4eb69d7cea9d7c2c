"""Two people type in one field, each at a server of their own."""

from __future__ import annotations

import random
import secrets
from base64 import b64decode, b64encode
from typing import Any

import pytest
from pycrdt import Doc, Text

from app.cli.demo.fill import Demo
from tests.several.conftest import Seat, Servers, Sits
from tests.signing import LEADER, Room, until

SOON = 3.0
"""Seconds for a keystroke to the other server's screen; on a quiet machine it takes hundredths."""


class Typist:
    """Has a text field open, with the real library beneath."""

    def __init__(self, seat: Seat, record: str, field: str) -> None:
        self.seat = seat
        self.place = {"record": record, "field": field}
        self.doc: Doc[Any] = Doc(client_id=random.getrandbits(32))
        self.doc["t"] = self.text = Text()
        seat.says(type="text", op="open", **self.place)
        self.takes(seat.hears(lambda m: m["type"] == "text" and m["op"] == "sync"))

    def takes(self, message: dict[str, Any]) -> None:
        self.doc.apply_update(b64decode(message["update"]))

    def types(self, words: str, at: int | None = None) -> None:
        before = self.doc.get_state()
        self.text.insert(len(str(self.text)) if at is None else at, words)
        update = b64encode(self.doc.get_update(before)).decode()
        self.seat.says(type="text", op="edit", id=secrets.token_urlsafe(9), **self.place, update=update)

    def reads(self, words: str, within: float = SOON) -> list[str]:
        """Wait until the field holds `words`; by which messages that came."""
        by: list[str] = []
        while words not in str(self.text):
            message = self.seat.hears(lambda m: m["type"] == "text", within)
            by.append(message["op"])
            self.takes(message)
        return by


@pytest.fixture(params=["aims"])
def field(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def typists(servers: Servers, sits: Sits, account: str, field: str) -> tuple[Typist, Typist]:
    one, two = servers
    return Typist(sits(one, LEADER), account, field), Typist(sits(two, "Bram Visser"), account, field)


@pytest.fixture
def account(rooms: tuple[Room, Room], demo: Demo) -> str:
    records = rooms[0].who(LEADER).get(f"/api/plans/{demo.plan}").json()["records"]
    return str(next(record["id"] for record in records if record["kind"] == "account"))


def test_a_keystroke_at_one_server_is_on_the_other_soon_and_alone(typists: tuple[Typist, Typist]) -> None:
    """What travels is the keystroke and not the whole text each time."""
    anouk, bram = typists
    for number in range(10):
        anouk.types(f" anouk-{number}")
        assert bram.reads(f" anouk-{number}") == ["edit"]
        bram.types(f" bram-{number}")
        assert anouk.reads(f" bram-{number}") == ["edit"]


@pytest.mark.parametrize("field", ["culture"], indirect=True)
def test_both_type_at_once_and_read_the_same(
    typists: tuple[Typist, Typist], rooms: tuple[Room, Room]
) -> None:
    chance = random.Random(7)
    tokens = []
    for number in range(40):
        for name, typist in zip(("a", "b"), typists, strict=True):
            tokens.append(token := f"<{name}{number}>")
            typist.types(token, at=chance.choice([0, None]))
    for typist in typists:
        for token in tokens:
            typist.reads(token, within=30)
    anouk, bram = (str(typist.text) for typist in typists)
    assert anouk == bram

    def stored(room: Room) -> str:
        records = room.who(LEADER).get(f"/api/plans/{room.plan}").json()["records"]
        return str(next(r["fields"]["culture"] for r in records if r["kind"] == "account"))

    for room in rooms:
        until(lambda room=room: stored(room) == anouk)  # type: ignore[misc]


@pytest.mark.parametrize("field", ["profile"], indirect=True)
def test_a_field_set_as_a_whole_at_one_server_begins_again_at_the_other(
    servers: Servers, sits: Sits, typists: tuple[Typist, Typist], rooms: tuple[Room, Room], account: str
) -> None:
    anouk, bram = typists
    anouk.types("Before.")
    bram.reads("Before.")
    whole = {"do": "set", "record": account, "field": "profile", "value": "Anew, and whole."}
    assert rooms[0].does(LEADER, **whole)["type"] == "ack"
    bram.seat.hears_words("Anew, and whole.")
    others = [Typist(sits(served, "Ingrid Veld"), account, "profile") for served in servers]
    assert [str(each.text) for each in others] == ["Anew, and whole."] * 2
    others[0].types(" Typed at one.")
    assert others[1].reads(" Typed at one.") == ["edit"]
