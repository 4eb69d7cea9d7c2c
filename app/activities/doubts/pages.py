"""A parent and what hangs under it, as one page: in order to have this, we must have these.

Which parents have a page is the format's `kinds`; one with nothing under it has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.activities import doubting, writing
from app.activities.contract import Moment
from app.activities.doubting import Heard
from app.activities.lines import in_order
from app.domain.fields import scores
from app.domain.projection import Node


@dataclass(frozen=True, slots=True)
class Edge:
    id: str
    kind: str
    number: str
    statement: str
    put: bool
    """It was put to the room."""
    heard: tuple[Heard, ...]

    @property
    def open(self) -> int:
        return sum(not each.answered for each in self.heard)


@dataclass(frozen=True, slots=True)
class Vote:
    """How many think that the lines of a page are enough for what stands above them."""

    yes: int
    of: int

    @property
    def percent(self) -> int:
        return self.yes * 100 // self.of


@dataclass(frozen=True, slots=True)
class Page:
    id: str
    kind: str
    number: str
    statement: str
    edges: tuple[Edge, ...]
    vote: Vote | None
    """Closed, and given by somebody."""
    revealed: bool

    @property
    def doubted(self) -> int:
        return sum(bool(edge.heard) for edge in self.edges)

    @property
    def put(self) -> bool:
        return all(edge.put for edge in self.edges)


def pages(moment: Moment) -> tuple[Page, ...]:
    return tuple(page(moment, node) for node in parents(moment))


def parents(moment: Moment) -> Iterator[Node]:
    kinds = moment.step.options.get("kinds") if moment.step else None
    if isinstance(kinds, list):
        yield from (node for node in in_order(moment, kinds) if moment.projection.tree_under(node.id))


def page(moment: Moment, node: Node) -> Page:
    return Page(
        id=node.id,
        kind=node.kind,
        number=node.number,
        statement=node.statement,
        edges=tuple(_edge(moment, each) for each in moment.projection.tree_under(node.id)),
        vote=_vote(moment, node),
        revealed=writing.is_revealed(moment),
    )


def in_work(moment: Moment, all_: tuple[Page, ...]) -> Page | None:
    """The page that the board shows: the one in the spotlight or around it, else the first; after the reveal, which puts
    the spotlight out, the one of which most is doubted."""
    at = moment.projection.get(moment.run.spotlight)
    by_id = {each.id: each for each in all_}
    while at is not None:
        if at.id in by_id:
            return by_id[at.id]
        at = moment.projection.get(at.parent)
    return max(all_, key=lambda each: each.doubted, default=None)


def _edge(moment: Moment, node: Node) -> Edge:
    return Edge(
        id=node.id,
        kind=node.kind,
        number=node.number,
        statement=node.statement,
        put=node.fields.get("put") is True,
        heard=doubting.heard(moment, node),
    )


def _vote(moment: Moment, node: Node) -> Vote | None:
    step = moment.run.current
    given = [
        said[node.id]
        for ballot in moment.projection.every("ballot")
        if ballot.text("step") == step and node.id in (said := scores(ballot.fields.get("scores")))
    ]
    return Vote(sum(given), len(given)) if given else None
