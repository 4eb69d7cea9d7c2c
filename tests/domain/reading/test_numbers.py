"""Numbers and money as a room types them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.reading.found import Found, Unread, Why
from app.domain.reading.numbers import (
    Money,
    Quantity,
    numbers_in,
    read_money,
    read_number,
    read_quantity,
)

ONE_WAY = {
    "1.250,5": "1250.5",
    "1,250.5": "1250.5",
    "1250": "1250",
    "1.2M": "1200000",
    "1,2 mln": "1200000",
    "4.2 M": "4200000",
    "1 250,50": "1250.50",
    "1\u202f250,50": "1250.50",
    "1'250.50": "1250.50",
    "1.250.000": "1250000",
    "0,125": "0.125",
    "8.0": "8.0",
    "−1.250,00": "-1250.00",
    "007": "7",
    "-0,0": "0.0",
    "1,5 miljard": "1500000000",
    "2 dzd": "2000",
}


@pytest.mark.parametrize("typed", ONE_WAY)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_number_with_one_meaning_means_it_in_every_language(typed: str, language: str) -> None:
    number = read_number(typed, language)

    assert isinstance(number, Found)
    assert (number.value, number.ambiguous) == (ONE_WAY[typed], False)


@pytest.mark.parametrize(
    ("typed", "english", "dutch"), [("1.250", "1.250", "1250"), ("1,250", "1250", "1.250")]
)
def test_three_digits_behind_one_separator_follow_the_persons_language_and_say_so(
    typed: str, english: str, dutch: str
) -> None:
    in_english, in_dutch = read_number(typed, "en"), read_number(typed, "nl")

    assert isinstance(in_english, Found)
    assert isinstance(in_dutch, Found)
    assert (in_english.value, in_english.otherwise) == (english, dutch)
    assert (in_dutch.value, in_dutch.otherwise) == (dutch, english)


@pytest.mark.parametrize(
    "typed", ["30.06.2027", "12,34,5", "24/7", "3PL", "17:30", "1e9", "twelve", "5 %", "1 25"]
)
def test_what_is_no_number_is_not_read(typed: str) -> None:
    assert read_number(typed, "en") == Unread(Why.NOT_A_NUMBER)


def test_nothing_and_an_identifier_are_named() -> None:
    assert read_number("  ", "nl") == Unread(Why.EMPTY)
    assert read_number("9" * 40, "nl") == Unread(Why.TOO_LARGE)


@pytest.mark.parametrize(
    ("typed", "value", "unit"),
    [
        ("31 %", "31", "%"),
        ("31%", "31", "%"),
        ("31 procent", "31", "%"),
        ("4 uur", "4", "uur"),
        ("8 of 12", "8", "of 12"),
    ],
)
def test_a_quantity_brings_its_unit(typed: str, value: str, unit: str) -> None:
    quantity = read_quantity(typed, "nl")

    assert isinstance(quantity, Quantity)
    assert quantity.unit is not None
    assert (quantity.number.value, quantity.unit.value) == (value, unit)


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("EUR 4.2M", 420_000_000),
        ("€ 4,2 mln", 420_000_000),
        ("4.2m", 420_000_000),
        ("4,2 mln euro", 420_000_000),
        ("4.2 MEUR", 420_000_000),
        ("250 k€", 25_000_000),
        ("€ 1.250,-", 125_000),
        ("1,250.50", 125_050),
        ("€-5", -500),
        ("12", 1_200),
    ],
)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_money_is_whole_minor_units(typed: str, minor: int, language: str) -> None:
    money = read_money(typed, language, "EUR")

    assert isinstance(money, Money)
    assert (money.minor, money.currency) == (minor, "EUR")


@pytest.mark.parametrize("language", ["en", "nl"])
def test_three_digits_are_no_cents_but_the_other_reading_is_kept(language: str) -> None:
    assert read_money("€ 1.250", language, "EUR") == Money(125_000, "EUR", otherwise=125)
    assert read_money("1.250", "en", "KWD") == Money(1_250, "KWD", otherwise=1_250_000)


def test_money_knows_how_many_minor_digits_its_currency_has() -> None:
    assert read_money("¥ 1200", "en", "JPY") == Money(1_200, "JPY")
    assert read_money("12.5", "en", "JPY") == Unread(Why.TOO_PRECISE)
    assert read_money("12.3456", "en", "EUR") == Unread(Why.TOO_PRECISE)


def test_another_currency_than_the_plans_is_refused() -> None:
    assert read_money("$ 5", "en", "EUR") == Unread(Why.OTHER_CURRENCY)
    assert read_money("5 GBP", "en", "EUR") == Unread(Why.OTHER_CURRENCY)
    assert read_money("$ 5", "en", "CAD") == Money(500, "CAD")


def test_money_stays_far_from_what_a_store_can_count() -> None:
    assert read_money("9" * 18, "en", "EUR") == Unread(Why.TOO_LARGE)


def test_a_line_gives_its_numbers_and_none_of_its_names_dates_or_times() -> None:
    line = "A1 in ISO9001, 24/7, 17:30 and 30-06-2027: 8 of 12 offices, 1 250,5 letters, 95% and 1.2M"

    assert [number.value for number in numbers_in(line, "nl")] == ["8", "12", "1250.5", "95", "1200000"]


@given(st.text(max_size=60), st.sampled_from(["en", "nl"]))
def test_no_text_is_too_strange(text: str, language: str) -> None:
    for number in numbers_in(text, language):
        assert re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", number.value)
        assert 0 <= number.at.start < number.at.end <= len(text)
    read_number(text, language)
    read_quantity(text, language)
    money = read_money(text, language, "EUR")
    assert isinstance(money, Money | Unread)


@given(st.integers(-(10**15), 10**15), st.sampled_from(["en", "nl"]))
def test_money_written_out_reads_back_exactly(minor: int, language: str) -> None:
    group, point = (".", ",") if language == "nl" else (",", ".")
    whole, cents = divmod(abs(minor), 100)
    written = f"{'-' if minor < 0 else ''}{whole:,}".replace(",", group) + f"{point}{cents:02}"

    assert read_money(written, language, "EUR") == Money(minor, "EUR")
