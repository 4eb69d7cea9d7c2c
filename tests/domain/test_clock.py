"""The run-sheet of a day at 11:47, six minutes behind, and what would mend it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.agenda import Format, StepSpec
from app.domain.clock import MINUTE, Cut, Row, Tense, Timetable, timetable
from app.domain.run import Run

MIDNIGHT = 1_800_000_000_000
NINE = MIDNIGHT + 9 * 60 * MINUTE


def at(time: str) -> int:
    hours, minutes = time.split(":")
    return MIDNIGHT + (int(hours) * 60 + int(minutes)) * MINUTE


def says(moment: int | None) -> str:
    assert moment is not None
    minutes = (moment - MIDNIGHT) // MINUTE
    return f"{minutes // 60:02}:{minutes % 60:02}"


def step(key: str, minutes: int, least: int, **more: object) -> StepSpec:
    return replace(StepSpec(key, "briefing", {"en": key}, minutes=minutes, min_minutes=least), **more)  # type: ignore[arg-type]


DAY = Format(
    "day",
    1,
    {"en": "Day"},
    (
        step("open", 15, 10),
        step("last-year", 30, 20),
        step("aims", 30, 20),
        step("goal", 25, 15),
        step("coffee", 15, 10, is_break=True),
        step("constraints", 15, 10),
        step("conditions", 50, 35),
        step("actions", 30, 20),
        step("share", 15, 10),
        step("lunch", 45, 30, is_break=True, start="12:45"),
        step("welcome", 15, 10, start="13:30", admits_customers=True),
        step("insight", 45, 30),
        step("review", 45, 30),
        step("caucus", 15, 10, is_break=True),
        step("mirror", 45, 30),
        step("refine", 30, 20),
        step("sign", 30, 20),
    ),
)
BEGAN = {
    "open": at("09:04"),
    "last-year": at("09:17"),
    "aims": at("09:47"),
    "goal": at("10:20"),
    "coffee": at("10:45"),
    "constraints": at("11:01"),
    "conditions": at("11:16"),
}
RUN = Run(format=DAY, current="conditions", began=BEGAN)
NOW = at("11:47") + 18_000


def table(run: Run, now: int) -> Timetable:
    found = timetable(run, NINE, now)
    assert found is not None
    return found


def row(found: Timetable, key: str) -> Row:
    return next(row for row in found.rows if row.step.key == key)


def test_the_step_in_progress_has_what_is_left_of_its_minutes() -> None:
    now = table(RUN, NOW)

    assert (says(now.deadline), now.minutes, now.left) == ("12:06", 50, (18 * 60 + 42) * 1000)
    assert row(now, "conditions").number == 6
    assert len(DAY.numbered) == 14


def test_the_sheet_tells_how_far_it_drifted_and_where_it_leads() -> None:
    now = table(RUN, NOW)

    assert [row(now, key).drift for key in BEGAN] == [4, 2, 2, 5, 5, 6, 6]
    expected = [says(each.real) for each in now.rows if each.tense is Tense.AHEAD]
    assert expected == [
        "12:06",
        "12:36",
        "12:51",
        "13:36",
        "13:51",
        "14:36",
        "15:21",
        "15:36",
        "16:21",
        "16:51",
    ]
    assert now.drift == 6
    assert (says(now.ends), says(now.planned_end)) == ("17:21", "17:15")


def test_lunch_gives_the_minutes_back_before_the_customer_comes() -> None:
    mend = table(RUN, NOW).mend

    assert mend is not None
    assert mend.cuts == (Cut("lunch", 39, 6),)
    assert says(mend.back_at) == "13:30"


def test_a_mend_taken_is_a_mend_gone() -> None:
    mended = table(replace(RUN, extra={"lunch": -6}), NOW)

    assert says(row(mended, "welcome").real) == "13:30"
    assert says(mended.ends) == "17:15"
    assert mended.mend is None


def test_one_longer_break_is_shortened_rather_than_two() -> None:
    late = replace(RUN, current="goal", began={**BEGAN, "goal": at("10:25")})
    mend = table(late, at("10:30")).mend

    assert mend is not None
    assert mend.cuts == (Cut("lunch", 35, 10),)


def test_no_step_is_cut_below_its_least() -> None:
    """Twenty behind: lunch gives 15 and work before the customer comes gives the rest."""
    late = replace(RUN, began={**BEGAN, "conditions": at("11:30")})
    mend = table(late, NOW).mend

    assert mend is not None
    assert {cut.step: cut.by for cut in mend.cuts} == {"lunch": 15, "actions": 5}
    assert says(mend.back_at) == "13:30"


def test_when_nothing_before_the_customer_can_mend_it_the_afternoon_does() -> None:
    late = replace(RUN, began={**BEGAN, "conditions": at("11:52")})
    mend = table(late, NOW).mend

    assert mend is not None
    assert says(mend.back_at) > "13:30"
    least = {step.key: step.min_minutes for step in DAY.steps}
    assert all(cut.minutes >= least[cut.step] for cut in mend.cuts)


def test_when_nothing_suffices_everything_gives_what_it_can_and_fixed_times_hold() -> None:
    """Two hours late in the morning: the day ends late all the same, but no later than it has to."""
    late = replace(RUN, current="share", began={**BEGAN, "actions": at("13:30"), "share": at("14:30")})
    now = at("14:31")
    found = table(late, now)
    mend = found.mend

    assert mend is not None
    assert mend.still > 0
    least = {step.key: step.min_minutes for step in DAY.steps}
    assert all(cut.minutes == least[cut.step] for cut in mend.cuts)
    trimmed = table(replace(late, extra={cut.step: -cut.by for cut in mend.cuts}), now)
    assert mend.back_at == trimmed.ends
    assert trimmed.ends - trimmed.planned_end == mend.still * MINUTE
    assert trimmed.mend is None, "one tap was all that there is"


def test_what_comes_before_a_fixed_time_is_not_trimmed_for_nothing() -> None:
    """The last step overruns after a wait for a fixed time: only what comes behind that can help."""
    sheet = Format(
        "d",
        1,
        {"en": "D"},
        (step("a", 30, 5), step("b", 30, 5), step("c", 60, 30, start="11:00"), step("d", 30, 25)),
    )
    run = Run(format=sheet, current="c", began={"a": at("09:00"), "b": at("09:30"), "c": at("11:30")})
    mend = table(run, at("11:31")).mend
    assert mend is not None
    assert ({cut.step for cut in mend.cuts}, mend.still) == ({"d"}, 25)


def test_what_cannot_be_mended_is_not_promised() -> None:
    last = replace(RUN, current="sign", began={**BEGAN, "sign": at("17:00")})

    assert table(last, at("17:05")).mend is None


def test_a_step_that_runs_over_pushes_the_day_on() -> None:
    over = table(RUN, at("12:10"))

    assert over.left == -4 * MINUTE
    assert over.drift == 10
    assert says(row(over, "actions").real) == "12:10"


def test_more_time_moves_the_deadline() -> None:
    longer = table(replace(RUN, extra={"conditions": 5}), NOW)

    assert (says(longer.deadline), longer.minutes, longer.drift) == ("12:11", 55, 11)


def test_a_fixed_time_is_never_early() -> None:
    early = replace(RUN, current="share", began={**BEGAN, "actions": at("11:40"), "share": at("12:05")})
    ahead = table(early, at("12:06"))

    assert ahead.drift == -25
    assert says(row(ahead, "lunch").real) == "12:45"
    assert says(ahead.ends) == "17:15"
    assert ahead.mend is None


def test_a_skipped_step_has_no_time() -> None:
    skipped = replace(RUN, current="actions", began={**BEGAN, "actions": at("11:50")})
    without = {key: moment for key, moment in skipped.began.items() if key != "aims"}

    assert row(table(replace(skipped, began=without), NOW), "aims").real is None


@pytest.mark.parametrize(("now", "opens"), [("08:30", "09:00"), ("09:10", "09:10")])
def test_before_the_day_the_sheet_waits_for_its_beginning_or_for_us(now: str, opens: str) -> None:
    waiting = table(Run(format=DAY), at(now))

    assert says(waiting.rows[0].real) == opens
    assert (waiting.deadline, waiting.left, waiting.mend) == (None, 0, None)


def test_without_a_format_there_is_no_timetable() -> None:
    assert timetable(Run(), NINE, NOW) is None
