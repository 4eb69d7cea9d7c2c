"""The map on the board: how many have written, then the lines, then scopes by weight with what touches them."""

from __future__ import annotations

from dataclasses import dataclass

from app.activities import board_lines, writing
from app.activities.constraint_map.heat import Scope, scopes
from app.activities.contract import Lists, Moment, Piece
from app.activities.lines import is_shared

TEMPLATE = "activities/constraint_map/templates/board.html"
WRITING = "activities/constraint_map/templates/board_writing.html"


@dataclass(frozen=True, slots=True)
class Writing:
    people: int
    of: int


@dataclass(frozen=True, slots=True)
class Map:
    scopes: tuple[Scope, ...]
    constraints: int
    untouched: int


def shown(moment: Moment) -> Lists:
    """Inside only: where a constraint bites, and how much, never leaves our side."""
    step = moment.step
    if step is None or is_shared(moment):
        return {}
    if writing.keeps(step) and not writing.is_revealed(moment):
        people, of = writing.written(moment)
        return {"stage": (Piece("map-writing", WRITING, Writing(people, of)),)}
    if board_lines.wait(moment):
        return {"stage": (board_lines.said(moment),)}
    found = scopes(moment)
    held = [each for scope in found for each in scope.constraints]
    view = Map(found, len(held), sum(not each.touched for each in held))
    return {"stage": (Piece("constraint-map", TEMPLATE, view),)}
