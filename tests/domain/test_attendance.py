"""Who has to be in the room: told by the format, found on the roster, answered by everybody for themselves."""

from __future__ import annotations

from dataclasses import replace

from app.domain import commands as do
from app.domain.agenda import Format, Need
from app.domain.attendance import Standing, missing, places
from app.domain.people import Coming, Person, Role, Side, SignsAs
from app.domain.refusals import Why
from tests.worlds import ANNA, BOARD, MARIJKE, RUTH, Plan

FORMAT = Format(
    "day", 1, {"en": "Day"}, (),
    needs=(
        Need("sales-director", {"en": "the sales director"}, ("sales director",), "sales-director"),
        Need("finance", {"en": "finance"}, ("finance", "financiën")),
        Need("chief", {"en": "the chief executive"}, ("ceo",), ideally=True),
    ),
)  # fmt: skip


def roster(*people: Person) -> dict[str, Person]:
    return {person.id: person for person in people}


def member(id_: str, function: str = "", **more: object) -> Person:
    return replace(Person(id_, Side.OURS, Role.MEMBER, function), **more)  # type: ignore[arg-type]


def test_the_roster_tells_who_fills_a_place_by_signature_function_or_level() -> None:
    people = roster(
        member("p-anna-01", "Country lead", signs_as=SignsAs.SALES_DIRECTOR),
        member("p-bert-01", "Financien, Benelux", coming=Coming.YES),
        member("p-cees-01", "Service", level="CEO", coming=Coming.NO),
    )
    found = places(FORMAT, people)
    assert [[p.id for p in each.people] for each in found] == [["p-anna-01"], ["p-bert-01"], ["p-cees-01"]]
    assert [each.standing for each in found] == [Standing.SILENT, Standing.COMES, Standing.DECLINED]
    assert [each.need and each.need.key for each in missing(FORMAT, people)] == ["sales-director", "chief"]


def test_whoever_leads_says_otherwise_and_one_who_comes_is_enough() -> None:
    people = roster(
        member("p-anna-01", "Finance", needed="no"),
        member("p-bert-01", "Procurement", needed="finance", coming=Coming.NO),
        member("p-cees-01", "Finance", joined=True),
        member("p-dora-01", "Legal", needed="yes"),
        Person("p-erik-01", Side.THEIRS, Role.CUSTOMER, "Finance, theirs"),
    )
    director, finance, chief, beside = places(FORMAT, people)
    assert [p.id for p in finance.people] == ["p-bert-01", "p-cees-01"]
    assert finance.standing is Standing.COMES
    assert (director.standing, chief.standing) == (Standing.NOBODY, Standing.NOBODY)
    assert (beside.need, [p.id for p in beside.people]) == (None, ["p-dora-01"])


def test_who_opened_their_link_before_the_day_has_not_come_yet() -> None:
    person = member("p-cees-01", "Finance", joined=True, ahead=True)
    assert not person.came
    assert places(FORMAT, roster(person))[1].standing is Standing.SILENT


def test_everybody_answers_for_themselves_customers_before_they_are_let_in_too(plan: Plan) -> None:
    plan.does(ANNA, do.Answer(coming=True))
    plan.does(MARIJKE, do.Answer(coming=False))
    assert plan.state.people[ANNA.person or ""].coming is Coming.YES
    assert plan.state.people[MARIJKE.person or ""].coming is Coming.NO
    assert plan.does(ANNA, do.Answer(coming=True)) == ()
    assert plan.refuses(BOARD, do.Answer(coming=True)) is Why.NOT_ALLOWED
    described = replace(plan.state.people[ANNA.person or ""], function="Finance")
    plan.does(RUTH, do.SetPerson(described))
    assert plan.state.people[ANNA.person or ""].coming is Coming.YES
