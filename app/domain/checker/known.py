"""What the rules know beside each line: limits and rules of the day's format, who takes part, what the room voted.

Made anew at each edit, so it looks at no more than it must; what is equal to what it was is the same object, so that
hundreds of comparisons with it look no further.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from functools import lru_cache

from app.domain import ballots
from app.domain.agenda import Format
from app.domain.checker.findings import Given, Sponsor, Thresholds, Vote
from app.domain.fields import scores
from app.domain.people import Person, Side, SignsAs
from app.domain.projection import Node, Projection
from app.domain.reading.levels import is_executive

LIMITS = tuple(each.name for each in fields(Thresholds) if each.name != "today")
"""What a format can set."""


def known(
    format_: Format | None, people: Mapping[str, Person], plan: Projection, today: str, rules: tuple[int, ...]
) -> Given:
    """`plan` is the internal projection; `rules`: all that there are."""
    end = plan.goal.fields.get("date") if plan.goal else None
    limits = Thresholds(today=today)
    if format_ is not None:
        limits = _limits(limits, format_.thresholds)
        rules = tuple(each for each in format_.rules if each in rules) if format_.rules else rules
    return _the_same(
        Given(
            people=frozenset(people),
            has_goal=plan.goal is not None,
            end=end if isinstance(end, str) else None,
            rules=rules,
            limits=limits,
            theirs=frozenset(each.id for each in people.values() if each.side is Side.THEIRS),
            sponsor=_sponsor(format_, people.values()),
            votes=tuple(_votes(format_, plan)),
        )
    )


def _limits(limits: Thresholds, given: Mapping[str, int]) -> Thresholds:
    for name in given.keys() & set(LIMITS):
        limits = replace(limits, **{name: given[name]})  # type: ignore[arg-type]  # all but `today` are numbers
    return limits


@lru_cache(maxsize=256)
def _the_same(given: Given) -> Given:
    """The one object of all that are equal."""
    return given


def _sponsor(format_: Format | None, people: Iterable[Person]) -> Sponsor:
    sponsors = [each for each in people if each.signs_as is SignsAs.SPONSOR]
    if not sponsors:
        asked = format_ is None or SignsAs.SPONSOR in format_.signs
        return Sponsor.MISSING if asked else Sponsor.NOT_ASKED
    right = any(is_executive(each.level or each.function) for each in sponsors)
    return Sponsor.RIGHT if right else Sponsor.BELOW


def _votes(format_: Format | None, plan: Projection) -> Iterable[Vote]:
    """Of each line the vote of the last step that asked about it. What nobody may see yet is in no projection."""
    steps = [each.key for each in format_.steps if ballots.method(each) == "enough"] if format_ else []
    if not steps:
        return ()
    counted: dict[str, dict[str, list[int]]] = {key: {} for key in steps}
    for ballot in plan.every("ballot"):
        of_step = counted.get(ballot.text("step"))
        if of_step is not None:
            for line, yes in _given(ballot):
                of_step.setdefault(line, []).append(yes)
    last = {line: said for key in steps for line, said in counted[key].items()}
    return (Vote(line, sum(said), len(said)) for line, said in last.items())


def _given(ballot: Node) -> tuple[tuple[str, int], ...]:
    return ballot.once("scores", None, lambda: tuple(scores(ballot.fields.get("scores")).items()))
