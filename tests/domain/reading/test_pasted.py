"""Lists from documents and spreadsheets, as records."""

from __future__ import annotations

from app.domain.reading.pasted import TREE, Wrong, read_pasted

LIST = """\
- Preferred supplier in every country
    1. > 95 % on time by June
        * Weekly call with their service desk @Anna 12 Feb
    2. Complaints answered within 2 days
- Decisions with us at the table
"""


def told(text: str, kind: str = TREE) -> list[tuple[str, str, int | None]]:
    return [(line.kind, line.text, line.parent) for line in read_pasted(text, kind, ("Anna Bos",))]


def test_an_indented_list_is_a_tree() -> None:
    assert told(LIST) == [
        ("csf", "Preferred supplier in every country", None),
        ("nc", "> 95 % on time by June", 0),
        ("action", "Weekly call with their service desk @Anna 12 Feb", 1),
        ("nc", "Complaints answered within 2 days", 0),
        ("csf", "Decisions with us at the table", None),
    ]


def test_with_a_fourth_level_the_topmost_is_the_goal() -> None:
    assert [kind for kind, _, _ in told("Grow\n\tFactor\n\t\tCondition\n\t\t\tAction")] == [
        "goal", "csf", "nc", "action",
    ]  # fmt: skip


def test_columns_are_levels_and_a_cell_that_is_a_name_is_the_owner() -> None:
    table = "Factor\tCondition\tCall them\tAnna Bos\t12 Feb\nFactor\tCondition\tWrite them\n\tAnother\t"
    assert told(table) == [
        ("csf", "Factor", None),
        ("nc", "Condition", 0),
        ("action", "Call them, @Anna Bos, 12 Feb", 1),
        ("action", "Write them", 1),
        ("nc", "Another", 0),
    ]


def test_a_list_of_one_kind_is_flat_and_further_cells_are_its_words() -> None:
    assert told("Too few engineers\tspring\n  Prices differ", "constraint") == [
        ("constraint", "Too few engineers, spring", None),
        ("constraint", "Prices differ", None),
    ]


def test_what_cannot_become_a_record_is_said_with_its_line() -> None:
    wrong = {
        line.row: line.wrong for line in read_pasted("A\n B\n  C\n   D\n    E\n    F", TREE) if line.wrong
    }
    assert wrong == {5: Wrong.TOO_DEEP, 6: Wrong.TOO_DEEP}
    [long] = read_pasted("x" * 241, "note")
    assert (long.wrong, long.over) == (Wrong.TOO_LONG, 1)
    [lost] = [line for line in read_pasted("\tCondition\tAction\nX\tY\tZ", TREE) if line.wrong]
    assert (lost.text, lost.wrong) == ("Condition", Wrong.NO_PARENT)
