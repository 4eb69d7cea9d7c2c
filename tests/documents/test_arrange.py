"""Every action stands exactly once by date and once by person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from app.documents import arrange
from app.documents.view import Action, Condition, Factor, Month, Part, Person, PlanDocument
from tests.documents import havenstad, noordzee

TODAY = date(2027, 1, 14)


def with_actions(*actions: Action) -> PlanDocument:
    condition = Condition("A1", "Installed on time", actions=actions)
    return replace(noordzee.internal(), factors=(Factor("A", "Preferred", (condition,)),))


def due_in(days: int) -> Action:
    return Action(f"A1.{days}", "Ask", due=TODAY + timedelta(days=days))


def test_actions_fall_into_thirty_sixty_and_ninety_days() -> None:
    document = with_actions(
        due_in(91), due_in(90), due_in(61), due_in(60), due_in(30), due_in(-9), Action("A1.0", "Ask")
    )
    assert [
        (span.days, span.dated, [a.number for a in span.actions]) for span in arrange.spans(document, TODAY)
    ] == [
        (30, True, ["A1.-9", "A1.30"]),
        (60, True, ["A1.60"]),
        (90, True, ["A1.61", "A1.90"]),
        (None, True, ["A1.91"]),
        (None, False, ["A1.0"]),
    ]


def test_every_action_of_a_large_plan_is_listed_once_by_date_and_once_by_person() -> None:
    document = havenstad.big()
    everything = sorted(action.number for action in document.actions)
    assert len(everything) == 60
    assert sorted(a.number for span in arrange.spans(document, TODAY) for a in span.actions) == everything
    assert sorted(a.number for load in arrange.loads(document) for a in load.actions) == everything


def test_people_stand_by_name_then_theirs_then_nobody() -> None:
    anna, zoe, theirs = Person("anna"), Person("Zoe"), Person("Bas", side="theirs")
    actions = [Action(f"A1.{n}", "Ask", accountable=who) for n, who in enumerate([None, theirs, zoe, anna])]
    assert [load.person for load in arrange.loads(with_actions(*actions))] == [anna, zoe, theirs, None]


def test_first_is_what_is_due_and_not_done() -> None:
    done = replace(due_in(1), progress="done")
    assert [a.number for a in arrange.first(with_actions(due_in(9), done, due_in(3)), 1)] == ["A1.3"]


def test_the_chart_counts_thousands_from_ten_thousand_up() -> None:
    chart = arrange.chart(
        (Month(date(2027, 1, 1), 1_234_500_00, 600_000_00), Month(date(2027, 2, 1), 0)), "EUR"
    )
    assert chart is not None
    assert (chart.thousands, chart.has_before, [str(bar.label) for bar in chart.bars]) == (
        True,
        True,
        ["1235", "0"],
    )
    assert chart.bars[1].height == 0


def test_a_currency_without_cents_is_not_divided() -> None:
    assert [str(part.planned) for part in arrange.origin((Part("Service", 9_000),), "JPY").parts] == ["9000"]


def test_nothing_to_draw_is_no_chart() -> None:
    assert arrange.chart((Month(date(2027, 1, 1), 0),), "EUR") is None
