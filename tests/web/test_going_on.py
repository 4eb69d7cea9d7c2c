"""One of ours declines: the day goes on without that signature because somebody says so, and the papers tell it.

The press has tests of its own; here is kept what it is given to print.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from app.documents.view import PlanDocument
from app.documents.words import event
from app.web import sealing
from tests.serving import serving
from tests.signing import LEADER, THEIRS, Room, until
from tests.worked import worked_account


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[PlanDocument]:
    documents: list[PlanDocument] = []

    def prints(press: object, document: PlanDocument, content: bytes, key: object) -> bytes:
        documents.append(document)
        return b"%PDF-1.7 " + content[:40]

    monkeypatch.setattr(sealing, "print_sealed", prints)
    return documents


@pytest.fixture
def room(tmp_path: Path, printed: list[PlanDocument]) -> Iterator[Room]:
    """Frozen; Sofie, Ingrid and the customer have signed, Daan has declined."""
    demo = worked_account(tmp_path)
    with serving(tmp_path) as served, closing(Room(tmp_path, demo, served)) as room:
        room.freezes()
        for name in (THEIRS, "Sofie Maes", "Ingrid Veld"):
            assert room.signs(name).status_code == 303
        given = {"digest": room.asked("Daan Smit")["digest"], "reason": "Margin is too low"}
        assert room.who("Daan Smit").post(f"/p/{room.plan}/decline", data=given).status_code == 303
        yield room


def id_of(room: Room, name: str) -> str:
    return next(guest.id for guest in room.demo.guests if guest.seat.name == name)


def goes_on(room: Room, name: str, edition: str, *without: str) -> httpx.Response:
    given = {"edition": edition, "without": [id_of(room, each) for each in without]}
    return room.who(name).post(f"/p/{room.plan}/seal", data=given)


def told(document: PlanDocument) -> list[str]:
    return [event(each) for each in document.events]


def test_going_on_without_one_of_ours_is_decided_by_name_and_told(
    room: Room, printed: list[PlanDocument]
) -> None:
    assert goes_on(room, "Sofie Maes", "internal", "Daan Smit").status_code == 403
    assert goes_on(room, LEADER, "internal").status_code == 409, "it was not said without whom"
    assert printed == []

    assert goes_on(room, LEADER, "internal", "Daan Smit").status_code == 303
    until(lambda: room.sealed("internal") and room.sealed("shared"))
    ours, theirs = printed
    daan = next(each for each in ours.signatories if each.person.name == "Daan Smit")
    assert (daan.outcome, daan.reason) == ("declined", "Margin is too low")
    at = [told(ours).index(line) for line in told(ours) if "Daan" in line]
    assert told(ours)[at[0]] == "Daan Smit declined"
    assert told(ours)[-2:] == [
        "Anouk Terpstra went on without the signature of Daan Smit",
        "Rendered and sealed once, no changes allowed",
    ]
    assert "This edition is complete" not in told(ours)
    assert [each.at for each in ours.events] == sorted(each.at for each in ours.events)

    daan = next(each for each in theirs.signatories if each.person.name == "Daan Smit")
    assert (daan.outcome, daan.reason) == ("unsigned", ""), "that he declined is ours to know"
    assert not any("Daan" in line or "complete" in line for line in told(theirs))

    history = room.who(LEADER).get(f"/p/{room.plan}/history").text
    assert "Sealed our edition of version 1 without the signature of Daan Smit" in history


def test_the_roster_seals_nothing_while_the_plan_is_frozen(room: Room, printed: list[PlanDocument]) -> None:
    daan = f"/p/{room.plan}/roster/{id_of(room, 'Daan Smit')}"
    page = room.who(LEADER).get(daan).text
    assert "who signs it stays as it is" in page
    assert '<select name="signs_as">' not in page

    described = {"name": "Daan Smit", "side": "ours", "role": "member"}
    kept = room.who(LEADER).post(daan, data={**described, "signs_as": ""})
    assert kept.status_code == 409
    assert "who signs it stays as it is" in kept.text
    assert room.who(LEADER).post(f"{daan}/remove").status_code == 409
    assert room.who(LEADER).post(daan, data={**described, "signs_as": "sales-director"}).status_code == 303
    assert printed == []
    assert room.sealed("internal") is None

    assert room.does(LEADER, do="unfreeze")["type"] == "ack"
    assert '<select name="signs_as">' in room.who(LEADER).get(daan).text
