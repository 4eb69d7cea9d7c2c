"""Small days with all faults, some of which once found something; and a checker that finds what it is shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.faults.histories import run
from tests.faults.judge import Row, judged, register_of
from tests.faults.witness import History

ANNA = register_of("anna")
SEEDS = (
    824011622,  # a disk that refuses: what was under way was saved before what came again
    751909014,  # said twice: refused, and done all the same
)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_once_went_wrong_does_not(tmp_path: Path, seed: int) -> None:
    tally = run(tmp_path, seed, count=1)

    assert tally.clean, tally
    assert tally.acknowledged > 20


def test_days_side_by_side_keep_what_is_promised_each(tmp_path: Path) -> None:
    tally = run(tmp_path, seed=20270114, count=3)

    assert tally.clean, tally
    assert tally.days == 3
    assert tally.kills + tally.deaths >= 1
    assert tally.acknowledged > 60


LOG = (
    Row(1, "anna", "add-0", "Added", {"record": ANNA, "fields": {"text": "register 0"}}),
    Row(2, "anna", "set-1", "Changed", {"record": ANNA, "field": "text", "value": "register 1"}),
    Row(3, "anna", "set-2", "Changed", {"record": ANNA, "field": "text", "value": "register 2"}),
)
ASKED = {"add-0": 1, "set-1": 2, "set-2": 3}
SAW = [({}, 0), ({ANNA: 0}, 0), ({ANNA: 1}, 1), ({ANNA: 2}, 2)]
GOOD = History("anna", dict(ASKED), sure=set(ASKED), acked=list(ASKED), saw=list(SAW))


def codes(history: History, *log: Row) -> set[str]:
    return {each.code for each in judged([history], log)}


def test_a_good_history_is_good() -> None:
    assert codes(GOOD, *LOG) == set()


@pytest.mark.parametrize(
    ("code", "log"),
    [
        ("lost", LOG[:2]),
        ("doubled", (*LOG, LOG[2]._replace(seq=4))),
        ("doubled", (*LOG, LOG[0]._replace(seq=4, command="add-1"))),
        ("disorder", (LOG[0], LOG[2]._replace(seq=2), LOG[1]._replace(seq=3))),
        ("invented", (*LOG, LOG[2]._replace(seq=4, command="never"))),
        ("unseen", LOG[:2]),
    ],
)
def test_a_log_that_is_wrong_is_found_out(code: str, log: tuple[Row, ...]) -> None:
    assert code in codes(GOOD, *log)


@pytest.mark.parametrize(
    ("code", "history"),
    [
        ("unseen", replace(GOOD, saw=[*SAW, SAW[2]])),
        ("unseen", replace(GOOD, saw=[({ANNA: 7}, 0)])),
        ("unseen", replace(GOOD, saw=[({ANNA: 1}, 2)])),
        ("refused-and-done", replace(GOOD, refused={"set-2": "read-only"})),
        ("contradicted", replace(GOOD, contradicted=["set-2"])),
    ],
)
def test_a_history_that_is_wrong_is_found_out(code: str, history: History) -> None:
    assert code in codes(history, *LOG)
