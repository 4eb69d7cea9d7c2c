"""The agenda, the steps, and what the room is told."""

from __future__ import annotations

import pytest

from app.domain import commands as do
from app.domain import events as ev
from app.domain.refusals import Why
from app.domain.run import Gate
from tests.worlds import ANNA, DAY, NOON, RUTH, Plan


def test_without_an_agenda_there_is_no_step(plan: Plan) -> None:
    assert plan.refuses(RUTH, do.GoToStep()) is Why.NOT_STARTED
    assert plan.refuses(RUTH, do.SetRoom("extra", 5)) is Why.NOT_STARTED


def test_the_day_goes_on_step_by_step_and_back(day: Plan) -> None:
    visited = []
    for back in (False, False, True, False):
        day.does(RUTH, do.GoToStep(back=back))
        visited.append(day.state.run.current)
    assert visited == ["listen", "write", "listen", "write"]


def test_there_is_nothing_before_the_first_step_and_after_the_last(day: Plan) -> None:
    day.goes_to("listen")
    assert day.refuses(RUTH, do.GoToStep(back=True)) is Why.UNKNOWN_STEP
    day.goes_to("sign")
    assert day.refuses(RUTH, do.GoToStep()) is Why.UNKNOWN_STEP
    assert day.refuses(RUTH, do.GoToStep("lunch")) is Why.UNKNOWN_STEP


def test_starting_the_step_in_progress_is_no_event(day: Plan) -> None:
    day.goes_to("write")
    assert day.does(RUTH, do.GoToStep("write")) == ()


def test_a_step_keeps_its_beginning_when_the_room_comes_back_to_it(day: Plan) -> None:
    day.goes_to("listen")
    began = day.state.run.began["listen"]
    day.goes_to("write")
    assert day.state.run.ended["listen"] >= began >= NOON
    day.goes_to("listen")
    assert day.state.run.began["listen"] == began
    assert "listen" not in day.state.run.ended
    assert "write" in day.state.run.ended


def test_more_time_adds_up_and_belongs_to_its_step(day: Plan) -> None:
    day.goes_to("write")
    day.does(RUTH, do.SetRoom("extra", 5))
    day.does(RUTH, do.SetRoom("extra", -2))
    day.goes_to("build")
    assert day.state.run.extra == {"write": 3}


def test_a_day_that_has_begun_keeps_its_agenda(day: Plan) -> None:
    day.does(RUTH, do.SetAgenda(DAY, "2027-01-15"))
    assert day.state.run.date == "2027-01-15"
    day.goes_to("listen")
    assert day.refuses(RUTH, do.SetAgenda(DAY, "2027-01-16")) is Why.STEP_IN_PROGRESS


@pytest.mark.parametrize("date", ["", "tomorrow", "2027-02-30"])
def test_a_day_has_a_date(day: Plan, date: str) -> None:
    assert day.refuses(RUTH, do.SetAgenda(DAY, date)) is Why.WRONG_TYPE


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("lights", "off", Why.UNKNOWN_FIELD),
        ("revealed", "write", Why.UNKNOWN_FIELD),
        ("gate", "ajar", Why.WRONG_TYPE),
        ("board", "both", Why.WRONG_TYPE),
        ("door", True, Why.WRONG_TYPE),
        ("curtain", 1, Why.WRONG_TYPE),
        ("curtain", None, Why.WRONG_TYPE),
        ("admitted", "yes", Why.WRONG_TYPE),
        ("extra", True, Why.WRONG_TYPE),
        ("extra", 241, Why.WRONG_TYPE),
        ("extra", "5", Why.WRONG_TYPE),
        ("spotlight", "never-was-there", Why.UNKNOWN_RECORD),
        ("spotlight", ["the-goal"], Why.UNKNOWN_RECORD),
    ],
)
def test_the_room_is_told_only_what_it_understands(day: Plan, name: str, value: object, why: Why) -> None:
    day.goes_to("listen")
    assert day.refuses(RUTH, do.SetRoom(name, value)) is why


def test_what_the_room_is_told(day: Plan) -> None:
    day.goes_to("build")
    for name, value in {
        "gate": "propose", "curtain": True, "spotlight": "csf-earning", "door": "ask", "board": "shared",
        "admitted": True,
    }.items():  # fmt: skip
        day.does(RUTH, do.SetRoom(name, value))
    run = day.state.run
    assert (run.gate, run.curtain, run.spotlight) == (Gate.PROPOSE, True, "csf-earning")
    assert (run.door_asks, run.board_shared, run.admitted) == (True, True, True)
    day.does(RUTH, do.SetRoom("spotlight", None))
    day.does(RUTH, do.SetRoom("door", "open"))
    assert (day.state.run.spotlight, day.state.run.door_asks) == (None, False)


def test_the_spotlight_goes_out_with_the_step(day: Plan) -> None:
    day.goes_to("build")
    day.does(RUTH, do.SetRoom("spotlight", "csf-earning"))
    day.goes_to("share")
    assert day.state.run.spotlight is None


def test_the_board_turns_to_the_shared_edition_when_sharing_ends(day: Plan) -> None:
    day.goes_to("share")
    assert not day.state.run.board_shared
    assert day.does(RUTH, do.GoToStep()) == (ev.RoomSet("board", "shared"), ev.StepStarted("review"))
    day.goes_to("share")
    assert day.does(RUTH, do.GoToStep()) == (ev.StepStarted("review"),), "it has turned already"


def test_going_back_from_sharing_shows_nothing_new(day: Plan) -> None:
    day.goes_to("share")
    day.does(RUTH, do.GoToStep(back=True))
    assert not day.state.run.board_shared


def test_turning_the_board_back_shows_the_customers_out_first(day: Plan) -> None:
    day.admits()
    events = day.does(RUTH, do.SetRoom("board", "internal"))
    assert events == (ev.RoomSet("admitted", False), ev.RoomSet("board", "internal"))
    assert day.state.run.admitted is False


def test_the_door_outlives_a_new_agenda(day: Plan) -> None:
    day.does(RUTH, do.SetRoom("door", "ask"))
    day.does(RUTH, do.SetAgenda(DAY, "2027-01-15"))
    assert day.state.run.door_asks


def test_members_do_not_lead(day: Plan) -> None:
    assert day.refuses(ANNA, do.GoToStep()) is Why.NOT_ALLOWED
