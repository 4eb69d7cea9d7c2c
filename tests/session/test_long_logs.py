"""A long log is taken in beside everybody else, and at once or not at all."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import pytest

from app.domain import events as ev
from app.domain.evolve import evolve
from app.session import codec, replay
from app.session.journal import Entry, Stored
from app.session.live_plan import LivePlan
from tests.session.conftest import Opening, journal_of
from tests.session.journals import Desk, MemoryJournal
from tests.worlds import ANNA, NOON, small_tree

RECORD, FIELD = "nc-on-time", "statement"


class Pages(MemoryJournal):
    """Remembers how many entries it gave each time."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[int] = []

    def read(self, plan: str, after: int = 0, limit: int = 1_000_000) -> Sequence[Stored]:
        found = super().read(plan, after, limit)
        self.given.append(len(found))
        return found


def typed(letters: int) -> list[Entry]:
    """Somebody types, elsewhere."""
    edit = ev.TextEdited(RECORD, FIELD, ((0, 0, "a"),), "AAA=")
    return [codec.encode(edit, at=NOON, person=ANNA.person, command=None)] * letters


@pytest.fixture
def long() -> Pages:
    journal = Pages()
    journal.entries = [*journal_of(small_tree()).entries, *typed(2_300)]
    return journal


async def test_a_long_log_is_read_in_pages_and_replayed_beside_the_loop(
    long: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: set[int] = set()

    def noted(*given: Any) -> Any:
        threads.add(threading.get_ident())
        return evolve(*given)

    monkeypatch.setattr(replay, "evolve", noted)
    live = LivePlan(long.plan, long, Desk())
    await live.open()
    assert live.state.seq == len(long.entries)
    assert live.state.records[RECORD].text(FIELD).startswith("a" * 2_300)
    assert max(long.given) == replay.PAGE
    assert threading.get_ident() not in threads
    await live.close()


async def test_an_entry_that_cannot_be_replayed_leaves_the_plan_as_it_was(
    opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await opening()
    before, epochs = room.state, room.live.ledger.all()
    room.journal.entries += typed(2)
    seen: list[ev.Event] = []

    def breaks(*given: Any) -> Any:
        seen.append(given[1])
        if len(seen) == 2:
            raise RuntimeError("a mistake of ours")
        return evolve(*given)

    monkeypatch.setattr(replay, "evolve", breaks)
    room.live.follow()
    await room.live.close()
    assert len(seen) == 2
    assert room.state is before
    assert room.live.ledger.all() == epochs
