"""The table as phones and consoles show it: a piece for each cluster and each line, in lists inside one another, so that
a line that goes elsewhere is moved and nothing else is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.activities.cluster.heaps import Heap, Lain, Lying
from app.activities.contract import Lists, Piece
from app.activities.places import Where

TEMPLATES = "activities/cluster/templates"


@dataclass(frozen=True, slots=True)
class Line:
    line: Lain
    may: bool
    """It can be picked, and put elsewhere."""
    ways: tuple[Where, ...]
    """The likely places in the plan; on the console only."""
    leads: bool


@dataclass(frozen=True, slots=True)
class Cluster:
    id: str
    title: str
    count: int
    lines: tuple[str, ...]
    """Ids of its lines: taken apart, they lie by themselves again."""
    placed: str
    may: bool
    ways: tuple[Where, ...]
    others: tuple[Where, ...]
    leads: bool
    on_board: bool
    """The board shows it alone."""


Ways = Callable[[str], tuple[Where, ...]]
"""Where a line or a cluster, by its id, is likely to go in the plan."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What whoever leads can do with it besides."""

    ways: Ways
    others: tuple[Where, ...]
    spotlight: str | None


def lists(lies: Lying, *, may: bool, desk: Desk | None = None) -> Lists:
    found: dict[str, tuple[Piece, ...]] = {"heaps": tuple(_heap(each, may, desk) for each in lies.heaps)}
    for heap in lies.heaps:
        found[f"in-{heap.id}"] = tuple(_lines(heap.lines, may, desk))
    found["loose-lines"] = tuple(_lines(lies.loose, may, desk))
    return found


def _heap(heap: Heap, may: bool, desk: Desk | None) -> Piece:
    view = Cluster(
        id=heap.id,
        title=heap.title,
        count=heap.voices,
        lines=tuple(each.id for each in heap.lines),
        placed=heap.placed,
        may=may,
        ways=desk.ways(heap.id) if desk and not heap.placed else (),
        others=desk.others if desk and not heap.placed else (),
        leads=desk is not None,
        on_board=desk is not None and desk.spotlight == heap.id,
    )
    return Piece(f"heap-{heap.id}", f"{TEMPLATES}/heap.html", view)


def _lines(lines: tuple[Lain, ...], may: bool, desk: Desk | None) -> Iterator[Piece]:
    for line in lines:
        ways = desk.ways(line.id) if desk and not line.placed else ()
        view = Line(line, may, ways, leads=desk is not None)
        yield Piece(f"lain-{line.id}", f"{TEMPLATES}/line.html", view)
