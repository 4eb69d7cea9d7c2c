"""Whether we are ready for this account: what our side is asked before the day, and how far the answers lie apart.

Nine questions after Richardson (S4) on how the account is managed, and six after MCE (S1) on what the company has to
bring along. Somebody's answer is theirs alone for ever. Whoever leads sees how many said what, in all and by function;
groups under three are put together, and of fewer than four answers nothing is shown: so few could be told apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain.fields import scores
from app.domain.people import Person, Side
from app.domain.state import PlanState

STEP = "readiness"
"""What a record names that holds somebody's answers: no step of a day, so it is never revealed."""
ACCOUNT = (
    "ready-accountable", "ready-profile", "ready-plan", "ready-executives", "ready-together",
    "ready-levels", "ready-reviews", "ready-forecasts", "ready-deviations",
)  # fmt: skip
COMPANY = ("ready-strategy", "ready-teams", "ready-backing", "ready-costs", "ready-roles", "ready-reporting")
QUESTIONS = (*ACCOUNT, *COMPANY)
NO, PARTLY, YES = 0, 1, 2
FEWEST = 4
"""Answers below which nothing is told of them."""
SMALLEST = 3
"""People below which a group is put together with others."""


@dataclass(frozen=True, slots=True)
class Counts:
    yes: int
    partly: int
    no: int
    silent: int
    """They answered other questions, and not this one."""

    @property
    def said(self) -> int:
        return self.yes + self.partly + self.no

    @property
    def divided(self) -> bool:
        """Some say yes and some say no, and neither are a few: worth a talk, whatever most of them say."""
        return self.said > 0 and min(self.yes, self.no) * 4 >= self.said


@dataclass(frozen=True, slots=True)
class Question:
    key: str
    all: Counts
    by_function: tuple[Counts, ...]
    """In the order of `Spread.functions`."""


@dataclass(frozen=True, slots=True)
class Spread:
    asked: int = 0
    """Of our side, who takes part."""
    answered: int = 0
    functions: tuple[str, ...] = ()
    """Groups that are large enough to be told; an empty name for the others together. Fewer than two: none."""
    questions: tuple[Question, ...] = ()
    """Empty while so few have answered that they could be told apart."""


def asked(people: Iterable[Person]) -> tuple[Person, ...]:
    """Who answers the questions: everybody of our side who takes part."""
    return tuple(person for person in people if person.side is Side.OURS and person.takes_part)


def answers(state: PlanState) -> Mapping[str, Mapping[str, int]]:
    """By person, what they answered; for nobody but `spread` and themselves."""
    found: dict[str, Mapping[str, int]] = {}
    for record in state.of_kind("readiness"):
        if record.text("step") == STEP and record.person is not None:
            given = scores(record.fields.get("scores"))
            found[record.person] = {key: value for key, value in given.items() if key in QUESTIONS}
    return found


def spread(state: PlanState) -> Spread:
    """How many said what."""
    room = asked(state.people.values())
    given = answers(state)
    who = [person for person in room if given.get(person.id)]
    if len(who) < FEWEST:
        return Spread(len(room), len(who))
    groups = _groups(who)
    told = len(groups) > 1
    questions = tuple(
        Question(
            key,
            _counts(key, who, given),
            tuple(_counts(key, people, given) for _name, people in groups) if told else (),
        )
        for key in QUESTIONS
    )
    return Spread(len(room), len(who), tuple(name for name, _ in groups) if told else (), questions)


def _groups(who: Sequence[Person]) -> list[tuple[str, list[Person]]]:
    """By function, largest first; small ones together, and where those are few themselves, with the smallest of the
    others: who is left over could else be found by taking the rest away."""
    by_function: dict[str, list[Person]] = {}
    for person in who:
        by_function.setdefault(person.function, []).append(person)
    large = [(name, people) for name, people in by_function.items() if name and len(people) >= SMALLEST]
    large.sort(key=lambda group: -len(group[1]))
    named = {name for name, _ in large}
    others = [person for person in who if person.function not in named]
    while others and len(others) < SMALLEST and large:
        others += large.pop()[1]
    return [*large, ("", others)] if others else large


def _counts(key: str, who: Sequence[Person], given: Mapping[str, Mapping[str, int]]) -> Counts:
    values = list(_values(key, who, given))
    yes, partly, no = (values.count(each) for each in (YES, PARTLY, NO))
    return Counts(yes, partly, no, len(values) - yes - partly - no)


def _values(key: str, who: Sequence[Person], given: Mapping[str, Mapping[str, int]]) -> Iterator[int | None]:
    return (given[person.id].get(key) for person in who)
