"""Lines that people wrote and that wait for a place in the plan.

The likely places of a line stand beside it (`activities/places.py`), every other place is a choice away. What is parked
stays, out of the way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.activities import places, questions, writing
from app.activities.cluster import heaps
from app.activities.contract import Moment, Piece
from app.domain.agenda import said
from app.domain.people import Role, Side
from app.domain.projection import Node
from app.web.screens.console_day import reveals


@dataclass(frozen=True, slots=True)
class Line:
    id: str
    text: str
    name: str
    """Who said it; empty where nobody may know."""
    owner: str
    """Who looks after it; empty as long as nobody does."""
    from_: str
    """Function of who wrote it; empty where nobody may know."""
    ask: str
    """The question that it answers, where its step had several."""
    first: tuple[places.Where, ...]
    """The likely places."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody of ours for whom a line can be written down, or who looks after a parked one."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Lines:
    step: str
    """What a line of the step in progress says of its step."""
    waiting: tuple[Line, ...]
    earlier: tuple[Line, ...]
    """Of steps before this one."""
    parked: tuple[Line, ...]
    others: tuple[places.Where, ...]
    """Every place there is."""
    hidden: bool
    """They are written, and not revealed yet."""
    written: int
    """People who wrote something that is not revealed, or anonymous lines."""
    anonymous: bool
    may_enter: bool
    """The facilitator can write down what somebody says."""
    speakers: tuple[Speaker, ...]


def pieces(moment: Moment) -> Iterator[Piece]:
    step = moment.step
    if step is None:
        return
    notes = [
        node
        for node in moment.projection.every("note")
        if not node.fields.get("placed") and not _recalled(moment, node)
    ]
    elsewhere = _sorted_here(moment)
    open_ = [each for each in notes if not writing.settled(moment, each) and each.text("step") != elsewhere]
    hidden = reveals(step) and step.activity != "vote" and step.key not in moment.run.revealed
    if not notes and not hidden and not may_enter(moment):
        return
    key = writing.keeps(step)
    asks = bool(key) or moment.gate == "propose"
    now = [each for each in open_ if asks and each.text("step") == key]
    view = Lines(
        step=key,
        waiting=tuple(_line(moment, each) for each in now),
        earlier=tuple(_line(moment, each) for each in open_ if each not in now),
        parked=tuple(_line(moment, each) for each in notes if each.fields.get("parked")),
        others=places.everywhere(moment),
        hidden=hidden,
        written=moment.held if step.anonymous else writing.written(moment)[0],
        anonymous=step.anonymous,
        may_enter=may_enter(moment),
        speakers=tuple(_speakers(moment)),
    )
    yield Piece("waiting", "console/lines.html", view)


def _recalled(moment: Moment, note: Node) -> bool:
    """Said from memory, to be compared with the plan: it has no place in it."""
    step = moment.run.find(note.text("step"))
    return step is not None and step.activity == "alignment"


def _sorted_here(moment: Moment) -> str | None:
    """Of which step the lines are that the step in progress puts together: they stand with their clusters."""
    spec = heaps.source(moment) if moment.step and moment.step.activity == "cluster" else None
    return writing.keeps(spec) if spec else None


def may_enter(moment: Moment) -> bool:
    """Whether lines are asked for, so that the facilitator can write one down for somebody. Anonymous ones are
    everybody's own affair."""
    step = moment.step
    if step is None or step.anonymous or step.is_break or moment.signoff.freeze is not None:
        return False
    if step.activity in ("silent-writing", "constraint-map", "alignment"):
        return True
    return step.activity == "build-tree" and moment.gate == "propose"


def _speakers(moment: Moment) -> Iterator[Speaker]:
    ours = (each for each in moment.people.values() if each.side is Side.OURS and each.role is Role.MEMBER)
    named = (Speaker(each.id, moment.name(each.id)) for each in ours)
    yield from sorted((each for each in named if each.name), key=lambda each: each.name.casefold())


def _line(moment: Moment, node: Node) -> Line:
    person = moment.people.get(node.text("said_by") or node.person or "")
    prompt = questions.of(moment, node)
    return Line(
        id=node.id,
        text=node.statement,
        name=writing.author(moment, node),
        owner=node.text("accountable"),
        from_=person.function if person else "",
        ask=said(prompt.ask, moment.language) if prompt else "",
        first=places.likely(moment, node),
    )
