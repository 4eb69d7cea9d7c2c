"""Of twin plans that differ in what is internal, customers hear the same; `bin/prove twins` prints their papers, too."""

from __future__ import annotations

from pathlib import Path

from tests.abuse.twins import run


def test_customers_of_twin_plans_are_sent_the_same_bytes_in_the_same_number_and_order(tmp_path: Path) -> None:
    tally = run(tmp_path, seed=20270114, things=2, printed=False)

    assert tally.clean, tally
    assert tally.internal > 10
    assert tally.messages > 5
    assert tally.pages > 40
