"""The power goes while people work. What the server had acknowledged is on the disk, whatever else is missing there."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.faults.powercut import cuts, record, run
from tests.faults.served import Served

CARELESS = [sys.executable, "-m", "tests.faults.careless"]


def test_nothing_acknowledged_is_lost_when_the_power_goes(tmp_path: Path) -> None:
    tally = run(tmp_path, seed=20270115, images=250, commands=120)

    assert tally.clean, tally
    assert tally.acknowledged > 100
    assert tally.syncs > 20
    assert tally.images > 200


def test_a_server_that_does_not_wait_for_the_disk_is_found_out(tmp_path: Path) -> None:
    served = Served(tmp_path / "data", program=CARELESS)
    tally = cuts(record(served, seed=20270116, commands=60), seed=20270116, images=100)

    assert tally.lost > 20, tally
    assert tally.broken == 0, "it forgets, but it keeps no nonsense"
