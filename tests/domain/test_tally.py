"""What a vote comes to: sums, places, groups that tell nobody, and who stands apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import commands as do
from app.domain.agenda import StepSpec
from app.domain.ballots import Poll, poll
from app.domain.dissent import LEAST, told_functions
from app.domain.people import Person, Role, Side
from app.domain.records import Record
from app.domain.refusals import Why
from app.domain.tally import Tally, tally
from tests.worlds import ANNA, BEN, DAY, OURS, RUTH, Plan, opened

THINGS = ("thing-one", "thing-two", "thing-three")


def asks(method: str, **more: object) -> Poll:
    given: dict[str, object] = {
        "step": "vote", "method": method, "budget": 3, "limit": 3, "criteria": (), "secret": True,
        "nameless": False, "things": THINGS, **more,
    }  # fmt: skip
    return Poll(**given)  # type: ignore[arg-type]


def people(**functions: int) -> dict[str, Person]:
    return {
        f"{name}-{at}": Person(f"{name}-{at}", OURS, Role.MEMBER, name)
        for name, count in functions.items()
        for at in range(count)
    }


def ballot(person: str | None, scores: dict[str, int], **fields: str) -> Record:
    flat = tuple(part for pair in sorted(scores.items()) for part in pair)
    held = {"step": "vote", "scores": flat, **fields}
    return Record(f"ballot-of-{person}", "ballot", None, held, False, person, Side.OURS, 0, {})


def room(poll: Poll, given: dict[str, dict[str, int]], roster: dict[str, Person]) -> Tally:
    return tally(poll, [ballot(who, scores) for who, scores in given.items()], roster, {"cost": 3})


def test_dots_are_counted_and_the_best_stands_first() -> None:
    roster = people(Sales=2, Service=2)
    found = room(
        asks("dots"),
        {
            "Sales-0": {"thing-two": 2},
            "Sales-1": {"thing-two": 1, "thing-one": 1},
            "Service-0": {"thing-one": 1},
        },
        roster,
    )
    assert [(line.thing, line.score, line.place) for line in found.lines] == [
        ("thing-two", 3, 1), ("thing-one", 2, 2), ("thing-three", 0, 0),
    ]  # fmt: skip
    assert (found.voters, found.given) == (3, 5)
    assert found.groups == (), "with three voters nobody's function is told"


def test_ranks_are_points_and_equals_share_a_place() -> None:
    found = room(
        asks("rank", limit=2),
        {"a": {"thing-one": 1, "thing-two": 2}, "b": {"thing-two": 1, "thing-one": 2}},
        {},
    )
    assert [(line.score, line.place) for line in found.lines] == [(3, 1), (3, 1), (0, 0)]


def test_criteria_weigh_and_what_got_no_mark_weighs_nothing() -> None:
    asked = asks("criteria", criteria=("cost", "time"))
    found = room(asked, {"a": {"thing-one.cost": 5, "thing-one.time": 1}, "b": {"thing-two.time": 3}}, {})
    assert [(line.thing, line.score) for line in found.lines[:2]] == [("thing-one", 4.0), ("thing-two", 3.0)]


def test_a_function_that_gives_none_of_its_dots_to_the_favourite_stands_apart() -> None:
    """Look's own example: 69 dots in five functions; Finance gives none of nine to what got 18, six to what got 13."""
    table = {
        "Austria": (5, 2, 3, 1, 4, 0, 0),
        "Netherlands": (6, 3, 5, 4, 1, 2, 0),
        "Product": (3, 1, 3, 4, 0, 1, 0),
        "Service": (4, 1, 1, 2, 2, 1, 1),
        "Finance": (0, 6, 1, 1, 0, 1, 0),
    }
    things = tuple(f"thing-{n}" for n in range(7))
    roster = people(Austria=5, Netherlands=7, Product=4, Service=4, Finance=3)
    ballots = []
    for name, dots in table.items():
        left = [thing for thing, count in zip(things, dots, strict=True) for _ in range(count)]
        for at in range(sum(each.function == name for each in roster.values())):
            mine, left = left[:3], left[3:]
            ballots.append(ballot(f"{name}-{at}", dict(Counter(mine))))
    found = tally(asks("dots", things=things), ballots, roster, {})
    groups = [group.name for group in found.groups]
    apart = {
        (line.thing, groups[at])
        for line in found.lines
        for at, share in enumerate(line.shares)
        if share.apart
    }
    assert found.given == 69
    assert apart == {("thing-0", "Finance"), ("thing-1", "Finance"), ("thing-4", "Austria")}


