"""The words behind the checker's rules 7 and 8."""

from __future__ import annotations

import pytest

from app.domain.reading.wording import hedges, opening_verb


@pytest.mark.parametrize(
    "factor",
    [
        "Improve the delivery",
        "Verbeter de levering",
        "To reduce cost to serve",
        "Wij zorgen voor overleg",
        "• Build trust",
    ],
)
def test_a_factor_that_begins_with_doing_is_seen(factor: str) -> None:
    assert opening_verb(factor) is not None


@pytest.mark.parametrize(
    "factor",
    [
        "Listed as preferred supplier",
        "Every contract earns its cost to serve",
        "Meetings that decide",
        "Makelaars kennen ons",
        "",
    ],
)
def test_a_factor_that_states_a_result_is_left_alone(factor: str) -> None:
    assert opening_verb(factor) is None


def test_wishes_are_found_where_they_stand() -> None:
    line = "We should try; zij kunnen en zouden"

    assert [at.of(line) for at in hedges(line)] == ["should", "try", "kunnen", "zouden"]
    assert hedges("Shoulders in the country of the Zoutmans") == ()
