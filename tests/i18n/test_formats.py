"""Numbers that a room can read aloud, in English and in Dutch."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time

import pytest

from app.i18n import Language, formats, use_language

FIRST_OF_DAY = 1_799_914_500_000
"""14 January 2027 08:15 UTC."""


def both(show: Callable[[], str]) -> tuple[str, str]:
    spoken: list[str] = []
    languages: tuple[Language, Language] = ("en", "nl")
    for language in languages:
        with use_language(language):
            spoken.append(show().replace("\N{NO-BREAK SPACE}", "~"))
    return spoken[0], spoken[1]


@pytest.mark.parametrize(
    ("minor", "currency", "english", "dutch"),
    [
        (420_000_000, "EUR", "EUR~4.2~M", "EUR~4,2~mln"),
        (400_000_000, "EUR", "EUR~4~M", "EUR~4~mln"),
        (130_000_000_000, "EUR", "EUR~1.3~bn", "EUR~1,3~mld"),
        (99_996_000_000, "EUR", "EUR~1~bn", "EUR~1~mld"),
        (99_996_000, "EUR", "EUR~1~M", "EUR~1~mln"),
        (42_000_050, "EUR", "EUR~420,001", "EUR~420.001"),
        (-420_000_000, "EUR", "EUR~−4.2~M", "EUR~−4,2~mln"),
        (4_200_000, "JPY", "JPY~4.2~M", "JPY~4,2~mln"),
        (0, "EUR", "EUR~0", "EUR~0"),
        (2_500_000_000_000, "EUR", "EUR~25~bn", "EUR~25~mld"),
    ],
)
def test_short_money(minor: int, currency: str, english: str, dutch: str) -> None:
    assert both(lambda: formats.short_money(minor, currency)) == (english, dutch)


def test_money_in_full_shows_cents_only_where_there_are_any() -> None:
    assert both(lambda: formats.money(420_000_000, "EUR")) == ("EUR~4,200,000", "EUR~4.200.000")
    assert both(lambda: formats.money(125_050, "EUR")) == ("EUR~1,250.50", "EUR~1.250,50")


def test_quantities_keep_every_digit_they_were_given() -> None:
    assert both(lambda: formats.decimal("1250.50")) == ("1,250.50", "1.250,50")
    assert both(lambda: formats.decimal("-0.125")) == ("−0.125", "−0,125")
    assert both(lambda: formats.percent("99.5")) == ("99.5~%", "99,5~%")
    assert both(lambda: formats.quantity("4", "h")) == ("4~h", "4~h")
    assert both(lambda: formats.quantity("1E+3", "")) == ("1,000", "1.000")


def test_words_keep_their_numbers_and_signs_together() -> None:
    said = "More than > 95 % by June, ± 3 ° and 4 h: 12 people, 3 = a crowd"
    together = "More than >~95~% by June, ±~3~° and 4 h: 12 people, 3 = a crowd"
    assert formats.kept_together(said) == together.replace("~", "\N{NO-BREAK SPACE}")


def test_infinity_is_no_quantity() -> None:
    with pytest.raises(ValueError, match="cannot be shown"):
        formats.decimal("Infinity")


def test_dates() -> None:
    day = date(2027, 2, 12)
    assert both(lambda: formats.short_date(day)) == ("12~Feb", "12~feb")
    assert both(lambda: formats.short_date(day, year=True)) == ("12~Feb~2027", "12~feb~2027")
    assert both(lambda: formats.long_date(date(2027, 12, 31))) == ("31~December~2027", "31~december~2027")
    assert both(lambda: formats.weekday_date(day)) == ("Friday~12~February~2027", "vrijdag~12~februari~2027")
    assert both(lambda: formats.short_date(date(2027, 9, 30)))[0] == "30~Sep"


def test_moments_are_told_in_the_plans_zone() -> None:
    zone = "Europe/Amsterdam"
    assert both(lambda: formats.clock_at(FIRST_OF_DAY, zone)) == ("09:15", "09:15")
    assert both(lambda: formats.moment(FIRST_OF_DAY, zone)) == ("14~Jan~2027~09:15", "14~jan~2027~09:15")
    shown = both(lambda: formats.moment_with_zone(FIRST_OF_DAY, zone))
    assert shown[1] == "14~januari~2027~09:15~UTC+01:00"
    assert formats.clock(time(13, 5)) == "13:05"


def test_lengths_of_time() -> None:
    assert both(lambda: formats.duration(50)) == ("50~min", "50~min")
    assert both(lambda: formats.duration(75)) == ("1~h~15~min", "1~u~15~min")
    assert both(lambda: formats.duration(60)) == ("1~h", "1~u")
    assert both(lambda: formats.duration(0)) == ("0~min", "0~min")
    assert both(lambda: formats.duration(-7))[0] == "−7~min"


def test_a_timer_runs_down_and_over() -> None:
    assert formats.countdown(1122) == "18:42"
    assert formats.countdown(3729) == "1:02:09"
    assert formats.countdown(-125) == "−2:05"
