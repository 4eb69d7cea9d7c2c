"""Small facts of a format that every screen relies on."""

from __future__ import annotations

import pytest

from app.domain.agenda import Format, StepSpec, minute_of_day, said, time_of_day

SHEET = Format(
    "sheet",
    1,
    {"en": "Sheet"},
    (
        StepSpec("open", "briefing", {"en": "Open", "nl": "Binnenkomen"}, minutes=15),
        StepSpec("coffee", "briefing", {"en": "Break"}, minutes=10, is_break=True),
        StepSpec("goal", "build-tree", {"en": "Goal"}, minutes=25),
    ),
)


def test_breaks_take_time_but_no_number() -> None:
    assert [SHEET.number_of(step.key) for step in SHEET.steps] == [1, None, 2]
    assert [SHEET.offset_of(step.key) for step in SHEET.steps] == [0, 15, 25]
    assert SHEET.minutes == 50
    with pytest.raises(ValueError, match="no step lunch"):
        SHEET.offset_of("lunch")


def test_words_fall_back_to_english_and_then_to_nothing() -> None:
    words = SHEET.steps[0].title

    assert (said(words, "nl"), said(words, "de"), said({}, "nl")) == ("Binnenkomen", "Open", "")


@pytest.mark.parametrize("time", ["9:30", "24:00", "12:60", "12.30", "", "１２:00", "-1:00", "12:30:00"])
def test_what_is_no_time_of_day_is_none(time: str) -> None:
    assert minute_of_day(time) is None


def test_times_go_to_minutes_and_back() -> None:
    assert [time_of_day(minute) for minute in (0, 570, 1439)] == ["00:00", "09:30", "23:59"]
    assert all(minute_of_day(time_of_day(minute)) == minute for minute in range(1440))
