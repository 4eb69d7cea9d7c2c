"""A few seconds of what `bin/prove fuzz` does for as long as you like."""

from __future__ import annotations

from pathlib import Path

from tests.abuse.fuzz import run

MOST = 800


def test_nothing_that_customers_and_outsiders_send_breaks_the_server_or_gets_anything_out_of_it(
    tmp_path: Path,
) -> None:
    tally = run(tmp_path, seed=20270114, most=MOST)

    assert tally.clean, tally
    assert tally.frames + tally.requests >= MOST
    assert tally.refused > MOST // 4, "most of it was read and answered"
    assert tally.acknowledged, "some of it was done"
    assert tally.answered_200
    assert tally.answered_4xx
