"""Clusters on the console: lines are dragged or picked by key; clusters named, taken apart, taken into the plan. And
which lines seem to say the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.activities import places
from app.activities.cluster import heaps, sheets
from app.activities.cluster.heaps import Heap, Lain, Lying
from app.activities.contract import Lists, Moment, Piece
from app.activities.likeness import groups

MOST_ALIKE = 3
"""Suggestions at a time: more would be read by nobody."""
MOST_COMPARED = 200


@dataclass(frozen=True, slots=True)
class Alike:
    """Lines that seem to say the same."""

    ids: tuple[str, ...]
    texts: tuple[str, ...]
    heap: str
    """The cluster in which some of them lie already; empty where there is none."""
    title: str


@dataclass(frozen=True, slots=True)
class Table:
    step: str
    waits: bool
    """The lines are written, and not revealed."""
    empty: bool
    loose: int
    alike: tuple[Alike, ...]


def shown(moment: Moment) -> Lists:
    spec, lies = heaps.source(moment), heaps.lying(moment)
    if spec is None:
        return {}
    private = spec.anonymous or spec.reveal == "on-reveal"
    view = Table(
        step=spec.key,
        waits=private and spec.key not in moment.run.revealed,
        empty=not lies.heaps and not lies.loose,
        loose=len(lies.loose),
        alike=tuple(_alike(lies)),
    )
    others = places.everywhere(moment)
    desk = sheets.Desk(lambda id_: _ways(moment, lies, id_), others, moment.run.spotlight)
    return {
        "work": (Piece("sorting", f"{sheets.TEMPLATES}/console.html", view),),
        **sheets.lists(lies, may=heaps.may_sort(moment), desk=desk),
    }


def _ways(moment: Moment, lies: Lying, id_: str) -> tuple[places.Where, ...]:
    node = moment.projection.get(id_)
    if node is None:
        return ()
    return places.likely(moment, node, _question(moment, lies, id_) if node.kind == "cluster" else "")


def _question(moment: Moment, lies: Lying, id_: str) -> str:
    """The question that most lines of a cluster answer."""
    heap = next(each for each in lies.heaps if each.id == id_)
    nodes = (moment.projection.get(each.id) for each in heap.lines)
    keys = [node.text("prompt") for node in nodes if node is not None]
    return max(keys, key=keys.count, default="")


def _alike(lies: Lying) -> Iterator[Alike]:
    lain: list[tuple[Heap | None, Lain]] = [(None, each) for each in lies.loose]
    lain += ((heap, each) for heap in lies.heaps for each in heap.lines)
    known = [each for each in lain if not each[1].placed][:MOST_COMPARED]
    told = 0
    for group in groups(tuple(each.text for _heap, each in known)):
        of = [known[at] for at in group]
        homes = {heap.id: heap for heap, _each in of if heap is not None}
        loose = [each for heap, each in of if heap is None]
        if not loose or len(homes) > 1:
            continue  # together already, or kept apart on purpose
        home = next(iter(homes.values()), None)
        yield Alike(
            ids=tuple(each.id for each in loose),
            texts=tuple(each.text for each in (loose if home else (each for _h, each in of))),
            heap=home.id if home else "",
            title=home.title if home else "",
        )
        told += 1
        if told == MOST_ALIKE:
            return
