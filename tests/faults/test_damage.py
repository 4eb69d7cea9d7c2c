"""What no program wrote is found, and nothing is built on it; a backup brings everybody back within a minute."""

from __future__ import annotations

import random
from pathlib import Path

from tests.faults.damage import drill, flips, served


def test_flipped_bits_are_found(tmp_path: Path) -> None:
    tally = flips(tmp_path, random.Random(20270118), 120)

    assert tally.clean, tally
    assert tally.changed > 12, "the flips missed the log; this shows nothing"


def test_a_server_builds_nothing_on_a_damaged_log(tmp_path: Path) -> None:
    tally = served(tmp_path / "served", random.Random(20270118))

    assert tally.clean, tally


def test_a_backup_taken_under_load_brings_everybody_back(tmp_path: Path) -> None:
    tally = drill(tmp_path / "drill", 20270118)

    assert tally.clean, tally
    assert tally.drills == 1
