"""The server dies in the middle of the day; the day goes on."""

from __future__ import annotations

from pathlib import Path

from tests.faults.kill import run

KILLS = 4


def test_no_acknowledged_edit_is_lost_or_done_twice_when_the_server_is_killed(tmp_path: Path) -> None:
    tally = run(tmp_path, seed=20270114, kills=KILLS)

    assert tally.clean, tally
    assert tally.kills + tally.deaths == KILLS
    assert tally.deaths >= 1
    assert tally.acknowledged > 8 * KILLS
