"""A roster out of anybody's spreadsheet, each person once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.reading.names import folded, same_name, who
from app.domain.reading.roster import Column, Odd, Row, known_already, read_roster


def test_a_dutch_header_in_any_order_is_understood() -> None:
    roster = read_roster(
        "Afdeling;Voornaam;Tussenvoegsel;Achternaam;E-mailadres;Kant;Kamer\n"
        "Service;Jan;de;Wit;Jan@Example.org;ons;12\n"
        "Inkoop;Pieter;;Hoekstra;;klant;14\n"
    )

    assert roster.people == (
        Row("Jan de Wit", "Service", "ours", None, "jan@example.org", 2),
        Row("Pieter Hoekstra", "Inkoop", "theirs", None, None, 3),
    )
    assert roster.columns == (
        Column.FUNCTION, Column.GIVEN, Column.MIDDLE, Column.FAMILY, Column.EMAIL, Column.SIDE, None,
    )  # fmt: skip
    assert roster.remarks == ()


def test_an_english_header_too() -> None:
    roster = read_roster("Name\tJob title\tLevel\tSide\nEva Gruber\tCountry lead\tmanager\tours\n")

    assert roster.people == (Row("Eva Gruber", "Country lead", "ours", "manager", None, 2),)


def test_without_a_header_cells_are_known_by_their_looks() -> None:
    roster = read_roster(
        "Jan de Wit, Service, manager, jan@example.org\ntheirs, x\nMarijke van den Berg, COO, theirs"
    )

    assert roster.columns == ()
    assert roster.people[0] == Row("Jan de Wit", "Service", None, "manager", "jan@example.org", 1)
    assert roster.people[2] == Row("Marijke van den Berg", "COO", "theirs", None, None, 3)


def test_a_mail_programs_list_is_a_roster() -> None:
    roster = read_roster("Jan de Wit <jan@example.org>; Eva\n")

    assert roster.people[0].email == "jan@example.org"
    assert roster.people[0].name == "Jan de Wit"


def test_nobody_is_on_it_twice_and_what_the_second_row_knew_is_kept() -> None:
    roster = read_roster(
        "Name,Function\nAnna Bauer,\nanna  bauer,Austria\nJürgen Wölfl,\nJurgen Wolfl,Austria\n"
    )

    assert [(person.name, person.function) for person in roster.people] == [
        ("Anna Bauer", "Austria"),
        ("Jürgen Wölfl", "Austria"),
    ]
    assert [remark.odd for remark in roster.remarks] == [Odd.TWICE, Odd.TWICE]


def test_two_addresses_are_two_people_of_one_name() -> None:
    roster = read_roster("Jan Jansen,jan.j@example.org\nJan Jansen,j.jansen@example.org")

    assert len(roster.people) == 2


def test_rows_that_need_a_look_are_remarked_on() -> None:
    roster = read_roster("Name,Side,Mail\n,ours,x@example.org\nEva,neither,not an address\n")

    assert [(remark.odd, remark.row) for remark in roster.remarks] == [
        (Odd.NO_NAME, 2),
        (Odd.NOT_AN_ADDRESS, 3),
        (Odd.UNKNOWN_SIDE, 3),
    ]
    assert roster.people == (Row("Eva", row=3),)


def test_who_is_on_the_roster_already_is_found() -> None:
    pasted = read_roster("anna\nBernd").people

    assert [person.name for person in known_already(["Anna"], pasted)] == ["anna"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna", "anna "),
        ("Jürgen Wölfl", "JURGEN WOLFL"),
        ("Jan-Willem Bos", "Jan Willem  Bos"),
        ("Tomáš Dvořák", "Tomas Dvorak"),
        ("Søren Ørsted", "Soren Orsted"),
        ("D’Angelo", "DAngelo"),
        ("Zoe\u0308", "Zoë"),
    ],
)
def test_spellings_of_one_name_are_one_name(one: str, other: str) -> None:
    assert same_name(one, other)


def test_other_names_are_other_names() -> None:
    assert not same_name("Anna", "Hanna")
    assert not same_name("—", "...")


def test_a_few_letters_find_whom_they_mean() -> None:
    names = ["Jan de Wit", "Jan Bos", "Eva Gruber", "Eva"]

    assert who("J. de Wit", names) == ("Jan de Wit",)
    assert who("jan", names) == ("Jan de Wit", "Jan Bos")
    assert who("jan w", names) == ("Jan de Wit",)
    assert who("eva", names) == ("Eva",)
    assert who("Karl", names) == ()
    assert who(" . ", names) == ()


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(name: str) -> None:
    assert folded(folded(name)) == folded(name)


@given(st.text(alphabet=st.one_of(st.sampled_from("\t;,\n@<>."), st.characters()), max_size=200))
def test_no_paste_is_too_strange(text: str) -> None:
    for person in read_roster(text).people:
        assert folded(person.name)
