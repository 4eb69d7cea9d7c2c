"""The goal split on the phone: my cells first, then those that nobody has, then what all of them make."""

from __future__ import annotations

from dataclasses import dataclass

from app.activities import ballot, hands, results, writing
from app.activities.contract import Lists, Me, Moment, Piece
from app.activities.goal_split import cells
from app.activities.goal_split.cells import Part, Sum
from app.activities.lines import is_shared
from app.activities.year import Year, year
from app.domain.projection import Node

TEMPLATES = "activities/goal_split/templates"


@dataclass(frozen=True, slots=True)
class Split:
    sum: Sum
    goal: str
    """Id of the goal; empty without one."""
    may_add: bool
    products: tuple[str, ...]
    geographies: tuple[str, ...]
    domains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Months:
    goal: str
    year: Year


def shown(moment: Moment) -> Lists:
    if is_shared(moment):
        return {"now": (writing.task(moment),)}
    goal, edits = moment.projection.goal, hands.edits(moment)
    _grid, view = cells.summed(moment)
    names = {name: cells.known(moment, name) for name in ("product", "geography", "domain")}
    split = Split(view, goal.id if goal else "", edits and goal is not None, *names.values())
    now = [writing.task(moment), Piece("split", f"{TEMPLATES}/phone.html", split)]
    if goal is not None and edits:
        now.append(
            Piece("split-months", f"{TEMPLATES}/phone_months.html", Months(goal.id, year(moment, goal)))
        )
    result = results.result(moment) if ballot.closed(moment) else None
    if result is not None:
        now.append(Piece("confidence", "phone/result.html", result))
    asked = {} if result is not None else ballot.asked(moment)
    if asked:
        now += (Piece("confidence-head", f"{TEMPLATES}/phone_confidence.html", None), *asked["ballot"])
    rows = tuple(_row(moment, node, edits) for node in cells.parts(moment))
    return {"now": tuple(now), "cells": rows, "things": asked.get("things", ())}


def mine(moment: Moment, me: Me) -> Lists:
    """The cells that I answer for, to fill in; and how sure I said I am."""
    edits = hands.edits(moment)
    said = {} if is_shared(moment) or ballot.closed(moment) else ballot.mine(moment, me)
    own = (node for node in cells.parts(moment) if node.text("accountable") == me.person)
    return {**said, "mine-cells": tuple(_own(moment, node, edits) for node in own)}


def watched(moment: Moment, id_: str) -> Piece | None:
    return None


def _own(moment: Moment, node: Node, edits: bool) -> Piece:
    return Piece(f"my-cell-{node.id}", f"{TEMPLATES}/phone_mine.html", _part(moment, node, edits))


def _row(moment: Moment, node: Node, edits: bool) -> Piece:
    def made() -> Piece:
        return Piece(f"cell-{node.id}", f"{TEMPLATES}/phone_cell.html", _part(moment, node, edits))

    return node.once("goal split on the phone", (moment.names, edits), made)


def _part(moment: Moment, node: Node, edits: bool) -> Part:
    return cells.part(moment, node, may_edit=edits)
