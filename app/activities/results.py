"""What a vote came to, as every surface shows it: for each thing its score, how each function voted, who stands apart.

Made once a moment of the tally that everybody shares; words and number formats are the templates' affair.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.activities.ballot import ENOUGH, turnout, words
from app.activities.contract import Moment
from app.domain.agenda import said
from app.domain.ballots import PROPOSAL
from app.domain.tally import SCALES, SHARED_OUT, Group, Line, Share, Tally

COLUMNS = 6
"""Functions that a board has room for; of the others only who stands apart is told."""
MANY_DOTS = 14
"""In one cell, as dots; more are a number."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one function gave to one thing."""

    group: str
    given: int
    of: int
    """All that this function gave."""
    mean: str
    total: int
    """All that this thing got."""
    apart: bool
    dots: bool
    """Few enough to be drawn one by one."""


@dataclass(frozen=True, slots=True)
class Marks:
    """One criterion, axis or mark of a thing."""

    key: str
    mean: str
    value: float
    counts: tuple[int, ...]
    split: bool


@dataclass(frozen=True, slots=True)
class ResultLine:
    id: str
    number: str
    statement: str
    place: int
    score: str
    """Dots or points, or the mean."""
    before: str
    """The same in the vote before this one; empty where there was none."""
    voters: int
    marks: tuple[Marks, ...]
    cells: tuple[Cell, ...]
    above: bool
    """Among those that the step takes on."""
    cut: bool
    """The first one that it does not."""

    @property
    def apart(self) -> tuple[Cell, ...]:
        return tuple(each for each in self.cells if each.apart)

    @property
    def split(self) -> bool:
        return any(each.split for each in self.marks)


@dataclass(frozen=True, slots=True)
class Reason:
    text: str
    score: int
    name: str


@dataclass(frozen=True, slots=True)
class Result:
    method: str
    voters: int
    of: int
    entered: int
    given: int
    budget: int
    limit: int
    groups: tuple[Group, ...]
    columns: tuple[Group, ...]
    """Groups that have a column."""
    axes: tuple[str, ...]
    """Names of criteria, or of the axes."""
    scale: tuple[int, ...]
    lines: tuple[ResultLine, ...]
    reasons: tuple[Reason, ...]
    nameless: bool
    """Nobody can be told apart in it."""
    closed: bool
    cut: bool

    @property
    def shared_out(self) -> bool:
        return self.method in SHARED_OUT


def result(moment: Moment) -> Result | None:
    """None as long as nobody may know."""
    tally, step = moment.tally, moment.step
    if tally is None or step is None:
        return None
    poll = tally.poll
    _voted, of = turnout(moment)
    take = step.options.get("take")
    cut = take if isinstance(take, int) and poll.method in (*SHARED_OUT, "criteria") else 0
    asked = {each.key: said(each.ask, moment.language) for each in step.prompts}
    lines = tuple(_line(moment, tally, each, at, cut) for at, each in enumerate(_known(moment, tally)))
    return Result(
        method=poll.method,
        voters=tally.voters,
        of=max(of, tally.voters),
        entered=tally.entered,
        given=tally.given,
        budget=poll.budget,
        limit=poll.limit,
        groups=tally.groups,
        columns=tally.groups if len(tally.groups) <= COLUMNS else (),
        axes=tuple(asked.get(key, key) for key in poll.criteria)
        if poll.method in ("grid", "criteria")
        else (),
        scale=SCALES.get(poll.method, ()),
        lines=lines,
        reasons=tuple(Reason(each.text, each.score, moment.name(each.person)) for each in tally.reasons),
        nameless=poll.nameless and tally.voters >= ENOUGH,
        closed=poll.step in moment.run.revealed,
        cut=0 < cut < len(lines),
    )


def _known(moment: Moment, tally: Tally) -> Iterator[Line]:
    return (each for each in tally.lines if each.thing == PROPOSAL or each.thing in moment.projection)


def score(tally: Tally, line: Line) -> str:
    """As it is said: a count, or a mean with one place; empty where nothing was given to it."""
    if tally.poll.method in SHARED_OUT:
        return str(round(line.score))
    return mean(line.score) if line.voters else ""


def mean(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _line(moment: Moment, tally: Tally, line: Line, at: int, cut: int) -> ResultLine:
    node = moment.projection.get(line.thing)
    earlier = moment.tally_before
    was = earlier.line(line.thing) if earlier else None
    return ResultLine(
        id=line.thing,
        number=node.number if node else "",
        statement=words(node) if line.thing != PROPOSAL else "",
        place=line.place,
        score=score(tally, line),
        before=score(earlier, was) if earlier and was else "",
        voters=line.voters,
        marks=tuple(
            Marks(part.key, mean(part.mean), part.mean or 0.0, part.counts, part.split) for part in line.parts
        ),
        cells=tuple(
            _cell(group, share, line) for group, share in zip(tally.groups, line.shares, strict=True)
        ),
        above=at < cut,
        cut=0 < cut == at,
    )


def _cell(group: Group, share: Share, line: Line) -> Cell:
    return Cell(
        group=group.name,
        given=share.given,
        of=group.given,
        mean=mean(share.mean),
        total=round(line.score),
        apart=share.apart,
        dots=share.given <= MANY_DOTS,
    )
