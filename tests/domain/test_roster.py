"""Who takes part: sides that stay once people came, roles that fit them, signatures that keep people on the roster."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain import commands as do
from app.domain.decide import people
from app.domain.people import Actor, Person, Role, Side, SignsAs
from app.domain.refusals import Why
from tests.worlds import ANNA, RUTH, SERVER, Plan

EVA = Person("eva-from-austria", Side.OURS, Role.MEMBER, "Austria", "country lead")


@pytest.mark.parametrize("who", [RUTH, SERVER], ids=["facilitator", "server"])
def test_somebody_is_added_and_changed(plan: Plan, who: Actor) -> None:
    plan.does(who, do.SetPerson(EVA))
    assert plan.does(who, do.SetPerson(EVA)) == (), "nothing new"
    joined = replace(EVA, joined=True, role=Role.FACILITATOR)
    plan.does(who, do.SetPerson(joined))
    assert plan.state.people[EVA.id] == joined
    plan.does(who, do.DropPerson(EVA.id))
    assert EVA.id not in plan.state.people


@pytest.mark.parametrize(
    ("person", "why"),
    [
        (replace(EVA, id="eva"), Why.BAD_ID),
        (replace(EVA, side=Side.THEIRS), Why.WRONG_TYPE),
        (replace(EVA, role=Role.CUSTOMER), Why.WRONG_TYPE),
        (replace(EVA, role=Role.SYSTEM), Why.WRONG_TYPE),
        (replace(EVA, signs_as=SignsAs.CUSTOMER), Why.WRONG_TYPE),
        (
            Person("their-director", Side.THEIRS, Role.CUSTOMER, signs_as=SignsAs.SALES_DIRECTOR),
            Why.WRONG_TYPE,
        ),
        (replace(EVA, function="x" * 81), Why.TOO_LONG),
        (replace(EVA, level="x" * 81), Why.TOO_LONG),
    ],
)
def test_a_person_who_does_not_fit_is_refused_by_name(plan: Plan, person: Person, why: Why) -> None:
    assert plan.refuses(RUTH, do.SetPerson(person)) is why


def test_nobody_who_has_been_in_changes_sides(plan: Plan) -> None:
    """What they have seen as one of ours cannot be unseen."""
    plan.does(RUTH, do.SetPerson(replace(EVA, joined=True)))
    theirs = replace(EVA, side=Side.THEIRS, role=Role.CUSTOMER)
    for wanted in (theirs, replace(theirs, joined=True)):
        assert plan.refuses(RUTH, do.SetPerson(wanted)) is Why.NOT_ALLOWED
    pieter = plan.state.people["pieter-of-noordzee"]
    plan.does(RUTH, do.SetPerson(replace(pieter, joined=True)))
    ours = Person(pieter.id, Side.OURS, Role.MEMBER)
    assert plan.refuses(RUTH, do.SetPerson(ours)) is Why.NOT_ALLOWED


def test_who_was_put_on_the_wrong_side_is_put_right_before_they_come(plan: Plan) -> None:
    plan.does(RUTH, do.SetPerson(EVA))
    theirs = replace(EVA, side=Side.THEIRS, role=Role.CUSTOMER)
    plan.does(RUTH, do.SetPerson(theirs))
    assert plan.state.people[EVA.id] == theirs


def test_a_roster_does_not_grow_for_ever(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "MOST_PEOPLE", len(plan.state.people))
    assert plan.refuses(RUTH, do.SetPerson(EVA)) is Why.TOO_MANY
    plan.does(RUTH, do.SetPerson(replace(plan.state.people["anna-the-member"], joined=True)))


def test_only_somebody_who_is_there_can_go(plan: Plan) -> None:
    assert plan.refuses(RUTH, do.DropPerson("eva-from-austria")) is Why.UNKNOWN_PERSON


def test_who_has_signed_stays_on_the_roster(signable: Plan) -> None:
    signable.does(RUTH, do.Freeze())
    freeze = signable.state.signoff.freeze
    assert freeze
    signable.does(ANNA, do.Sign(1, freeze.digests["internal"], "Anna", "We stand by it."))
    assert signable.refuses(RUTH, do.DropPerson("anna-the-member")) is Why.ALREADY_SIGNED
