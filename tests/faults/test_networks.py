"""Networks as they are in hotels: what `bin/prove` does for hours, once and short."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import loss, shuffled
from tests.faults.network import NoNetwork


def test_what_comes_twice_late_and_in_any_order_is_done_once(tmp_path: Path) -> None:
    tally = shuffled.run(tmp_path, seed=20270114, commands=6, people=2)

    assert tally.clean, tally
    assert tally.sent > tally.commands > 0


def test_a_third_of_all_packets_lost_loses_and_repeats_nothing_that_was_said(tmp_path: Path) -> None:
    try:
        tally = loss.run(tmp_path, seed=20270114, seconds=2, writers=3)
    except NoNetwork as error:
        pytest.skip(str(error))

    assert tally.clean, tally
    assert tally.packets_lost > 0
    assert tally.acknowledged > 0
