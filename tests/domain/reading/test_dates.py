"""Dates as a room types them, in the year of the plan."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.reading.dates import Period, ReadDate, dates_in, read_date
from app.domain.reading.found import Unread, Why

THE_YEAR = Period(today=date(2027, 1, 14), end=date(2027, 12, 31))

READ = {
    "30 Jun": date(2027, 6, 30),
    "June": date(2027, 6, 30),
    "by June": date(2027, 6, 30),
    "juni 2027": date(2027, 6, 30),
    "30-06-2027": date(2027, 6, 30),
    "30/6/27": date(2027, 6, 30),
    "2027-06-30": date(2027, 6, 30),
    "06/30/2027": date(2027, 6, 30),
    "June 30, 2027": date(2027, 6, 30),
    "30th of June": date(2027, 6, 30),
    "30-Jun-2027": date(2027, 6, 30),
    "30 jun '28": date(2028, 6, 30),
    "30-6": date(2027, 6, 30),
    "end of Q2": date(2027, 6, 30),
    "eind Q2": date(2027, 6, 30),
    "voor het eind van Q2": date(2027, 6, 30),
    "2e kwartaal": date(2027, 6, 30),
    "Q2 2028": date(2028, 6, 30),
    "2028 Q2": date(2028, 6, 30),
    "12 feb": date(2027, 2, 12),
    "1e mrt.": date(2027, 3, 1),
    "uiterlijk 1 mei": date(2027, 5, 1),
    "half juni": date(2027, 6, 15),
    "mid-June": date(2027, 6, 15),
    "eind 2027": date(2027, 12, 31),
    "end of the year": date(2027, 12, 31),
    "feb 2028": date(2028, 2, 29),
}


@pytest.mark.parametrize("typed", READ)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_date_typed_either_way_is_read_in_either_language(typed: str, language: str) -> None:
    found = read_date(typed, THE_YEAR, language)

    assert isinstance(found, ReadDate)
    assert found.day == READ[typed]


def test_a_year_that_was_not_typed_is_the_plans_and_is_told() -> None:
    autumn = Period(today=date(2027, 11, 10), start=date(2028, 1, 1), end=date(2028, 12, 31))

    november = read_date("30 nov", autumn, "nl")
    december = read_date("31 dec 2027", autumn, "nl")

    assert isinstance(november, ReadDate)
    assert (november.day, november.year_inferred) == (date(2028, 11, 30), True)
    assert isinstance(december, ReadDate)
    assert (december.day, december.year_inferred) == (date(2027, 12, 31), False)


def test_without_a_place_in_the_plan_a_date_lies_ahead() -> None:
    late = Period(today=date(2027, 9, 1), end=date(2027, 12, 31))

    june = read_date("June", late, "en")

    assert isinstance(june, ReadDate)
    assert june.day == date(2028, 6, 30)


def test_a_plan_of_two_years_says_that_there_is_another_june() -> None:
    june = read_date("June", Period(date(2027, 1, 14), date(2028, 12, 31)), "en")

    assert isinstance(june, ReadDate)
    assert (june.day, june.otherwise) == (date(2027, 6, 30), date(2028, 6, 30))


def test_day_and_month_that_could_change_places_are_told_to_the_english_reader_only() -> None:
    english, dutch = read_date("3/4/2027", THE_YEAR, "en"), read_date("3/4/2027", THE_YEAR, "nl")

    assert isinstance(english, ReadDate)
    assert isinstance(dutch, ReadDate)
    assert (english.day, english.otherwise) == (date(2027, 4, 3), date(2027, 3, 4))
    assert (dutch.day, dutch.otherwise) == (date(2027, 4, 3), None)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", Why.EMPTY),
        ("soon", Why.NOT_A_DATE),
        ("2027", Why.NOT_A_DATE),
        ("30 Feb", Why.NO_SUCH_DAY),
        ("2027-13-01", Why.NO_SUCH_DAY),
        ("June or July", Why.NOT_A_DATE),
    ],
)
def test_what_is_no_date_is_named(typed: str, why: Why) -> None:
    assert read_date(typed, THE_YEAR, "en") == Unread(why)


def test_in_a_line_a_bare_month_needs_to_be_announced() -> None:
    line = "Customers may order from March on, the march to Q2 included; ready by June"

    assert [found.at.of(line) for found in dates_in(line, THE_YEAR, "en")] == ["June"]


def test_since_when_is_no_deadline() -> None:
    assert dates_in("klachten sinds 1 maart", THE_YEAR, "nl") == ()


def test_the_clause_holds_the_announcement_and_the_date_does_not() -> None:
    line = "respond within the hour, no later than 30 June 2027, everywhere"
    (found,) = dates_in(line, THE_YEAR, "en")

    assert (found.clause.of(line), found.at.of(line)) == ("no later than 30 June 2027", "30 June 2027")


@given(st.text(max_size=80), st.dates(), st.dates(), st.sampled_from(["en", "nl"]))
def test_no_text_and_no_period_is_too_strange(text: str, today: date, end: date, language: str) -> None:
    period = Period(today, end)
    read_date(text, period, language)
    for found in dates_in(text, period, language):
        assert found.clause.start <= found.at.start < found.at.end <= len(text)


@given(
    st.dates(date(2027, 1, 14), date(2027, 12, 31)),
    st.sampled_from(["{:%d-%m-%Y}", "{:%Y-%m-%d}", "{:%d %b}"]),
)
def test_a_written_date_of_the_plans_year_reads_back(day: date, form: str) -> None:
    found = read_date(form.format(day), THE_YEAR, "en")

    assert isinstance(found, ReadDate)
    assert found.day == day
