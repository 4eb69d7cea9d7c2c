"""What lies on the table in such a step: the clusters with their lines, and the lines that lie in none.

The step's option `from` names the step in which they were written; without it they are those of the step before. A line
that was merged into another lives on as one of its sources; one that was parked is the parking lot's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.activities import writing
from app.activities.contract import Moment
from app.activities.lines import is_shared
from app.domain.agenda import StepSpec
from app.domain.people import Role
from app.domain.projection import Node


@dataclass(frozen=True, slots=True)
class Lain:
    """A line as it lies there."""

    id: str
    text: str
    scope: str
    name: str
    """Whose it is; empty where nobody may know."""
    sources: tuple[str, ...]
    """The words of the lines that were merged into it."""
    direct: tuple[str, ...]
    """Ids of those merged into it and into none before: they can be taken apart again."""
    placed: str
    """Number of what it became in the plan."""


@dataclass(frozen=True, slots=True)
class Heap:
    id: str
    title: str
    lines: tuple[Lain, ...]
    placed: str

    @property
    def voices(self) -> int:
        """How many lines speak for it, those that were merged among them."""
        return sum(1 + len(each.sources) for each in self.lines)


@dataclass(frozen=True, slots=True)
class Lying:
    heaps: tuple[Heap, ...]
    loose: tuple[Lain, ...]

    @property
    def all(self) -> Iterator[Lain]:
        for heap in self.heaps:
            yield from heap.lines
        yield from self.loose


def source(moment: Moment) -> StepSpec | None:
    """The step in which the lines were written."""
    step = moment.step
    if step is None:
        return None
    named = step.options.get("from")
    return moment.run.find(named) if isinstance(named, str) and named else moment.run.neighbour(-1)


def lying(moment: Moment) -> Lying:
    """All of it, in order; nothing in the shared edition."""
    spec = source(moment)
    if spec is None or is_shared(moment):
        return Lying((), ())
    notes = [
        each
        for each in moment.projection.every("note")
        if each.text("step") == writing.keeps(spec) and not writing.stays(moment, each)
    ]
    into: dict[str, list[Node]] = {}
    for note in notes:
        if isinstance(merged := note.fields.get("merged"), str):
            into.setdefault(merged, []).append(note)
    live = [each for each in notes if not each.fields.get("merged") and not each.fields.get("parked")]
    clusters = [each for each in moment.projection.every("cluster") if each.text("step") == spec.key]
    known = {each.id for each in clusters}
    heaps = tuple(
        Heap(
            id=cluster.id,
            title=cluster.text("title"),
            lines=tuple(
                _lain(moment, each, into) for each in live if each.fields.get("cluster") == cluster.id
            ),
            placed=writing.placed(moment, cluster),
        )
        for cluster in clusters
    )
    loose = tuple(_lain(moment, each, into) for each in live if each.fields.get("cluster") not in known)
    return Lying(heaps, loose)


def may_sort(moment: Moment) -> bool:
    """Whether this audience may put lines together now."""
    if moment.role not in (Role.FACILITATOR, Role.MEMBER) or moment.signoff.freeze is not None:
        return False
    if is_shared(moment):
        return False
    return moment.role is Role.FACILITATOR or moment.gate == "edit"


def _lain(moment: Moment, note: Node, into: dict[str, list[Node]]) -> Lain:
    return Lain(
        id=note.id,
        text=note.text("text"),
        scope=note.text("scope"),
        name=writing.author(moment, note),
        sources=tuple(each.text("text") for each in _merged(note.id, into, {note.id})),
        direct=tuple(each.id for each in into.get(note.id, ())),
        placed=writing.placed(moment, note),
    )


def _merged(id_: str, into: dict[str, list[Node]], seen: set[str]) -> Iterator[Node]:
    """All that was merged into a line, in one go or in several."""
    for each in into.get(id_, ()):
        if each.id not in seen:
            seen.add(each.id)
            yield each
            yield from _merged(each.id, into, seen)
