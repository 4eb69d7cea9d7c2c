"""The writer on SQLite: what it acknowledged is there after a restart, and what is sent again is done once."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from hypothesis import given, settings

from app.domain.people import Actor
from app.session import codec
from app.session.journal import Stored
from app.session.live_plan import Answer, Done, LivePlan, Request
from app.store import Store, plans
from tests.histories import Wish, asked, beginning, histories
from tests.worlds import NOON

PLAN = "plan-on-disk"


def store_of_the_beginning(folder: str) -> Store:
    store = Store.open(Path(folder) / "stratroom.db")
    store.write_now(lambda rows: plans.create(rows, PLAN, kind="account", title="Noordzee", at=NOON))
    entries = [
        codec.encode(event, at=meta.at, person=meta.person, command=None) for event, meta in beginning().log
    ]
    store.call(lambda: store.journal.append(PLAN, 0, entries))
    return store


@given(history=histories(30))
@settings(max_examples=3)
def test_after_a_restart_everything_acknowledged_is_there_once(history: list[Wish]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = store_of_the_beginning(folder)
        try:
            asyncio.run(story(store, history))
        finally:
            store.close()


async def story(store: Store, history: list[Wish]) -> None:
    live = LivePlan(PLAN, store.journal, store)
    await live.open()
    sent: list[tuple[Actor, str, Request]] = []
    answers: list[Answer] = []
    for start in range(0, len(history), 5):
        group = [
            (wish.who, f"command-{start}-{n}", asked(live.state, wish, f"record-{start}-{n}"))
            for n, wish in enumerate(history[start : start + 5])
        ]
        sent += group
        answers += await asyncio.gather(*(live.submit(*each) for each in group))
    await live.close()
    again = LivePlan(PLAN, store.journal, store)
    await again.open()
    assert again.state == live.state
    logged = {entry.command for entry in (each.entry for each in await read(store))}
    for each, answer in zip(sent, answers, strict=True):
        if each[1] in logged:
            assert isinstance(answer, Done)
            assert isinstance(await again.submit(*each), Done)
    assert again.state == live.state
    await again.close()


async def read(store: Store) -> list[Stored]:
    return list(await store.run(lambda: store.journal.read(PLAN)))
