"""Spreading a target over months: exact to the cent, in the shape of last year, and pinned months stay."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.figures import first_day, month_of, shape, sums
from app.domain.phasing import grain_of, is_flat, spread

MONEY = st.integers(0, 10**12)
SHAPES = st.lists(st.integers(-(10**9), 10**12), min_size=1, max_size=24)
PINS = st.dictionaries(st.integers(0, 23), MONEY, max_size=24)
LAST = (18, 20, 24, 23, 24, 29, 19, 17, 26, 28, 31, 31)


@given(SHAPES, MONEY, PINS, st.sampled_from((1, 100, 10_000)))
def test_months_add_up_to_the_cent_and_pinned_ones_stay(
    shape_: list[int], target: int, pins: dict[int, int], grain: int
) -> None:
    months = spread(shape_, target, pins, grain)
    stays = {at: amount for at, amount in pins.items() if at < len(shape_)}
    if months is None:
        assert sum(stays.values()) > target or len(stays) == len(shape_)
        return
    assert sum(months) == target
    assert all(months[at] == amount for at, amount in stays.items())
    free = [at for at in range(len(shape_)) if at not in stays]
    assert all(months[at] >= 0 for at in free)
    assert all(months[at] % grain == 0 for at in free[:-1])
    rest, weights = target - sum(stays.values()), {at: max(shape_[at], 0) for at in free}
    whole = sum(weights.values())
    for at in free if whole else ():
        # nobody is more than a grain (and the crumbs) away from what is theirs
        assert abs(months[at] * whole - rest * weights[at]) <= 2 * grain * whole


def test_the_season_of_last_year_is_kept_where_the_target_grows() -> None:
    months = spread([each * 1_000_000 for each in LAST], 420_000_000, {}, grain_of(420_000_000))
    assert months is not None
    assert sum(months) == 420_000_000
    assert sorted(range(12), key=lambda at: months[at]) == sorted(range(12), key=lambda at: LAST[at])
    assert all(each % 10_000 == 0 for each in months[:-1]), "round amounts, that people can say aloud"


def test_what_a_pinned_month_takes_the_others_bear_in_their_proportions() -> None:
    assert spread([100, 100, 200], 1_000, {0: 400}) == (400, 200, 400)
    assert spread([100, 100], 1_000, {0: 1_001}) is None, "more stays than there is"
    assert spread([100, 100], 1_000, {0: 1, 1: 2}) is None, "nothing is left to absorb it"


def test_twelve_equal_months_are_noticed_and_a_season_is_not() -> None:
    assert is_flat(spread([0] * 12, 420_000_000, {}, grain_of(420_000_000)) or ())
    assert not is_flat([each * 1_000_000 for each in LAST])
    assert not is_flat([0] * 12), "nothing planned is not flat"


def test_the_shape_of_a_year_is_what_was_sold_before_it_else_what_was_expected() -> None:
    half = {"measure": "sales", "begins": "2026-01-01", "forecast": (100,) * 12, "actual": (90,) * 6}
    other = {"measure": "sales", "begins": "2026-01-01", "actual": (10,) * 6}
    margin = {"measure": "margin", "begins": "2026-01-01", "actual": (1,) * 12}
    assert shape([half, other, margin], month_of("2027-01-01")) == (100,) * 12
    assert shape([half], month_of("2028-01-01")) is None, "of another year it says nothing"
    own = {"measure": "sales", "begins": "2027-01-01", "last_year": tuple(range(1, 13))}
    assert shape([own], month_of("2027-01-01")) == tuple(range(1, 13))
    together = sums([half, other])
    assert together is not None
    assert (together.total("actual"), together.expected, first_day(together.begins)) == (
        600,
        600,
        "2026-01-01",
    )
