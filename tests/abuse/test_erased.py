"""Somebody is erased: of nothing that was ever known of them is a trace in any file, and the chain still holds.

Each thing that can be known of a person is a word that stands nowhere else: name, function, level, address, what their
browser calls itself, the name they gave at a door that asks, a device's label, the drawn signature, a reason.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from app.domain.people import Role
from app.web.identity import invitations
from tests.faults.served import stratroom
from tests.serving import Served, serving
from tests.signing import LEADER, Room
from tests.worked import worked_account


def word(what: str) -> str:
    return f"{what}{secrets.token_hex(5)}"


@dataclass
class Traces:
    known: dict[str, str]
    """What was known of them → the word for it."""
    person: str
    plan: str
    data: Path


@pytest.fixture(params=["while the server runs", "at rest"])
def erased(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Traces]:
    """Somebody came through a door that asks, was on the list, was renamed, said why they do not sign; then erased."""
    data = tmp_path / "data"
    demo = worked_account(data)
    known = {what: word(what) for what in ("name", "formername", "function", "level", "agent", "reason")}
    with serving(data) as served:
        room = Room(data, demo, served)
        person = _lives(room, served, known)
        assert set(_found(data, known)) >= {"name", "function", "level", "agent", "reason"}, (
            "all of it is there before"
        )
        if request.param == "while the server runs":
            stratroom("erase-person", demo.plan, person, "--data", str(data))
            yield Traces(known, person, demo.plan, data)
        room.close()
    if request.param == "at rest":
        stratroom("erase-person", demo.plan, person, "--data", str(data))
        yield Traces(known, person, demo.plan, data)


def _lives(room: Room, served: Served, known: dict[str, str]) -> str:
    office = room.who(LEADER)
    assert room.does(LEADER, do="room", name="door", value="ask")["type"] == "ack"
    asked = {"name": known["formername"], "function": known["function"]}
    way = served.do(invitations.way_in(served.identity, room.plan, invitations.JOIN)).path
    with httpx.Client(
        base_url=served.url, headers={"origin": served.url, "user-agent": known["agent"]}, timeout=60
    ) as phone:
        assert phone.post(way, data=asked, follow_redirects=True).url.path.endswith("/wait")
        (device,) = [
            d for d in served.do(served.identity.devices.of_plan(room.plan)) if d.agent == known["agent"]
        ]
        assert office.post(f"/p/{room.plan}/door/{device.id}/in").status_code == 303
        state = served.do(served.site.rooms.get(room.plan)).live.state
        person = next(p.id for p in state.people.values() if p.function == known["function"])
        form = {"name": known["name"], "function": known["function"], "level": known["level"], "side": "ours",
                "signs_as": "sales-director"}  # fmt: skip
        renamed = office.post(f"/p/{room.plan}/roster/{person}", data=form)
        assert renamed.status_code == 303, renamed.text
        office.post(f"/p/{room.plan}/roster/{person}/link")
        room.freezes()
        token = next(value for name, value in phone.cookies.items() if name.startswith("seat_"))
        told = phone.get(f"/api/plans/{room.plan}/sign", headers={"authorization": f"Bearer {token}"}).json()
        given = {"digest": told["digest"], "reason": known["reason"]}
        assert phone.post(f"/p/{room.plan}/decline", data=given).status_code == 303
    return person


def _found(data: Path, known: dict[str, str]) -> dict[str, list[str]]:
    """What is known → the files of the folder that hold it."""
    files = [file for file in data.rglob("*") if file.is_file()]
    found = {what: [f.name for f in files if said.encode() in f.read_bytes()] for what, said in known.items()}
    return {what: names for what, names in found.items() if names}


def test_no_file_holds_a_trace_and_the_chain_still_holds(erased: Traces, tmp_path: Path) -> None:
    assert _found(erased.data, erased.known) == {}
    for copy, command in (("export.jsonl", ("export", erased.plan)), ("backup.db", ("backup",))):
        stratroom(*command, str(tmp_path / copy), "--data", str(erased.data))
        held = (tmp_path / copy).read_bytes()
        assert not [what for what, said in erased.known.items() if said.encode() in held], copy
    told = stratroom("verify", "--data", str(erased.data))
    assert "sound" in told
    assert "erased on request" in told


@pytest.mark.parametrize("erased", ["at rest"], indirect=True)
def test_whoever_was_erased_is_still_somebody_in_the_plan(erased: Traces) -> None:
    """What they did stands, as done by a pseudonym in their role."""
    copy = erased.data.parent / "copy"
    copy.mkdir()
    for file in erased.data.iterdir():
        if file.is_file():
            (copy / file.name).write_bytes(file.read_bytes())
    with serving(copy) as served:
        state = served.do(served.site.rooms.get(erased.plan)).live.state
    person = state.people[erased.person]
    assert (person.function, person.level, person.role) == ("", "", Role.MEMBER)
    assert state.signoff.declined, "that somebody declined is the plan's"
