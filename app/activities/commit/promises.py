"""Who stands by what, and what is to be reached until when: the same for phones, board and console."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from app.activities import own_word
from app.activities.contract import Moment
from app.activities.lines import is_theirs
from app.domain.projection import Node
from app.domain.promised import Load, Standing, loads, milestones


@dataclass(frozen=True, slots=True)
class Stage:
    due: str
    target: str
    id: str
    """Empty while nothing is set for that day."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A condition with what it has to be on the way."""

    id: str
    number: str
    statement: str
    unit: str
    baseline: str
    stages: tuple[Stage, ...]


def actions(moment: Moment) -> tuple[Node, ...]:
    """Open ones of our side: what a customer takes on is for them to say."""
    return tuple(
        node
        for node in moment.projection.every("action")
        if node.text("status") != "done" and not is_theirs(moment, node)
    )


def counted(moment: Moment) -> Counter[Standing]:
    return Counter(own_word.standing_of(moment, node) for node in actions(moment))


def load(moment: Moment) -> tuple[Load, ...]:
    if not moment.run.date:
        return ()
    return loads((node.fields for node in actions(moment)), moment.run.date)


def days(moment: Moment) -> tuple[str, ...]:
    """At which a stage is set."""
    goal = moment.projection.goal
    return milestones(moment.run.date, goal.text("date") if goal else "") if moment.run.date else ()


def staged(moment: Moment, *, every: bool) -> tuple[Staged, ...]:
    """Conditions with their stages; only those that have any, unless `every`. A stage of another day stands too."""
    found = []
    for node in moment.projection.every("nc"):
        held = {each.text("due"): each for each in moment.projection.under(node.id, "stage")}
        if held or every:
            wanted = sorted({*held, *(days(moment) if every else ())})
            stages = tuple(_stage(due, held.get(due)) for due in wanted)
            line = node.statement or node.text("metric")
            found.append(Staged(node.id, node.number, line, node.text("unit"), node.text("baseline"), stages))
    return tuple(found)


def _stage(due: str, node: Node | None) -> Stage:
    return Stage(due, node.text("target") if node else "", node.id if node else "")
