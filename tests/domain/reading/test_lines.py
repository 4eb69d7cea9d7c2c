"""What comes out of documents and spreadsheets."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.reading.lines import Line, read_lines, read_rows


def test_bullets_and_numbers_go_and_measures_stay() -> None:
    paste = (
        "\ufeff• Listed as preferred supplier\r\n"
        "   - > 95 %   on-time installations\r\n"
        "   2) -5 % complaints\r\n"
        "\t\t1.1. 3 roadmap sessions a year\r\n"
        "\r\n"
        "a) 1.5 days to answer\r\n"
        "8 of 12 offices live\r\n"
        "o\tAsked before a tender"
    )

    assert read_lines(paste) == (
        Line("Listed as preferred supplier", 0),
        Line("> 95 % on-time installations", 1),
        Line("-5 % complaints", 1),
        Line("3 roadmap sessions a year", 2),
        Line("1.5 days to answer", 0),
        Line("8 of 12 offices live", 0),
        Line("Asked before a tender", 0),
    )


def test_a_spreadsheet_pastes_by_tabs_with_quoted_cells() -> None:
    paste = 'Name\tNote\r\nJan de Wit\t"two\r\nlines and a ""word"""\r\n\t\r\nEva Gruber\t\r\n'

    assert read_rows(paste) == (
        ("Name", "Note"),
        ("Jan de Wit", 'two lines and a "word"'),
        ("Eva Gruber", ""),
    )


@pytest.mark.parametrize("paste", ["sep=;\na;b, c\n", '"a";"b, c"', "a\tb, c"])
def test_the_separator_is_found(paste: str) -> None:
    assert read_rows(paste) == (("a", "b, c"),)


def test_a_list_is_rows_of_one_cell_and_a_stray_quote_swallows_nothing() -> None:
    assert read_rows("Jan\nEva\n") == (("Jan",), ("Eva",))
    assert read_rows('"Jan,x\nEva,y') == (('"Jan', "x"), ("Eva", "y"))


@given(st.text(alphabet=st.one_of(st.sampled_from('"\t;,\n\r -1.)'), st.characters()), max_size=200))
def test_no_paste_is_too_strange(text: str) -> None:
    for line in read_lines(text):
        assert line.text
        assert line.depth >= 0
    assert all(any(row) for row in read_rows(text))


@pytest.mark.parametrize("piece", ['"', '";', "\t", "a,b\n", " ", "1.1.1.1) ", '"\n'])
def test_a_huge_paste_is_read_in_time(piece: str) -> None:
    started = time.thread_time()  # of the processor: others may have it meanwhile

    read_lines(piece * 100_000)
    read_rows(piece * 100_000)

    assert time.thread_time() - started < 2
