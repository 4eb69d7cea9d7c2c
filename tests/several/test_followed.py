"""What is done at one server is seen at the other, and who is off the list is out of both."""

from __future__ import annotations

from app.cli.demo.fill import Demo
from tests.several.conftest import Servers, Sits, own_account
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