def test_marks_that_lie_apart_are_split_and_a_group_that_thinks_otherwise_stands_apart() -> None:
    roster = people(Sales=3, Service=3)
    marks = {f"Sales-{n}": {"thing-one": 5} for n in range(3)} | {
        f"Service-{n}": {"thing-one": 1} for n in range(3)
    }
    line = room(asks("confidence"), marks, roster).line("thing-one")
    assert line is not None
    assert line.parts[0].split
    assert [share.apart for share in line.shares] == [True, True]
    assert line.parts[0].counts == (0, 3, 0, 0, 0, 3)


@given(st.lists(st.sampled_from(["", "Sales", "Service", "Finance", "HR", "Product"]), max_size=40))
def test_no_group_that_is_told_or_left_over_is_smaller_than_three(functions: list[str]) -> None:
    told = told_functions(functions)
    counts = Counter(function if function in told else "" for function in functions)
    if told:
        assert min(counts.values()) >= LEAST
        assert len(counts) > 1, "one group would be the whole room"


SCORES = st.dictionaries(st.sampled_from(THINGS), st.integers(1, 3), max_size=3)


@given(st.lists(st.tuples(st.sampled_from(["Sales", "Service", "HR"]), SCORES), max_size=25), st.randoms())
def test_every_ballot_counts_once_whatever_the_order(given: list[tuple[str, dict[str, int]]], chance) -> None:  # type: ignore[no-untyped-def]
    roster = {f"p-{n}": Person(f"p-{n}", OURS, Role.MEMBER, name) for n, (name, _) in enumerate(given)}
    ballots = [ballot(f"p-{n}", scores) for n, (_, scores) in enumerate(given)]
    found = tally(asks("dots"), ballots, roster, {})
    assert sum(line.score for line in found.lines) == sum(sum(scores.values()) for _, scores in given)
    for line in found.lines:
        if found.groups:
            assert sum(share.given for share in line.shares) == line.score
    assert sum(group.voters for group in found.groups) in (0, len(given))
    chance.shuffle(ballots)
    assert tally(asks("dots"), ballots, roster, {}) == found


# ---------------------------------------------------------------- more than one vote in a step


def voting(**more: object) -> Plan:
    step = StepSpec(
        "vote", "vote", {"en": "Vote"}, gate="propose", reveal="on-reveal",
        options={"method": "dots", "kinds": ["csf"]}, **more,  # type: ignore[arg-type]
    )  # fmt: skip
    plan = opened(replace(DAY, steps=(*DAY.steps, step)))
    plan.add(RUTH, "factor-one", "csf", statement="One")
    plan.goes_to("vote")
    return plan


def cast(id_: str, step: str = "vote") -> do.Add:
    return do.Add(id_, "ballot", fields={"step": step, "scores": {"factor-one": 1}})


def test_a_second_vote_keeps_what_the_first_came_to() -> None:
    plan = voting()
    assert plan.refuses(RUTH, do.SetRoom("again", "vote")) is Why.STEP_IN_PROGRESS
    plan.does(ANNA, cast("annas-first"))
    plan.does(RUTH, do.Reveal("vote"))
    assert plan.refuses(ANNA, do.SetRoom("again", "vote")) is Why.NOT_ALLOWED
    plan.does(RUTH, do.SetRoom("again", "vote"))
    assert plan.refuses(BEN, cast("bens-late-one")) is Why.CLOSED
    plan.does(ANNA, cast("annas-second", "vote.2"))
    assert "annas-second" not in plan.seen_by(BEN)
    assert "annas-first" in plan.seen_by(BEN)
    asked = poll(plan.state, plan.state.run.step)
    assert asked is not None
    assert asked.step == "vote.2"
    plan.does(RUTH, do.Reveal("vote"))
    assert "annas-second" in plan.seen_by(BEN)
    assert plan.state.run.revealed == {"vote", "vote.2"}
    assert plan.replayed() == plan.state


def test_a_nameless_vote_takes_no_ballot_with_a_name() -> None:
    plan = voting(anonymous=True)
    assert plan.refuses(ANNA, cast("annas-ballot")) is Why.NOT_ALLOWED
    assert plan.refuses(RUTH, cast("for-nobody")) is Why.NOT_ALLOWED


@pytest.mark.parametrize("given", [{"factor-one": {"": 1}}, {"factor-one": None}])
def test_what_nothing_was_given_to_is_not_in_a_ballot(given: dict[str, object]) -> None:
    plan = voting()
    command = do.Add("annas-ballot", "ballot", fields={"step": "vote", "scores": given})
    assert plan.refuses(ANNA, command) in (Why.WRONG_TYPE, Why.EMPTY)
