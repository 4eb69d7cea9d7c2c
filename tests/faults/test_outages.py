"""The machine fails; people are told what is so, read on, and find everything saved when it is well again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.outages import Unavailable, outage

ONE_OF = {"full": "full_disks", "slow": "slow_disks", "clock": "clock_jumps", "database": "database_crashes"}


@pytest.mark.parametrize("kind", ONE_OF)
def test_an_outage_costs_patience_and_nothing_else(tmp_path: Path, kind: str) -> None:
    try:
        tally = outage(tmp_path / kind, 20270117, kind)
    except Unavailable as reason:
        pytest.skip(str(reason))

    assert tally.clean, tally
    assert tally.counts[ONE_OF[kind]] >= 1
    assert tally.acknowledged > 40
    assert tally.reads >= 2
    assert (tally.put_off > 0) == (kind in ("full", "database"))
