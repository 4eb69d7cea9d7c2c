"""The goal in parts: rows, columns, sums and the gap, whatever the order and the spelling."""

from __future__ import annotations

from app.domain.parts import grid

PARTS = [
    {"product": "Mail", "geography": "AT", "sales": 90, "margin": "30", "accountable": "bram"},
    {"product": "Mail", "geography": "NL", "accountable": "sofie"},
    {"product": "mail", "geography": "at", "sales": 10, "margin": "20", "accountable": "anna"},
    {"product": "Mailroom", "geography": "NL", "sales": 100, "margin": "40"},
]


def test_parts_stand_in_a_grid_with_their_sums_and_whoever_answers_for_them() -> None:
    made = grid(PARTS)
    assert made.columns == ("AT", "NL")
    mail, mailroom = made.rows
    assert [cell and (cell.amount, cell.people, cell.waiting) for cell in mail.cells] == [
        (100, ("bram", "anna"), 0),
        (None, ("sofie",), 1),
    ]
    assert mailroom.cells[0] is None
    assert (made.sums, made.total, made.waiting) == ((100, 100), 200, 1)
    assert (made.gap(250), made.gap(150), made.gap(None)) == (50, -50, None)
    assert made.margin == "", "a part without its margin leaves the whole without one"


def test_the_margin_of_all_is_weighed_by_what_each_sells() -> None:
    assert grid([PARTS[0], PARTS[2], PARTS[3]]).margin == "34.5"


def test_business_domains_make_rows_of_their_own_where_there_are_several() -> None:
    parts = [
        {"product": "Mail", "geography": "AT", "domain": each, "sales": 1} for each in ("Life", "Pensions")
    ]
    assert [(row.product, row.domain) for row in grid(parts).rows] == [("Mail", "Life"), ("Mail", "Pensions")]
    assert [row.domain for row in grid(parts[:1]).rows] == [""]
    assert grid([]).total == 0
