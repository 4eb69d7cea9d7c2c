"""Which lines seem to say the same, in English and Dutch: close ones are found, strangers are left alone."""

from __future__ import annotations

import pytest

from app.activities.likeness import ENOUGH, alike, groups, nearest

SAME = (
    ("Nobody answers at night", "No one answers the phone at night"),
    ("Spare parts arrive late", "Parts come too late"),
    ("Night rota for service", "Service rota at night"),
    ("Levering duurt te lang", "De levertijd is te lang"),
    ("Monteurs te laat op locatie", "Monteurs komen te laat aan"),
    ("Voorkeursleverancier in alle landen", "Overal voorkeursleverancier in de landen"),
)
STRANGERS = (
    ("We are asked before the tender is written", "The prices are the same in all countries"),
    ("Price first", "Too many owners"),
    ("> 95 % on time", "> 90 % of invoices right"),
    ("Wij worden gevraagd voor de aanbesteding", "Er is geen vaste prijslijst"),
)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_says_the_same_is_found(one: str, other: str) -> None:
    assert alike(one, other) >= ENOUGH
    assert alike(one, other) == alike(other, one)


@pytest.mark.parametrize(("one", "other"), STRANGERS)
def test_what_shares_only_small_words_is_left_alone(one: str, other: str) -> None:
    assert alike(one, other) < ENOUGH


def test_each_line_stands_in_one_group_at_most() -> None:
    lines = tuple(line for pair in SAME for line in pair)
    found = groups(lines)
    assert found == groups(lines)
    assert sorted(at for group in found for at in group) == list(range(len(lines)))
    assert all(len(group) == 2 for group in found)
    assert groups(("Price first",)) == groups(()) == ()


def test_the_nearest_of_several_is_named_or_none() -> None:
    plan = ("Listed as preferred supplier", "Service answers within four hours")
    assert nearest("Preferred supplier everywhere", plan) == (0, pytest.approx(2 / 3, abs=0.2))
    assert nearest("Something else altogether", plan) is None
    assert nearest("…", plan) is None
