"""What the console says of the clock: the run-sheet in words, on time and late, and on another day than planned."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.agenda import Format, StepSpec
from app.domain.clock import MINUTE
from app.domain.run import Run
from app.domain.state import EMPTY, PlanState
from app.i18n import use_language
from app.web.pages.console_now import day, opens

NINE = 1_799_913_600_000
"""14 January 2027, 08:00 UTC: in a plan of that zone, when its day begins."""

DAY = Format(
    "day",
    1,
    {"en": "Day", "nl": "Dag"},
    (
        StepSpec("first", "briefing", {"en": "First", "nl": "Eerste"}, minutes=30),
        StepSpec("work", "build-tree", {"en": "Work", "nl": "Werk"}, minutes=60, min_minutes=60),
        StepSpec(
            "lunch", "briefing", {"en": "Lunch", "nl": "Lunch"}, minutes=45, min_minutes=30, is_break=True
        ),
        StepSpec("guests", "review", {"en": "Guests", "nl": "Gasten"}, minutes=30, admits_customers=True),
    ),
    begins="08:00",
)


def at(run: Run) -> PlanState:
    return replace(EMPTY, run=run)


@pytest.fixture
def begun() -> Run:
    return Run(format=DAY, date="2027-01-14", current="first", began={"first": NINE + 4 * MINUTE})


def test_before_the_day_the_plan_is_all_there_is() -> None:
    told = day(at(Run(format=DAY, date="2027-01-14")), NINE - 60 * MINUTE, "en")
    assert told["rows"]["work"] == {"planned": "08:30", "real": ""}
    assert (told["ends"], told["drift"], told["late"], told["mend"]) == ("ends 10:45", "", False, None)


def test_a_step_that_began_late_moves_what_comes_and_can_be_mended_from_the_break(begun: Run) -> None:
    told = day(at(begun), NINE + 10 * MINUTE, "en")
    assert told["rows"]["first"]["real"] == "08:04", "when it began, as of those to come"
    assert told["rows"]["work"]["real"] == "08:34"
    assert told["late"]
    assert told["drift"].split("\N{NO-BREAK SPACE}")[0] == "4"
    assert told["ends"] == "ends 10:49, not 10:45"
    assert told["to"] == ", to 08:34"
    assert told["mend"]["cuts"] == [["lunch", 4]]
    assert "Lunch" in told["mend"]["says"]


def test_it_is_said_in_the_language_of_the_page(begun: Run) -> None:
    with use_language("nl"):
        assert "Lunch" in day(at(begun), NINE + 10 * MINUTE, "nl")["mend"]["says"]


def test_a_rehearsal_on_another_day_keeps_its_own_time() -> None:
    rehearsal = NINE - 30 * 24 * 60 * MINUTE + 3 * MINUTE
    run = Run(format=DAY, date="2027-01-14", current="first", began={"first": rehearsal})
    told = day(at(run), rehearsal + MINUTE, "en")
    assert told["rows"]["first"] == {"planned": "08:00", "real": "08:03"}
    assert told["drift"].startswith("3")


def test_a_day_that_is_begun_in_the_middle_is_measured_from_there() -> None:
    evening = NINE + 10 * 60 * MINUTE
    run = Run(format=DAY, date="2027-01-14", current="work", began={"work": evening})
    from zoneinfo import ZoneInfo

    assert opens(run, ZoneInfo("UTC")) == evening - 30 * MINUTE
