"""The first page on a phone: few steps, few bytes, nothing moves. How fast it is, bench/first_page.py measures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from bench.first_page import stillness, visit
from tests.browser.phone_room import SOFIE, Room, open_room


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with open_room(tmp_path_factory.mktemp("first")) as opened:
        yield opened


def test_it_is_usable_after_three_steps_and_a_hundred_kilobytes(browser: Browser, room: Room) -> None:
    seen = visit(browser, room.url, room.plan, room.person(SOFIE)["token"], slow=False)
    # The page; its styles and scripts, all at the same time; the socket.
    assert seen.levels == 3, seen.files
    scripts = {path: size for path, size in seen.files.items() if path.endswith(".js")}
    # The library of co-edited text comes with the first editor, which takes words before.
    text = {path for path in scripts if path.endswith(("/text.js", "/yjs.js"))}
    assert len(scripts.keys() - text) == 2, scripts
    assert 40_000 < seen.sent - sum(scripts[path] for path in text) < 120_000, seen.files


def test_nothing_moves_when_the_face_comes_late(browser: Browser, room: Room) -> None:
    moved = stillness(browser, room.url, room.plan, room.person(SOFIE)["token"], slow=False)
    assert [path for path in moved.asked if path.endswith("/Screen-Upright.woff2")]
    assert moved.shift == 0, moved.what
    assert not [path for path in moved.asked if "SourceSans3VF" in path]
