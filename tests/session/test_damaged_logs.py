"""A log that was damaged on the disk: the plan is read as far as it is good, nothing is built on it, and all are told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from app.domain import commands as do
from app.session.live_plan import Done, LivePlan, NotYet
from app.store import Store
from tests.session.journals import until
from tests.session.test_on_a_real_disk import PLAN, store_of_the_beginning
from tests.worlds import ANNA

SET = do.Set("nc-on-time", "target", "95")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = store_of_the_beginning(str(tmp_path))
    yield store
    store.close()


def damage(store: Store, seq: int) -> None:
    store.write_now(
        lambda rows: rows.connection().execute(
            text("UPDATE entry SET at = at + 1 WHERE seq = :seq"), {"seq": seq}
        )
    )


async def opened(store: Store) -> LivePlan:
    live = LivePlan(PLAN, store.journal, store)
    await live.open()
    return live


async def test_it_is_opened_as_far_as_it_is_good(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    length = await store.run(lambda: store.journal.last(PLAN))
    damage(store, 5)
    with caplog.at_level(logging.ERROR):
        live = await opened(store)
    assert live.state.seq == 4
    assert live.good_until == 4
    assert "damaged behind entry 4" in caplog.text
    assert await live.submit(ANNA, "command-1", SET) == NotYet("damaged 4")
    await live.close()
    assert await store.run(lambda: store.journal.last(PLAN)) == length
    assert await store.run(lambda: store.journal.snapshot(PLAN)) is None


@pytest.mark.parametrize("page", [1_000, 2])
async def test_damage_before_a_snapshot_is_found_behind_everybodys_back(
    store: Store, page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.session.soundness.PAGE", page)
    live = await opened(store)
    assert isinstance(await live.submit(ANNA, "command-1", SET), Done)
    await live.close()
    damage(store, 5)
    again = await opened(store)
    assert again.state == live.state
    await until(lambda: again.good_until is not None)
    assert await again.submit(ANNA, "command-2", do.Set("nc-on-time", "target", "96")) == NotYet("damaged 4")
    assert again.state.records["nc-on-time"].fields["target"] == "95"
    await again.close()


async def test_a_log_that_lost_its_end_is_good_until_there(store: Store) -> None:
    length = await store.run(lambda: store.journal.last(PLAN))
    store.write_now(
        lambda rows: rows.connection().execute(text("DELETE FROM entry WHERE seq = :seq"), {"seq": length})
    )
    live = await opened(store)
    assert await live.submit(ANNA, "command-1", SET) == NotYet(f"damaged {length - 1}")
    await live.close()


async def test_a_sound_log_is_written_to(store: Store) -> None:
    live = await opened(store)
    await live.close()
    again = await opened(store)
    await asyncio.sleep(0)
    assert isinstance(await again.submit(ANNA, "command-1", SET), Done)
    assert again.good_until is None
    await again.close()
