"""The formats that come with Stratroom are right, and are the days that they say they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.agenda import Format, minute_of_day, said, time_of_day
from app.domain.events import AgendaSet
from app.formats import load
from app.session import codec

WORKSHOPS = Path(__file__).resolve().parents[2] / "workshops"


@pytest.fixture(scope="module")
def shipped() -> dict[str, Format]:
    return load(WORKSHOPS)


def starts(format_: Format) -> list[str]:
    begins = minute_of_day(format_.begins)
    assert begins is not None
    return [time_of_day(begins + format_.offset_of(step.key)) for step in format_.steps]


def test_the_strat_for_nat_day_keeps_its_hours(shipped: dict[str, Format]) -> None:
    day = shipped["strat-for-nat"]

    assert " ".join(starts(day)) == (
        "09:00 09:15 09:45 10:00 10:15 10:25 10:40 10:55 11:05 11:10 11:45 12:00 12:20 12:30 12:45 "
        "13:30 13:45 14:30 15:15 15:30 16:15 16:45"
    )
    assert len(day.numbered) == 19
    assert time_of_day(9 * 60 + day.minutes) == "17:15"
    assert {step.key: step.start for step in day.steps if step.start} == {
        "lunch": "12:45",
        "welcome": "13:30",
    }


def test_the_cross_functional_day_keeps_its_hours(shipped: dict[str, Format]) -> None:
    day = shipped["cross-functional-planning"]

    blocks = (
        "08:30",
        "08:50",
        "09:30",
        "10:10",
        "10:25",
        "11:25",
        "12:30",
        "13:15",
        "14:15",
        "14:55",
        "15:55",
        "16:05",
    )
    assert {*blocks, "16:30"} <= set(starts(day)), "each block of the day begins when it says"
    assert time_of_day(8 * 60 + 30 + day.minutes) == "17:15"
    assert not any(step.admits_customers for step in day.steps)
    assert "customer" not in day.signs


def test_the_customer_comes_in_after_lunch_to_a_shared_plan(shipped: dict[str, Format]) -> None:
    steps = [step.key for step in shipped["strat-for-nat"].steps]
    (door,) = (step.key for step in shipped["strat-for-nat"].steps if step.admits_customers)

    assert door == "welcome"
    assert steps.index("share") < steps.index("lunch") < steps.index(door)


def test_customers_have_words_of_their_own_in_every_step_they_see(shipped: dict[str, Format]) -> None:
    for format_ in shipped.values():
        admitted = False
        for step in format_.steps:
            admitted = admitted or step.admits_customers
            assert not admitted or said(step.theirs, "nl"), step.key


def test_the_day_is_signed_by_those_who_have_to(shipped: dict[str, Format]) -> None:
    assert {"key-account-manager", "sales-director", "customer"} <= set(shipped["strat-for-nat"].signs)


def test_the_try_out_takes_half_an_hour(shipped: dict[str, Format]) -> None:
    short = shipped["try-out"]

    assert short.minutes == 30
    assert [step.activity for step in short.steps] == [
        "briefing", "silent-writing", "build-tree", "share", "review", "sign-off",
    ]  # fmt: skip


def test_what_the_board_says_fits_on_it(shipped: dict[str, Format]) -> None:
    for format_ in shipped.values():
        for step in format_.steps:
            for language in ("en", "nl"):
                assert len(said(step.now, language)) <= 90, (step.key, language)
                assert len(said(step.title, language)) <= 60, (step.key, language)


def test_both_languages_say_the_same_amount(shipped: dict[str, Format]) -> None:
    """Whoever changes one language's notes and forgets the other is told."""
    for format_ in shipped.values():
        for step in format_.steps:
            assert step.notes.get("en", "").count("\n") == step.notes.get("nl", "").count("\n"), step.key


def test_a_day_that_began_keeps_its_format_in_the_log(shipped: dict[str, Format]) -> None:
    for format_ in shipped.values():
        event = AgendaSet(format_, "2027-01-14")

        assert decode_again(event) == event


def decode_again(event: AgendaSet) -> object:
    entry = codec.encode(event, at=0, person=None, command=None)
    return codec.decode(entry)


def test_a_hint_does_not_break_between_a_number_and_its_sign(shipped: dict[str, Format]) -> None:
    for day, step in (("strat-for-nat", "conditions"), ("try-out", "build")):
        lead = next(each.lead for each in shipped[day].steps if each.key == step)
        assert all(">~95~%".replace("~", "\N{NO-BREAK SPACE}") in words for words in lead.values()), lead
