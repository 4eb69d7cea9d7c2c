"""The agenda is changed by hand, before the day and while it runs: the past stays, fixed times hold, and nothing that
would make the day impossible is taken.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import commands as do
from app.domain.agenda import Format, StepSpec
from app.domain.agenda_edits import AddStep, AgendaEdit, BeginAt, ChangeStep, MoveStep, RemoveStep, RepeatStep
from app.domain.clock import MINUTE, timetable
from app.domain.refusals import Refused, Why
from app.domain.run_sheet import misfits
from app.formats import KNOWN
from tests.worlds import ANNA, NOON, RUTH, Plan

BOTH = {"en": "Words", "nl": "Woorden"}


def step(key: str, activity: str = "briefing", minutes: int = 30, **more: object) -> StepSpec:
    base = StepSpec(key, activity, BOTH, BOTH, BOTH, minutes=minutes, min_minutes=10, gate="edit")
    return replace(base, **more)  # type: ignore[arg-type]


KINDS = {"kinds": ["goal", "csf", "nc", "action", "constraint", "conflict"]}
SHEET = Format(
    "day",
    1,
    BOTH,
    (
        step("open"),
        step("write", "silent-writing", reveal="on-reveal", anonymous=True),
        step("build", "build-tree", options=KINDS),
        step("share", "share"),
        step("lunch", minutes=45, is_break=True, start="11:00"),
        step("welcome", admits_customers=True),
        step("sign", "sign-off"),
    ),
    consent={"ours": BOTH, "theirs": BOTH},
    signs=("sales-director", "customer"),
    rules=(1, 4, 5),
    summary=BOTH,
)


@pytest.fixture
def day(plan: Plan) -> Plan:
    plan.does(RUTH, do.SetAgenda(SHEET, "2027-01-14"))
    return plan


def edits(plan: Plan, edit: AgendaEdit, language: str = "en") -> None:
    plan.does(RUTH, do.EditAgenda(edit, language, KNOWN))


def refuses(plan: Plan, edit: AgendaEdit) -> tuple[Why, object]:
    before = plan.state
    with pytest.raises(Refused) as refused:
        edits(plan, edit)
    assert plan.state is before
    return refused.value.code, refused.value.about.get("fault")


def sheet(plan: Plan) -> Format:
    assert plan.state.run.format is not None
    return plan.state.run.format


def keys(plan: Plan) -> list[str]:
    return [each.key for each in sheet(plan).steps]


def test_two_facilitators_at_once_lose_nothing_of_each_other(day: Plan) -> None:
    edits(day, ChangeStep("build", {"minutes": 50}))
    edits(day, MoveStep("share", "open"))
    edits(day, ChangeStep("build", {"title": "The plan"}))

    built = day.state.run.find("build")
    assert built is not None
    assert (built.minutes, built.title) == (50, {"en": "The plan", "nl": "Woorden"})
    assert keys(day)[:3] == ["open", "share", "write"]


def test_a_day_that_runs_is_edited_and_keeps_what_began(day: Plan) -> None:
    for each in ("open", "write"):
        day.goes_to(each)
    day.does(RUTH, do.SetRoom("extra", 5))
    day.does(RUTH, do.Reveal("write"))
    day.does(RUTH, do.SetRoom("gate", "read"))
    before = day.state.run

    edits(day, MoveStep("share", "write"))
    edits(day, RepeatStep("open"))
    edits(day, AddStep("silent-writing", "share", {"title": BOTH, "now": BOTH, "lead": BOTH, "minutes": 10}))

    after = day.state.run
    assert keys(day)[:5] == ["open", "write", "open-2", "share", "silent-writing"]
    assert replace(after, format=None) == replace(before, format=None)
    assert (after.extra, after.revealed) == ({"write": 5}, frozenset({"write"}))


def test_what_has_begun_stays_as_people_knew_it(day: Plan) -> None:
    for each in ("open", "write"):
        day.goes_to(each)

    assert refuses(day, RemoveStep("open"))[0] is Why.STEP_BEGUN
    assert refuses(day, MoveStep("open", "share"))[0] is Why.STEP_BEGUN
    assert refuses(day, MoveStep("share", "open"))[0] is Why.STEP_PASSED
    assert refuses(day, ChangeStep("write", {"anonymous": False}))[0] is Why.STEP_BEGUN
    assert refuses(day, ChangeStep("write", {"reveal": "at-once"}))[0] is Why.STEP_BEGUN
    assert refuses(day, ChangeStep("open", {"minutes": 5}))[0] is Why.STEP_BEGUN
    assert refuses(day, BeginAt("08:00"))[0] is Why.STEP_BEGUN
    assert day.refuses(ANNA, do.EditAgenda(RemoveStep("share"), "en", KNOWN)) is Why.NOT_ALLOWED


def test_the_agenda_stays_one_that_can_be_run(day: Plan) -> None:
    """The rules that hold for a file hold for a change too; what they say has words in the web."""
    assert refuses(day, MoveStep("share", "welcome")) == (Why.AGENDA, "admitted-before-share")
    assert refuses(day, ChangeStep("share", {"skipped": True})) == (Why.AGENDA, "admitted-before-share")
    assert refuses(day, RemoveStep("build")) == (Why.AGENDA, "cannot-be-cleared")
    assert refuses(day, ChangeStep("build", {"gate": "read"})) == (Why.AGENDA, "cannot-be-cleared")
    assert refuses(day, RemoveStep("sign")) == (Why.AGENDA, "no-sign-off")
    assert refuses(day, ChangeStep("open", {"minutes": 0})) == (Why.AGENDA, "bad-minutes")
    assert refuses(day, ChangeStep("open", {"title": {"nl": ""}})) == (Why.AGENDA, "words-missing")
    assert refuses(day, AddStep("juggling", "open")) == (Why.AGENDA, "words-missing")
    assert refuses(day, ChangeStep("open", {"key": "closed"}))[0] is Why.UNKNOWN_FIELD


def test_a_step_left_out_takes_no_time_and_is_passed_over(day: Plan) -> None:
    day.goes_to("open")
    edits(day, ChangeStep("write", {"skipped": True}))
    found = timetable(day.state.run, NOON, NOON)
    assert found is not None
    assert [(each.real is None, each.number) for each in found.rows[1:3]] == [(True, None), (False, 2)]
    assert found.rows[2].planned == NOON + 30 * MINUTE

    day.does(RUTH, do.GoToStep())
    assert day.state.run.current == "build"
    day.goes_to("write")
    assert day.state.run.step is not None
    assert not day.state.run.step.skipped


def test_minutes_that_are_typed_are_meant_whole(day: Plan) -> None:
    day.goes_to("open")
    day.does(RUTH, do.SetRoom("extra", ["lunch", -10]))
    edits(day, ChangeStep("lunch", {"minutes": 40}))
    edits(day, ChangeStep("open", {"minutes": 25}))

    found = timetable(day.state.run, NOON, NOON)
    assert found is not None
    assert found.minutes == 25
    lunch = day.state.run.find("lunch")
    assert lunch is not None
    assert lunch.minutes + day.state.run.extra["lunch"] == 40
    edits(day, ChangeStep("lunch", {"minutes": 5}))
    lunch = day.state.run.find("lunch")
    assert lunch is not None
    assert lunch.min_minutes == 5


def test_what_does_not_lead_to_a_fixed_time_is_said_not_refused(day: Plan) -> None:
    assert not misfits(sheet(day))
    edits(day, ChangeStep("build", {"minutes": 50}))
    assert misfits(sheet(day)) == {"lunch": -20}
    edits(day, ChangeStep("build", {"minutes": 15}))
    assert misfits(sheet(day)) == {"lunch": 15}
    edits(day, BeginAt("09:15"))
    assert misfits(sheet(day)) == {}


FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "minutes": st.integers(-1, 90),
        "skipped": st.booleans(),
        "title": st.text(max_size=5),
        "is_break": st.booleans(),
        "gate": st.sampled_from(("read", "edit")),
        "holds_customers": st.booleans(),
    },
)
STEP = st.sampled_from(("open", "write", "build", "share", "lunch", "welcome", "sign", "open-2", "talk"))
BEHIND = st.one_of(st.none(), STEP)
EDITS = st.one_of(
    st.builds(ChangeStep, STEP, FIELDS),
    st.builds(MoveStep, STEP, BEHIND),
    st.builds(RepeatStep, STEP),
    st.builds(RemoveStep, STEP),
    st.builds(
        AddStep,
        st.sampled_from(("briefing", "share")),
        BEHIND,
        st.just({"title": BOTH, "now": BOTH, "lead": BOTH}),
    ),
)
ACTS = st.lists(st.one_of(EDITS, EDITS, EDITS, STEP, st.just("+5")), max_size=25)


@given(ACTS)
def test_no_sequence_of_edits_loses_what_began_or_moves_what_is_fixed(acts: list[AgendaEdit | str]) -> None:
    plan = Plan()
    plan.does(RUTH, do.SetAgenda(SHEET, "2027-01-14"))
    for act in acts:
        before = plan.state.run
        try:
            if isinstance(act, str):
                plan.does(RUTH, do.SetRoom("extra", 5) if act == "+5" else do.GoToStep(act))
            else:
                edits(plan, act)
        except Refused:
            assert plan.state.run is before
        run = plan.state.run
        assert before.began.items() <= run.began.items()
        assert run.began.keys() <= set(keys(plan))
        assert len(set(keys(plan))) == len(keys(plan))
        began = [key for key in keys(plan) if key in before.began]
        assert began == [each.key for each in before.format.steps if each.key in before.began]  # type: ignore[union-attr]
        lunch = run.find("lunch")
        assert lunch is None or lunch.start == "11:00"
        found = timetable(run, NOON, NOON)
        assert found is not None
        for row in found.rows:
            if row.step.key == "lunch" and row.real is not None and "lunch" not in run.began:
                assert row.real >= NOON + 120 * MINUTE
