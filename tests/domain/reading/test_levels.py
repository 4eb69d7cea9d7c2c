"""Who is at executive level, in both languages."""

from __future__ import annotations

import pytest

from app.domain.reading.levels import is_executive


@pytest.mark.parametrize(
    "level",
    ["executive", "CEO", "Chief Financial Officer", "Member of the Board", "Managing director", "SVP Sales",
     "directie", "Lid van de Raad van Bestuur", "Algemeen directeur", "bestuursvoorzitter"],
)  # fmt: skip
def test_the_board_is_executive(level: str) -> None:
    assert is_executive(level)


@pytest.mark.parametrize(
    "level",
    ["", "Head of sales", "hoofd verkoop", "manager", "director of sales", "Account executive", "directiesecretaresse",
     "Assistant to the CEO", "directeur verkoop", "dashboard owner's assistant", "boardroom support"],
)  # fmt: skip
def test_whoever_runs_a_department_is_not(level: str) -> None:
    assert not is_executive(level)
