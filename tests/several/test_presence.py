"""Who is here is known at every server, and a server that dies takes nobody along."""

from __future__ import annotations

import pytest

from app.cli.demo.fill import Demo
from app.store import presence
from tests.several.conftest import Servers, Sits, own_account
from tests.signing import LEADER, Room, until

BRAM, SOFIE, DAAN, INGRID = "Bram Visser", "Sofie Maes", "Daan Smit", "Ingrid Veld"


def id_of(demo: Demo, name: str) -> str:
    return next(guest.id for guest in demo.guests if guest.seat.name == name)


def test_people_at_another_server_are_here(servers: Servers, demo: Demo, sits: Sits) -> None:
    one, two = servers
    anouk = sits(one, LEADER)
    with_bram = {id_of(demo, LEADER), id_of(demo, BRAM)}
    bram = sits(two, BRAM)
    anouk.hears(lambda m: m["type"] == "presence" and set(m["people"]) == with_bram and m["here"] == 2)
    bram.hears(lambda m: m["type"] == "presence" and set(m["people"]) == with_bram)
    sits(two, LEADER)
    bram.socket.close()
    anouk.hears(lambda m: m["type"] == "presence" and m["people"] == [id_of(demo, LEADER)] and m["here"] == 1)


def test_who_edits_at_another_server_is_named(servers: Servers, rooms: tuple[Room, Room], sits: Sits) -> None:
    one, two = servers
    anouk, bram = sits(one, LEADER), sits(two, BRAM)
    record = rooms[0].record("")
    bram.says(type="presence", record=record)
    anouk.hears(lambda m: m["type"] == "presence" and m["editing"] == {record: [BRAM]})
    bram.says(type="presence", record=None)
    anouk.hears(lambda m: m["type"] == "presence" and m["editing"] == {})


def test_people_of_a_server_that_fell_silent_are_not_here_any_more(
    servers: Servers, demo: Demo, sits: Sits, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = servers
    anouk, ingrid = sits(one, LEADER), id_of(demo, INGRID)
    known = one.site.rooms.elsewhere, two.site.rooms.elsewhere
    assert known[0]
    assert known[1]
    monkeypatch.setattr(presence, "LASTS_MS", 300)
    sits(two, INGRID)
    anouk.hears(lambda m: m["type"] == "presence" and ingrid in m["people"])

    async def silent(said: object) -> None:
        """It was killed, so far as anybody can tell."""

    monkeypatch.setattr(known[1], "_write", silent)
    asking = known[0]
    until(lambda: (one.do(asking.ask(demo.plan)), ingrid not in one.site.hub.present(demo.plan))[1])
    anouk.hears(lambda m: m["type"] == "presence" and ingrid not in m["people"])


def test_a_device_that_is_signed_out_at_one_server_is_out_of_the_other(
    servers: Servers, rooms: tuple[Room, Room], demo: Demo, sits: Sits
) -> None:
    one, two = servers
    phone = sits(two, SOFIE)
    (device,) = (d for d in one.do(one.identity.devices.of_plan(demo.plan)) if d.person == id_of(demo, SOFIE))
    one.do(one.identity.devices.revoke(device.id))
    assert phone.closed_with() == 4401
    assert rooms[1].who(SOFIE).get(f"/api/plans/{demo.plan}").status_code == 401


def test_a_sign_out_whose_word_was_lost_is_found(
    servers: Servers, demo: Demo, sits: Sits, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = servers
    phone = sits(two, DAAN)
    (device,) = (d for d in one.do(one.identity.devices.of_plan(demo.plan)) if d.person == id_of(demo, DAAN))
    monkeypatch.setattr(one.site.store, "say", lambda word: None)
    one.do(one.identity.devices.revoke(device.id))
    assert phone.closed_with() == 4401


@own_account
def test_a_plan_that_is_deleted_at_one_server_is_gone_at_the_other(
    servers: Servers, demo: Demo, sits: Sits
) -> None:
    from app.web import plans

    one, two = servers
    phone = sits(two, SOFIE)
    one.do(plans.delete(one.identity, demo.plan))
    assert phone.closed_with() in (4401, 4404)
    until(lambda: demo.plan not in two.site.rooms.plans())


def test_a_way_in_that_is_closed_at_one_server_is_closed_at_the_other(servers: Servers, demo: Demo) -> None:
    from app.web.identity import invitations

    one, two = servers
    way = one.do(invitations.way_in(one.identity, demo.plan, invitations.JOIN))
    assert two.do(invitations.by_secret(two.identity, way.secret)) is not None, "remembered there for a while"
    one.do(invitations.renew(one.identity, demo.plan, invitations.JOIN))
    until(lambda: not two.identity.ways)
    assert two.do(invitations.by_secret(two.identity, way.secret)) is None
