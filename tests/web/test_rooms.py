"""Open plans: what follows on an event whatever becomes of the screens, and plans that nobody needs any more."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.cli.demo.fill import fill
from app.domain import commands as do
from app.domain import events as ev
from app.domain.people import Actor, Role, Side
from app.formats import load
from app.live.ports import Code
from app.live.text import TextKey
from app.main import compose
from app.session.journal import NotSaved
from app.session.live_plan import Committed, Done
from app.settings import Settings
from app.store import held_notes, people
from app.store.store import Store
from app.web import rooms as open_plans
from app.web.drawing import ROOT
from app.web.rooms import Room, Rooms

SILENT, NEXT = "write", "build"
"""Steps of the try-out: everybody writes without a name, and what comes after it."""


@dataclass
class Screens:
    """Stands in for the hub: remembers what it was told, or fails at it."""

    breaks: bool = False
    people: int = 0
    shown: list[Any] = field(default_factory=list)
    shut_with: list[Code] = field(default_factory=list)

    def changed(self, plan: str, scene: Callable[[], Any], touched: Any, typing: bool = False) -> None:
        if self.breaks:
            raise RuntimeError("a screen is broken")
        self.shown.append(scene())

    def shut(self, plan: str, code: Code) -> None:
        self.shut_with.append(code)

    def connections(self, plan: str) -> tuple[object, ...]:
        return (object(),) * self.people


@dataclass
class House:
    rooms: Rooms
    plan: str
    screens: Screens
    heard: list[ev.Event] = field(default_factory=list)

    async def asks(self, command: do.Command) -> None:
        room = await self.rooms.get(self.plan)
        server = Actor(None, Side.OURS, Role.SYSTEM, room.live.now())
        assert isinstance(await room.live.submit(server, None, command), Done)

    async def hears(self, room: Room, committed: Committed) -> None:
        self.heard += [each.event for each in committed.happened]

    async def holds(self, note: str) -> None:
        """Somebody writes a line without a name."""
        handle = f"handle-of-{note}"
        await self.rooms.store.write(
            lambda rows: held_notes.keep(
                rows, plan=self.plan, step=SILENT, note=note, handle=handle, text="…"
            )
        )
        await self.rooms.held_changed(self.plan)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    store = Store.open(tmp_path / "stratroom.db")
    now = time.time_ns() // 1_000_000
    demo = await fill(store, load(ROOT / "workshops")["try-out"], members=0, canaries=False, now=now)
    rooms, screens = Rooms(store), Screens()
    rooms.hub = screens  # type: ignore[assignment]
    house = House(rooms, demo.plan, screens)
    rooms.listeners.append(house.hears)
    yield house
    await rooms.close()
    store.close()


async def eventually(holds: Any) -> None:
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110  nobody says when it is over
            await asyncio.sleep(0.005)


# ── what follows on an event ──────────────────────────────────────────────────────────────────────────────


def fails(*_: Any) -> Any:
    raise RuntimeError("a screen is broken")


@pytest.fixture(params=["the hub", "the scene"])
def broken(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """What a screen can break on, set to break."""
    if request.param == "the scene":
        monkeypatch.setattr(open_plans, "stage", fails)
    else:
        monkeypatch.setattr(Screens, "changed", fails)
    return str(request.param)


@pytest.fixture
async def opened(house: House) -> Room:
    """Open before anything breaks."""
    return await house.rooms.get(house.plan)


async def test_screens_that_fail_take_nobody_with_them(house: House, opened: Room, broken: str) -> None:
    await house.asks(do.GoToStep(SILENT))
    await eventually(lambda: ev.StepStarted in {type(event) for event in house.heard})


async def test_an_erased_name_goes_though_screens_fail(house: House, opened: Room) -> None:
    """Erased by another process: the log says so, and what is remembered here is from before."""
    person = next(iter(opened.live.state.people))
    house.screens.breaks = True
    store = house.rooms.store
    await store.run(lambda: store.erase_person(plan=house.plan, person=person, redact=lambda _: None, at=1))
    opened.live.follow()
    await eventually(lambda: house.rooms.opened(house.plan) is not opened)


# ── lines without a name ──────────────────────────────────────────────────────────────────────────────────


async def test_lines_that_are_held_count_in_their_own_step(house: House) -> None:
    await house.asks(do.GoToStep(SILENT))
    for note in ("held-note-1", "held-note-2"):
        await house.holds(note)
    assert house.screens.shown[-1].held == 2
    await house.asks(do.GoToStep(NEXT))
    assert house.screens.shown[-1].held == 0
    await house.asks(do.GoToStep(SILENT))
    await eventually(lambda: house.screens.shown[-1].held == 2)


# ── opened again ──────────────────────────────────────────────────────────────────────────────────────────


async def test_a_plan_that_could_not_be_opened_again_is_shown_when_it_can(
    house: House, opened: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, person = house.rooms.store, next(iter(opened.names))

    async def renames() -> None:
        await store.write(lambda rows: people.change(rows, person, name="Nobody"))

    def damaged(*_: Any) -> Any:
        raise NotSaved("damaged")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(store.journal, "read", damaged)
        meanwhile.setattr(store.journal, "snapshot", damaged)
        with pytest.raises(NotSaved):
            await house.rooms.rewrite(house.plan, renames)
    assert house.screens.shut_with == [Code.RESTART], "nobody goes on looking at what was erased"
    house.screens.shown.clear()
    await house.rooms.get(house.plan)
    assert house.screens.shown[-1].names[person] == "Nobody"


async def test_of_a_deleted_plan_no_document_is_asked_for(
    house: House, opened: Room, caplog: pytest.LogCaptureFixture
) -> None:
    class Phone:
        def say(self, message: Any) -> bool:
            return True

    line = next(iter(opened.live.state.every("csf"))).id
    key = TextKey(house.plan, line, "statement")
    assert house.rooms.typists.open(Phone(), key, b"\0") is None
    with caplog.at_level(logging.ERROR):
        await house.rooms.forget(house.plan)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    assert not caplog.records


# ── nobody needs it any more ──────────────────────────────────────────────────────────────────────────────


async def test_a_plan_without_people_and_work_is_closed_after_a_while(house: House, opened: Room) -> None:
    later = asyncio.get_running_loop().time() + open_plans.IDLE_S + 1
    await house.rooms.close_idle(later)
    assert not house.rooms.plans()
    again = await house.rooms.get(house.plan)
    assert again.live.state.seq == opened.live.state.seq
    await house.asks(do.GoToStep(SILENT))


async def test_a_plan_stays_open_while_somebody_is_in_it_or_it_was_used(house: House, opened: Room) -> None:
    soon = asyncio.get_running_loop().time() + open_plans.IDLE_S - 1
    await house.rooms.close_idle(soon)
    house.screens.people = 1
    await house.rooms.close_idle(soon + 2)
    assert house.rooms.plans() == (house.plan,)


async def test_a_plan_stays_open_until_what_follows_is_done(house: House, opened: Room) -> None:
    goes_on = asyncio.Event()

    async def prints(room: Room, committed: Committed) -> None:
        await goes_on.wait()

    house.rooms.listeners.append(prints)
    await house.asks(do.GoToStep(SILENT))
    later = asyncio.get_running_loop().time() + open_plans.IDLE_S + 1
    await house.rooms.close_idle(later)
    assert house.rooms.plans()
    goes_on.set()
    await eventually(lambda: not house.rooms.busy(house.plan))
    await house.rooms.close_idle(later)
    assert not house.rooms.plans()


async def test_who_comes_while_a_plan_is_closed_finds_it_open(house: House, opened: Room) -> None:
    later = asyncio.get_running_loop().time() + open_plans.IDLE_S + 1
    _, again = await asyncio.gather(house.rooms.close_idle(later), house.rooms.get(house.plan))
    assert house.rooms.opened(house.plan) is again
    await house.asks(do.GoToStep(SILENT))


# ── the end ───────────────────────────────────────────────────────────────────────────────────────────────


async def test_the_time_to_end_in_is_one_for_all_that_follows(
    house: House, opened: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_plans, "FOLLOWING_S", 0.4)

    async def never_ends(room: Room, committed: Committed) -> None:
        await asyncio.Event().wait()

    house.rooms.listeners.append(never_ends)
    await house.asks(do.GoToStep(SILENT))
    began = asyncio.get_running_loop().time()
    last = asyncio.create_task(house.asks(do.GoToStep(NEXT)))
    await house.rooms.close()
    await last
    assert asyncio.get_running_loop().time() - began < 0.7


async def test_a_server_that_stopped_has_nothing_left_to_do(tmp_path: Path) -> None:
    app = compose(Settings(data=tmp_path)).app
    async with app.router.lifespan_context(app):
        await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}
