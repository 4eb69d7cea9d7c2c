"""What somebody last saw of a plan: found by walking the log once, in pages, beside everybody else."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from app.domain import commands as do
from app.session import codec, replay
from app.session.journal import NotSaved
from app.store import plans
from app.store.store import Store
from app.web import changes, history
from app.web.changes import LastSeen
from tests.worlds import ANNA, RUTH, small_tree

PLAN = "the-plan"
NEVER = 99
"""A version that was never frozen: all of the log is walked."""


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """The small tree's log, in a store."""
    store = Store.open(tmp_path / "stratroom.db")
    tree = small_tree()
    tree.does(ANNA, do.Set("nc-on-time", "source", "the warehouse"))
    tree.does(RUTH, do.Set("nc-on-time", "source", "the carrier"))
    log = [codec.encode(e, at=meta.at, person=meta.person, command=None) for e, meta in tree.log]
    await store.write(lambda rows: plans.create(rows, PLAN, kind="account-plan", title="", at=1))
    await store.run(lambda: store.journal.append(PLAN, 0, log))
    yield store
    store.close()


async def test_everybody_is_shown_the_plan_as_it_was_at_their_own_last_act(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "PAGE", 3)
    seen = await LastSeen(store, PLAN).before(NEVER)
    log = await history.read(store, PLAN)
    last = {each.entry.person: each.seq for each in log if each.entry.person is not None}
    assert {ANNA.person, RUTH.person} <= seen.keys()
    assert {person: each.state.seq for person, each in seen.items()} == last


async def test_the_log_is_walked_once_however_many_look_and_beside_the_loop(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    walks: list[int] = []
    walk = changes._walk

    def noted(*given: Any) -> Any:
        walks.append(threading.get_ident())
        return walk(*given)

    monkeypatch.setattr(changes, "_walk", noted)
    last = LastSeen(store, PLAN)
    first, second = await asyncio.gather(last.before(NEVER), last.before(NEVER))
    assert await last.before(NEVER) is first is second
    assert len(walks) == 1
    assert threading.get_ident() not in walks


async def test_a_log_that_could_not_be_read_is_read_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: Any) -> Any:
        raise NotSaved("busy")

    last = LastSeen(store, PLAN)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(store.journal, "read", busy)
        with pytest.raises(NotSaved):
            await last.before(NEVER)
    assert await last.before(NEVER)
