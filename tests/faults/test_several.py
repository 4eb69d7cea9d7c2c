"""One of three servers dies; the day goes on at the others."""

from __future__ import annotations

from pathlib import Path

from tests.faults.several import run


def test_people_of_a_server_that_was_killed_go_on_at_the_others(tmp_path: Path) -> None:
    tally = run(tmp_path, seed=20270114, kills=1, writers=6)

    assert tally.clean, tally
    assert tally.kills == 1
    assert tally.moved >= 1
    assert tally.acknowledged > 40
