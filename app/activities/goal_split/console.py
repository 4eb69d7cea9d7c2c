"""The goal split on the console: every part to be corrected, parts made from last year's figures, and the months."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.activities import ballot, hands
from app.activities.contract import Lists, Moment, Piece
from app.activities.goal_split import cells
from app.activities.goal_split.cells import Part, Somebody, Sum
from app.activities.year import Year, year
from app.domain.figures import amounts
from app.domain.projection import Node
from app.domain.reading.names import folded

TEMPLATES = "activities/goal_split/templates"
NAMES = ("product", "geography", "domain")


@dataclass(frozen=True, slots=True)
class Proposed:
    """A part that last year's figures have and the goal has not."""

    product: str
    geography: str
    domain: str
    last_sales: int


@dataclass(frozen=True, slots=True)
class Split:
    sum: Sum
    goal: str
    may_edit: bool
    proposed: tuple[Proposed, ...]
    people: tuple[Somebody, ...]
    said: tuple[int, int]
    """How many said how sure they are of it, and of how many; (0, 0) where nobody is asked."""


@dataclass(frozen=True, slots=True)
class Row:
    part: Part
    people: tuple[Somebody, ...]


@dataclass(frozen=True, slots=True)
class Months:
    goal: str
    year: Year


def shown(moment: Moment) -> Lists:
    goal, edits = moment.projection.goal, hands.edits(moment)
    _grid, summed = cells.summed(moment)
    people = cells.ours(moment)
    said = ballot.turnout(moment) if moment.poll is not None else (0, 0)
    split = Split(summed, goal.id if goal else "", edits, tuple(_proposed(moment)), people, said)
    work = [Piece("split", f"{TEMPLATES}/console.html", split)]
    if goal is not None and edits:
        months = Months(goal.id, year(moment, goal))
        work.append(Piece("split-months", f"{TEMPLATES}/console_months.html", months))
    rows = tuple(_row(moment, node, edits, people) for node in cells.parts(moment))
    return {"work": tuple(work), "cells": rows}


def _row(moment: Moment, node: Node, edits: bool, people: tuple[Somebody, ...]) -> Piece:
    def made() -> Piece:
        row = Row(cells.part(moment, node, may_edit=edits), people)
        return Piece(f"cpart-{node.id}", f"{TEMPLATES}/console_part.html", row)

    return node.once("goal split on the console", (people, edits), made)


def _proposed(moment: Moment) -> Iterator[Proposed]:
    there = {_key(node) for node in cells.parts(moment)}
    for node in moment.projection.under(None, "figure"):
        if node.text("measure") == "margin" or _key(node) in there:
            continue
        there.add(_key(node))
        held = amounts(node.fields.get("actual")) or amounts(node.fields.get("last_year"))
        yield Proposed(node.text("product"), node.text("geography"), node.text("domain"), sum(held))


def _key(node: Node) -> tuple[str, ...]:
    return tuple(folded(node.text(name)) for name in NAMES)
