"""What is done at one server is seen at the other, and who is off the list is out of both."""

from __future__ import annotations

import pytest

from app.cli.demo.fill import Demo
from app.web.rooms import Room as OpenPlan
from tests.several.conftest import Servers, Sits, filled, own_account
from tests.signing import LEADER, Room, until

Rooms = tuple[Room, Room]


def test_what_is_done_at_one_server_is_seen_at_the_other(
    servers: Servers, rooms: Rooms, demo: Demo, sits: Sits
) -> None:
    (here, there), two = rooms, servers[1]
    bram = sits(two, "Bram Visser")
    records = here.who(LEADER).get(f"/api/plans/{demo.plan}").json()["records"]
    action = next(record["id"] for record in records if record["kind"] == "action")
    asked = {"do": "set", "record": action, "field": "statement"}
    assert here.does(LEADER, **asked, value="Said at one")["type"] == "ack"
    bram.hears_words("Said at one")
    assert there.does(LEADER, **asked, value="Said at two")["type"] == "ack"
    bram.hears_words("Said at two")


def test_whoever_is_added_or_renamed_at_one_server_is_called_so_at_the_other(
    servers: Servers, rooms: Rooms, demo: Demo, sits: Sits
) -> None:
    (here, _), two = rooms, servers[1]
    sits(two, "Bram Visser")
    new = {"name": "Yara Jansen", "function": "Service", "side": "ours"}
    assert here.who(LEADER).post(f"/p/{demo.plan}/roster", data=new).status_code == 303

    def called(name: str) -> str | None:
        names = two.site.rooms.opened(demo.plan).names
        return next((person for person, known in names.items() if known == name), None)

    yara = until(lambda: called("Yara Jansen"))
    renamed = new | {"name": "Yara de Wit"}
    assert here.who(LEADER).post(f"/p/{demo.plan}/roster/{yara}", data=renamed).status_code == 303
    assert until(lambda: called("Yara de Wit")) == yara


@own_account
def test_whoever_is_taken_off_the_list_is_out_of_both(
    servers: Servers, rooms: Rooms, demo: Demo, sits: Sits
) -> None:
    (here, _), two = rooms, servers[1]
    bram = next(guest.id for guest in demo.guests if guest.seat.name == "Bram Visser")
    seat = sits(two, "Bram Visser")
    assert here.who(LEADER).post(f"/p/{demo.plan}/roster/{bram}/remove").status_code == 303
    assert seat.closed_with() == 4401


def test_a_plan_that_is_closed_while_all_are_looked_after_is_passed_over(
    servers: Servers, demo: Demo, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a silence a server looks after every open plan; one may be put away meanwhile."""
    here, plans = servers[0].site.rooms, (demo.plan, filled(database).plan)
    elsewhere, looked_after = here.elsewhere, []
    assert elsewhere is not None

    async def names(room: OpenPlan) -> None:
        looked_after.append(room.live.id)
        for plan in here.plans():
            if plan != room.live.id:
                await here.forget(plan)

    async def looks() -> None:
        for plan in plans:
            await here.get(plan)
        await elsewhere._look(missed=True)

    monkeypatch.setitem(elsewhere.words, "names", elsewhere._of_room(names))
    servers[0].do(looks())

    assert len(looked_after) == 1
