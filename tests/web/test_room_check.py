"""The room check: wifi, address, QR codes, and one phone's proof."""

from __future__ import annotations

import re
import time
from xml.etree import ElementTree

import pytest

from app.domain import commands as do
from app.i18n import formats
from app.web.identity import patience, tokens
from app.web.identity.venue import Venue
from tests.web.conftest import Browser, Office


def test_a_phone_proves_that_it_reaches_the_laptop(office: Office, browser: Browser) -> None:
    page = office.get("check")
    assert "No phone yet" in page.text
    link = re.search(r'href="http://[^/]+(/hello/[^"]+)"', page.text)
    assert link
    phone = browser()
    seen = phone.get(link[1], headers={"user-agent": "Mozilla/5.0 (iPhone) Version/17.0 Safari/604"})
    assert "reaches the room" in seen.text
    assert "Safari on iPhone" in office.get("check/arrived").text
    told = re.search(r'data-trial="([^"]+)"', seen.text)
    assert told
    assert phone.get(f"{told[1]}/ping").status_code == 204
    phone.post(told[1], data={"ms": "14"})
    assert "there and back in 14 ms" in office.get("check/arrived").text
    assert phone.post(told[1], data={"ms": "soon"}).status_code == 422
    assert phone.get("/hello/guessed").status_code == 404


def test_times_are_those_of_the_plans_clock(office: Office, browser: Browser) -> None:
    account = office.state.account
    assert account
    office.asks(do.Set(account.id, "time_zone", "Pacific/Kiritimati"))
    link = re.search(r'href="http://[^/]+(/hello/[^"]+)"', office.get("check").text)
    assert link
    office.post("door", door="ask")
    bram = office.adds("Bram Visser", "Netherlands")
    began = time.time_ns() // 1_000_000
    browser().get(link[1])
    browser().post(office.way("join"), data={"person": bram})
    ended = time.time_ns() // 1_000_000
    right = {formats.clock_at(at, "Pacific/Kiritimati") for at in (began, ended)}
    for path in ("check/arrived", "door/list"):
        shown = re.findall(r"\b\d\d:\d\d\b", office.get(path).text)
        assert shown, path
        assert set(shown) <= right, path
    browser().get(office.personal_link(bram))
    days = {formats.moment(at, "Pacific/Kiritimati") for at in (ended, time.time_ns() // 1_000_000)}
    assert any(day in office.get(f"roster/{bram}").text for day in days)


def test_wifi_and_codes_are_pictures_without_a_style_of_their_own(office: Office) -> None:
    office.post("check", wifi="Stratroom", password="linz-utrecht-27", security="WPA")
    for name in ("wifi", "join", "customer", "trial"):
        picture = office.get(f"qr/{name}.svg")
        assert picture.headers["content-type"] == "image/svg+xml"
        assert "style" not in picture.text
        assert ElementTree.fromstring(picture.text).tag.endswith("svg")


def test_the_board_learns_of_the_wifi_and_of_another_code(office: Office) -> None:
    office.post("check", wifi="Stratroom", password="linz-utrecht-27", security="WPA")
    room = office.server.do(office.server.site.rooms.get(office.plan))
    assert (room.scene.door.wifi, room.scene.door.password) == ("Stratroom", "linz-utrecht-27")
    before = room.scene.door.code
    assert before == tokens.spaced(office.code("join"))
    office.post("check/renew/join")
    assert room.scene.door.code == tokens.spaced(office.code("join")) != before


def test_without_tls_it_says_that_others_can_read_along(office: Office) -> None:
    page = office.get("check").text
    assert "others on this network can read along" in page
    assert "mobile data off" in page


@pytest.mark.parametrize(
    ("venue", "said"),
    [
        (Venue(wifi="Room", password="a;b"), r"WIFI:T:WPA;S:Room;P:a\;b;;"),
        (Venue(wifi='Ho"tel, 1:2', security="nopass"), r"WIFI:T:nopass;S:Ho\"tel\, 1\:2;;"),
        (Venue(wifi="back\\slash", password="x", hidden=True), r"WIFI:T:WPA;S:back\\slash;P:x;H:true;;"),
    ],
)
def test_what_a_camera_reads_is_quoted(venue: Venue, said: str) -> None:
    assert venue.wifi_code == said


def test_codes_hold_nothing_that_looks_like_something_else() -> None:
    assert not set("B8O0S5Z2I1LU") & set(tokens.ALPHABET)
    assert all(len(tokens.code()) == 6 and tokens.typed(tokens.spaced(tokens.code())) for _ in range(20))


def test_no_id_looks_like_an_option_of_the_command_line() -> None:
    assert not [id_ for id_ in (tokens.id_() for _ in range(2_000)) if not id_[0].isalnum()]


def test_tries_come_back_with_time() -> None:
    now = [0.0]
    tries = patience.Tries(most=2, every=10, clock=lambda: now[0])
    tries.wrong("a")
    assert tries.wait("a") == 0
    tries.wrong("a")
    assert tries.wait("a") == pytest.approx(10)
    assert tries.wait("b") == 0
    now[0] = 10.0
    assert tries.wait("a") == 0
    tries.wrong("a")
    tries.right("a")
    assert tries.wait("a") == 0


def test_a_line_gives_turns_until_it_is_too_long() -> None:
    line = patience.Line(every=0.5, longest=1.0, clock=lambda: 0.0)
    assert [line.turn() for _ in range(4)] == [0.0, 0.5, 1.0, None]
