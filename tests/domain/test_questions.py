"""A step with several questions: what an answer becomes, and what writers read of each other meanwhile."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain import commands as do
from app.domain.agenda import Option, Prompt, StepSpec
from app.domain.inspiration import for_writer
from app.domain.people import Actor, Person, Role, Side
from app.domain.run_sheet import Fault, faults
from app.formats.known import KNOWN
from tests.worlds import ANNA, BEN, DAY, RUTH, Plan, opened

CARLA = Actor("carla-the-member", Side.OURS, Role.MEMBER, ANNA.now)
DAAN = Actor("daan-the-member", Side.OURS, Role.MEMBER, ANNA.now)
ASKED = (
    Prompt("holds-us-back", {"en": "What holds us back, and where?"}, becomes="constraint"),
    Prompt("stop", {"en": "What do we stop?"}, becomes="lesson"),
)


def day(**options: Option) -> Plan:
    """Everybody writes in silence, answering two questions."""
    asked = StepSpec(
        "ask",
        "silent-writing",
        {"en": "Ask"},
        gate="propose",
        reveal="on-reveal",
        options=options,
        prompts=ASKED,
    )
    plan = opened(replace(DAY, steps=(*DAY.steps, asked)))
    for each in (CARLA, DAAN):
        plan.does(RUTH, do.SetPerson(Person(str(each.person), Side.OURS, Role.MEMBER, "Service")))
    plan.goes_to("ask")
    return plan


def writes(plan: Plan, who: Actor, text: str, **fields: object) -> str:
    return plan.add(who, f"line-{len(plan.log):04}", "note", text=text, step="ask", **fields)


def inspired(plan: Plan, who: Actor) -> tuple[str, ...]:
    return for_writer(plan.state, str(who.person))


def test_an_answer_becomes_what_its_question_is_after() -> None:
    plan = day()
    where = {"prompt": "holds-us-back", "scope_kind": "country", "scope": "Denmark"}
    line = writes(plan, ANNA, "Nobody answers at night", **where)
    lesson = writes(plan, BEN, "Price rounds by mail", prompt="stop")
    plan.does(RUTH, do.Reveal("ask"))
    plan.does(RUTH, do.Place(line, None, "constraint", "constraint-from-line"))
    plan.does(RUTH, do.Place(lesson, None, "lesson", "lesson-from-line"))
    bites = plan.state.records["constraint-from-line"].fields
    assert bites == {"statement": "Nobody answers at night", "scope_kind": "country", "scope": "Denmark"}
    assert plan.state.records["lesson-from-line"].fields["verdict"] == "stop"
    plan.does(RUTH, do.Undo())
    assert "lesson-from-line" not in plan.state.records


def test_writers_read_a_few_lines_of_others_from_the_fourth_writer_on() -> None:
    plan = day(suggest=2)
    for who in (ANNA, BEN, CARLA):
        writes(plan, who, f"By {who.person}")
    assert inspired(plan, ANNA) == (), "of three, everybody could tell whose it is"
    assert inspired(plan, DAAN) == ()
    writes(plan, DAAN, "By daan")
    for who in (ANNA, BEN, CARLA, DAAN):
        found = inspired(plan, who)
        assert len(found) == 2
        assert not any(str(who.person) in each for each in found), "one's own thought inspires nobody"
    assert inspired(plan, RUTH) == (), "who has written nothing begins with a thought of their own"


def test_what_inspires_stays_while_more_is_written() -> None:
    plan = day(suggest=3)
    for who in (ANNA, BEN, CARLA, DAAN):
        writes(plan, who, f"First of {who.person}")
    before = inspired(plan, ANNA)
    writes(plan, ANNA, "Second of mine")
    assert inspired(plan, ANNA) == before


@pytest.mark.parametrize("over", ["revealed", "not asked"])
def test_otherwise_nobody_reads_anything(over: str) -> None:
    plan = day(suggest=2) if over == "revealed" else day()
    for who in (ANNA, BEN, CARLA, DAAN):
        writes(plan, who, f"By {who.person}")
    if over == "revealed":
        plan.does(RUTH, do.Reveal("ask"))
    assert inspired(plan, ANNA) == ()


def test_lines_without_a_name_inspire_nobody() -> None:
    """Whoever watches somebody type would know whose line comes up."""
    step = StepSpec(
        "ask", "silent-writing", {"en": "Ask", "nl": "Vraag"}, gate="propose", reveal="on-reveal",
        anonymous=True, options={"suggest": 2},
    )  # fmt: skip
    found = {each.fault for each in faults(replace(DAY, steps=(step,)), KNOWN)}
    assert Fault.TELLS_NAMES in found
    plan = opened(replace(DAY, steps=(step,)))
    plan.goes_to("ask")
    for number, who in enumerate((ANNA, BEN, RUTH, CARLA)):
        plan.add(replace(who, person=str(RUTH.person)), f"a-line-{number}", "note", text="?", step="ask")
    assert inspired(plan, RUTH) == ()
