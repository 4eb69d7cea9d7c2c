"""Who is taken off, or whose session runs out, is out within a second, and what they still send is refused with words.

What a phone kept while it had no network comes after the removal, or after the freeze, by whatever way it comes.
"""

from __future__ import annotations

import contextlib
import json
import time
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from app.domain import commands as do
from app.domain.decide import signing
from app.store import sessions
from app.store.tables import SessionRow
from app.web.identity import devices
from app.web.identity.devices import now_ms
from tests.web.conftest import Browser, Live, Office, Sits

WITHIN = 1.0
"""Seconds."""
OUTBOX = [
    {
        "type": "command",
        "id": f"kept-offline-{n}",
        "do": "add",
        "kind": "note",
        "fields": {"text": f"line {n}"},
    }
    for n in range(3)
]


@pytest.fixture
def bram(office: Office, browser: Browser) -> httpx.Client:
    """On the roster, and in."""
    person = office.adds("Bram Visser", "Netherlands")
    phone = browser()
    phone.post(office.way("join"), data={"person": person})
    return phone


def everywhere(phone: httpx.Client, sits: Sits) -> list[Live]:
    """Two tabs and a program."""
    lives = [sits(phone, "phone"), sits(phone, "phone"), sits(phone, "json")]
    assert all(live.welcome for live in lives)
    return lives


def are_out(lives: list[Live], began: float, code: int = 4401) -> None:
    assert [live.closed_with(within=20.0) for live in lives] == [code] * len(lives)
    assert time.monotonic() - began < WITHIN


def replays(office: Office, phone: httpx.Client, outbox: list[dict[str, Any]]) -> httpx.Response:
    return phone.post(f"/api/plans/{office.plan}/commands", json=outbox)


def notes(office: Office) -> int:
    return len(office.state.of_kind("note"))


def test_who_is_taken_off_the_list_is_out_everywhere_within_a_second(
    office: Office, bram: httpx.Client, sits: Sits
) -> None:
    lives, began = everywhere(bram, sits), time.monotonic()
    office.post(f"roster/{office.person('Bram Visser')}/remove")
    are_out(lives, began)
    assert sits(bram).welcome is None
    assert sits(bram, "json").welcome is None
    assert "Netherlands" not in bram.get(f"/p/{office.plan}").text


def test_who_is_revoked_by_a_program_is_out_everywhere_within_a_second(
    office: Office, bram: httpx.Client, sits: Sits
) -> None:
    lives, began = everywhere(bram, sits), time.monotonic()
    office.client.post(f"/api/people/{office.person('Bram Visser')}/revoke?plan={office.plan}")
    are_out(lives, began)


def test_who_signs_out_is_out_in_the_other_tab_too(office: Office, bram: httpx.Client, sits: Sits) -> None:
    lives, began = everywhere(bram, sits), time.monotonic()
    bram.post(f"/p/{office.plan}/leave")
    are_out(lives, began)


def test_whose_session_runs_out_is_out_within_a_second(
    office: Office, bram: httpx.Client, sits: Sits, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A phone that is left on for a year sat there for ever; other requests of it were refused."""
    monkeypatch.setitem(devices.LASTS, "person", 1_500)
    bram.post(f"/p/{office.plan}/leave")
    bram.post(office.way("join"), data={"person": office.person("Bram Visser")})
    lives = everywhere(bram, sits)
    began = time.monotonic()
    assert [live.closed_with(within=20.0) for live in lives] == [4401] * 3
    assert time.monotonic() - began < 1.5 + WITHIN
    assert replays(office, bram, OUTBOX).status_code == 401
    assert sits(bram).welcome is None


def test_a_session_that_ran_out_is_not_believed_from_memory(
    office: Office, bram: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert bram.get(f"/api/plans/{office.plan}").status_code == 200
    now = now_ms()
    monkeypatch.setattr(devices, "now_ms", lambda: now + devices.LASTS["person"] + 1)
    assert bram.get(f"/api/plans/{office.plan}").status_code == 401


def test_an_outbox_that_comes_after_the_removal_is_refused_with_words(
    office: Office, bram: httpx.Client, sits: Sits
) -> None:
    live, before = sits(bram), notes(office)
    office.post(f"roster/{office.person('Bram Visser')}/remove")
    answer = replays(office, bram, OUTBOX)
    assert answer.status_code == 401
    assert "signed out" in answer.json()["message"]
    with contextlib.suppress(ConnectionClosed):  # what was on its way when the door fell shut
        for command in OUTBOX:
            live.socket.send(json.dumps(command))
    assert live.closed_with(within=WITHIN) == 4401
    assert notes(office) == before
    assert not [c for c in OUTBOX if c["id"] in office.state.records]


def test_an_outbox_that_comes_after_the_freeze_is_refused_with_words_one_by_one(
    office: Office, bram: httpx.Client, sits: Sits, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.asks(do.Add("csf-of-the-plan", "csf", fields={"statement": "Preferred supplier"}))
    office.asks(do.SetRoom("gate", "edit"))
    monkeypatch.setattr(
        signing, "check", lambda state, day: type("Sound", (), {"blocking": (), "findings": ()})
    )
    office.asks(do.Freeze())
    outbox = [
        {"type": "command", "id": f"after-the-freeze-{n}", "do": "set", "record": "csf-of-the-plan",
         "field": "statement", "value": f"Changed {n}"}
        for n in range(3)
    ]  # fmt: skip
    answers = replays(office, bram, outbox).json()
    assert [(told["type"], told["code"]) for told in answers] == [("refused", "frozen")] * 3
    assert all("signed" in told["message"] or "frozen" in told["message"] for told in answers), answers[0]
    assert not [told for told in answers if told.get("again")], "a phone lets go of them"
    live = sits(bram)
    told = live.asks({**outbox[0], "id": "after-the-freeze-too"})
    assert (told["type"], told["code"]) == ("refused", "frozen")
    assert office.state.records["csf-of-the-plan"].text("statement") == "Preferred supplier"


def test_customers_outboxes_are_refused_when_they_are_sent_out(
    office: Office, browser: Browser, sits: Sits
) -> None:
    office.asks(do.Add("csf-of-the-plan", "csf", fields={"statement": "Preferred supplier"}))
    office.asks(do.Share("csf-of-the-plan"))
    office.lets_customers_in()
    phone = browser()
    phone.post(office.way("customer"), data={"name": "Marijke", "function": "Noordzee", "consent": "1"})
    live, began = sits(phone), time.monotonic()
    office.asks(do.SetRoom("admitted", False))
    are_out([live], began, 4403)
    comment = {"type": "command", "id": "kept-by-marijke", "do": "add", "kind": "comment", "parent": "csf-of-the-plan",
               "fields": {"text": "too late"}}  # fmt: skip
    answer = replays(office, phone, [comment])
    assert answer.status_code == 403
    assert answer.json()["message"]
    assert "kept-by-marijke" not in office.state.records


def test_expiry_is_kept_where_it_was_said(office: Office, bram: httpx.Client) -> None:
    """The socket's end and the store's are the same moment."""

    def ends(rows: Any) -> list[int | None]:
        return [
            row.expires_at
            for row in sessions.of_plan(rows, office.plan, now_ms())
            if isinstance(row, SessionRow)
        ]

    stored = office.server.do(office.server.site.store.read(ends))
    known = office.server.do(office.server.identity.devices.of_plan(office.plan))
    assert sorted(filter(None, stored)) == sorted(d.expires_at for d in known if d.expires_at)
    assert all(end and end > now_ms() for end in stored)
