"""What everybody has signed is printed by the server that took the last signature, and by another if that one died."""

from __future__ import annotations

import time

import pytest

from app.cli.demo.fill import Demo
from app.web import sealing
from tests.serving import Served
from tests.several.conftest import Servers, Sits, own_account
from tests.signing import LEADER, Room, until


@own_account
def test_the_other_server_waits_before_it_looks_whether_to_seal(
    servers: Servers, rooms: tuple[Room, Room], demo: Demo, sits: Sits, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: dict[str, float] = {}

    def watch(name: str, served: Served) -> None:
        async def opened(room: object) -> None:
            looked.setdefault(name, time.monotonic())

        monkeypatch.setattr(served.site.sealing, "opened", opened)

    monkeypatch.setattr(sealing, "ELSEWHERE_S", 1.5)
    sits(servers[1], LEADER)
    rooms[0].freezes()
    for name, served in zip(("here", "there"), servers, strict=True):
        watch(name, served)
    assert rooms[0].signs("Sofie Maes").status_code in (200, 303)
    until(lambda: len(looked) == 2)
    assert looked["there"] - looked["here"] > 1.0
