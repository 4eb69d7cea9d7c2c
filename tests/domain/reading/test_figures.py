"""Figures pasted from spreadsheets, as people have them: wide or long, English or Dutch, complete or with a slip."""

from __future__ import annotations

from app.domain.figures import first_day
from app.domain.reading.figures import Odd, read_figures

WIDE = """Productgroep\tLand\tSoort\tjan 26\tfeb 26\tmrt 26
Post\tAT\tVorig jaar\t1.250,50\t1,2 mln\t€ 300
Post\tAT\tWerkelijk\t100\t250\t
Post\tAT\tMarge werkelijk\t40\t60\t
"""
LONG = """product;country;month;last year;forecast;margin actual
Mail;AT;Feb 2026;1,250;2;3
Mail;AT;2026-01;1.2M;2;3
"""


def test_a_sheet_with_a_column_for_each_month_is_read_in_dutch() -> None:
    read = read_figures(WIDE, "2025-01-01", "nl", "EUR")
    assert not read.wrong
    assert first_day(read.begins) == "2026-01-01", "the sheet's own year counts"
    sales, margin = read.figures
    assert (sales.product, sales.geography, sales.measure) == ("Post", "AT", "sales")
    assert sales.series == {"last_year": (125_050, 120_000_000, 30_000), "actual": (10_000, 25_000)}
    assert (margin.measure, margin.series) == ("margin", {"actual": (4_000, 6_000)})


def test_a_sheet_with_a_row_for_each_month_is_read_in_english_in_any_order() -> None:
    read = read_figures(LONG, "2025-01-01", "en", "EUR")
    assert not read.wrong
    sales, margin = read.figures
    assert sales.series == {"last_year": (120_000_000, 125_000), "forecast": (200, 200)}
    assert (margin.measure, margin.series) == ("margin", {"actual": (300, 300)})


def test_months_without_a_year_are_those_from_the_month_that_was_given() -> None:
    read = read_figures("product\twhat\tApr\tMay\tMar\nMail\tactual\t1\t2\t12\n", "2026-04-01", "en", "EUR")
    assert read.figures[0].series["actual"] == (100, 200, *(0,) * 9, 1_200)


def test_every_slip_is_told_by_its_cell() -> None:
    text = WIDE.replace("250\t\n", "veel\t\n").replace("Vorig jaar", "Ooit") + "Post\tAT\tWerkelijk\t7\t\t\n"
    read = read_figures(text, "2026-01-01", "nl", "EUR")
    assert [(each.odd, each.row, each.column, each.value) for each in read.wrong] == [
        (Odd.UNKNOWN_SERIES, 2, "Soort", "Ooit"),
        (Odd.NOT_MONEY, 3, "feb 26", "veel"),
        (Odd.TWICE, 5, "jan 26", "7"),
    ]


def test_what_is_no_sheet_of_figures_says_so() -> None:
    assert [each.odd for each in read_figures("hello\nworld", "2026-01-01", "en", "EUR").wrong] == [
        Odd.NO_HEADER
    ]
    assert [each.odd for each in read_figures("product\tjan", "2026-01-01", "en", "EUR").wrong] == [
        Odd.NO_AMOUNTS
    ]
    assert [each.odd for each in read_figures("", "2026-01-01", "en", "EUR").wrong] == [Odd.NO_HEADER]
