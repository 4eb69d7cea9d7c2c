"""A vote on the console: how far it is, a ballot for somebody without a phone, what it came to, and what follows from it.

Who has not voted stands with the people. What follows is the facilitator's: the best lines into the plan, the weights of
constraints, or one more vote.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from app.activities import ballot, results
from app.activities.contract import Lists, Moment, Piece
from app.activities.results import Result
from app.domain.agenda import said
from app.domain.ballots import PROPOSAL, Poll
from app.domain.people import Role, Side
from app.domain.projection import Node
from app.domain.tally import SCALES, Tally

TEMPLATE = "activities/vote/templates/console.html"
BEST = 3
"""Lines that are taken on where the step does not say how many."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the ballot that is entered for somebody."""

    name: str
    """Of the control."""
    label: str


@dataclass(frozen=True, slots=True)
class Voting:
    key: str
    """Of the step."""
    step: str
    """What a ballot says of it."""
    method: str
    budget: int
    limit: int
    voted: int
    of: int
    secret: bool
    nameless: bool
    open: bool
    result: Result | None
    places: tuple[Place, ...]
    """What can be entered for somebody; nothing in a nameless vote: there nobody speaks for another."""
    marks: tuple[int, ...]
    speakers: tuple[tuple[str, str], ...]
    take: str
    """The command that takes the best lines into the plan; empty where there is nothing to take."""
    takes: int
    weigh: str
    """The command that makes weights of it; empty where no constraints were voted on."""


def shown(moment: Moment) -> Lists:
    poll, step = moment.poll, moment.step
    if poll is None or step is None:
        return {}
    closed = ballot.closed(moment)
    voted, of = ballot.turnout(moment)
    tally = moment.tally if closed else None
    taken = tuple(_taken(moment, tally)) if tally else ()
    view = Voting(
        key=step.key,
        step=poll.step,
        method=poll.method,
        budget=poll.budget,
        limit=poll.limit,
        voted=voted,
        of=of,
        secret=poll.secret,
        nameless=poll.nameless,
        open=not closed,
        result=results.result(moment),
        places=() if closed or poll.nameless else tuple(_places(moment, poll)),
        marks=SCALES.get(poll.method, ()),
        speakers=tuple(_speakers(moment)),
        take=_all(taken),
        takes=len(taken),
        weigh=_all(tuple(_weights(moment, tally))) if tally else "",
    )
    return {"work": (Piece("voting", TEMPLATE, view),)}


def _places(moment: Moment, poll: Poll) -> Iterator[Place]:
    step = moment.step
    asked = {each.key: said(each.ask, moment.language) for each in step.prompts} if step else {}
    for thing in poll.things:
        node = moment.projection.get(thing)
        if node is None and thing != PROPOSAL:
            continue
        label = " ".join(filter(None, (node.number if node else "", ballot.words(node))))
        if poll.method in ("grid", "criteria"):
            for key in poll.criteria:
                yield Place(f"fields.scores.{thing}.{key}", f"{label}: {asked.get(key, key)}")
        else:
            yield Place(f"fields.scores.{thing}", label)


def _speakers(moment: Moment) -> Iterator[tuple[str, str]]:
    """Those who have not voted themselves; who did has the last word."""
    ours = (each for each in moment.people.values() if each.side is Side.OURS and each.role is Role.MEMBER)
    named = ((each.id, moment.name(each.id)) for each in ours)
    yield from sorted((each for each in named if each[1]), key=lambda each: each[1].casefold())


def _taken(moment: Moment, tally: Tally) -> Iterator[dict[str, object]]:
    """The best lines that have no place in the plan yet, each into its place."""
    step, goal = moment.step, moment.projection.goal
    if step is None:
        return
    take, becomes = step.options.get("take"), str(step.options.get("becomes") or "csf")
    parent = goal.id if goal and becomes == "csf" else None
    if becomes in ("nc", "action"):
        return  # under which line is the facilitator's to say, line by line
    for line in tally.lines[: take if isinstance(take, int) else BEST]:
        node = moment.projection.get(line.thing)
        if node is None or node.kind not in ("note", "cluster") or node.fields.get("placed"):
            continue
        if line.voters:
            yield {"do": "place", "note": node.id, "kind": becomes, "parent": parent}


def _weights(moment: Moment, tally: Tally) -> Iterator[dict[str, object]]:
    for line in tally.lines:
        node = moment.projection.get(line.thing)
        if (
            node is not None
            and node.kind == "constraint"
            and _weight(node) != (now := _said(tally, line.thing))
        ):
            yield {"do": "set", "record": node.id, "field": "weight", "value": now}


def _weight(node: Node) -> str:
    return node.text("weight")


def _said(tally: Tally, thing: str) -> str:
    line = tally.line(thing)
    return (results.score(tally, line) if line else "") or "0"


def _all(commands: tuple[dict[str, object], ...]) -> str:
    return json.dumps({"do": "all", "commands": list(commands)}) if commands else ""
