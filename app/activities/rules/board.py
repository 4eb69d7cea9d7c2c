"""Rules on the board: what is wrong in plain words, counted by branch. Ours alone."""

from __future__ import annotations

from dataclasses import dataclass

from app.activities import judged
from app.activities.contract import Lists, Moment, Piece
from app.activities.judged import Branch
from app.activities.lines import is_shared

TEMPLATE = "activities/rules/templates/board.html"


@dataclass(frozen=True, slots=True)
class Wrong:
    rule: int
    count: int
    blocks: bool
    numbers: tuple[str, ...]
    """Of the lines concerned, where they have one."""


@dataclass(frozen=True, slots=True)
class BoardBranch:
    id: str
    number: str
    statement: str
    wrong: tuple[Wrong, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    blocking: int
    others: int
    branches: tuple[BoardBranch, ...]


def shown(moment: Moment) -> Lists:
    if is_shared(moment):
        return {}
    all_ = judged.branches(moment)
    blocking = sum(each.blocking for each in all_)
    view = Rules(
        blocking=blocking,
        others=sum(len(each.found) for each in all_) - blocking,
        branches=tuple(
            BoardBranch(each.id, each.number, each.statement, _counted(each)) for each in all_ if each.found
        ),
    )
    return {"stage": (Piece("rules", TEMPLATE, view),)}


def _counted(branch: Branch) -> tuple[Wrong, ...]:
    rules = dict.fromkeys(each.rule for each in branch.found)
    return tuple(_wrong(rule, branch) for rule in rules)


def _wrong(rule: int, branch: Branch) -> Wrong:
    of_rule = [each for each in branch.found if each.rule == rule]
    numbers = tuple(
        dict.fromkeys(each.number for each in of_rule if each.number and each.number != branch.number)
    )
    return Wrong(rule, len(of_rule), any(each.blocks for each in of_rule), numbers)
