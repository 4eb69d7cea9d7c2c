"""An action line: what, and as its suffix who and by when."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.reading.action import read_action
from app.domain.reading.dates import Period

THE_YEAR = Period(today=date(2027, 1, 14), end=date(2027, 12, 31))
ROSTER = ["Jan de Wit", "Eva Gruber", "Jan-Willem Bos"]

LINES = {
    "Weekly feedback loop on installation problems @Jan de Wit 12 Feb": (
        "Weekly feedback loop on installation problems", "Jan de Wit", "2027-02-12",
    ),
    "Check parts two days before, @Eva by 31 March": ("Check parts two days before", "Eva", "2027-03-31"),
    "Site survey by 26 Feb @Eva Gruber": ("Site survey", "Eva Gruber", "2027-02-26"),
    "Reserveonderdelen in Utrecht en Linz (@J. de Wit, voor 31 maart).": (
        "Reserveonderdelen in Utrecht en Linz", "J. de Wit", "2027-03-31",
    ),
    "Duty contact named, by 26 Feb": ("Duty contact named", None, "2027-02-26"),
    "Repeat what was learned on 12 Feb in Graz": ("Repeat what was learned on 12 Feb in Graz", None, None),
    "Mail the list to it@example.org.": ("Mail the list to it@example.org.", None, None),
    "@Eva Gruber": ("", "Eva Gruber", None),
    "": ("", None, None),
}  # fmt: skip


@pytest.mark.parametrize("line", LINES)
def test_the_suffix_is_taken_off(line: str) -> None:
    read = read_action(line, THE_YEAR, "en")

    assert (
        read.statement.value,
        read.owner.value if read.owner else None,
        read.due.day.isoformat() if read.due else None,
    ) == LINES[line]


def test_with_a_roster_a_name_may_stand_inside_the_sentence() -> None:
    line = "@Jan-Willem Bos asks for access to the platform by 1 March"

    read = read_action(line, THE_YEAR, "en", ROSTER)

    assert read.owner is not None
    assert read.owner.value == "Jan-Willem Bos"
    assert read.statement.value == "@Jan-Willem Bos asks for access to the platform"


@given(st.text(alphabet=st.one_of(st.sampled_from("@ ,.(1230FebJn"), st.characters()), max_size=120))
def test_any_text_is_read_and_every_slice_lies_inside_it(text: str) -> None:
    read = read_action(text, THE_YEAR, "en", ROSTER)

    for part in (read.statement, read.owner, read.due):
        if part:
            assert 0 <= part.at.start <= part.at.end <= len(text)
