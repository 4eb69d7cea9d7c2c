"""Doubts that people have about lines of the plan, for the steps that ask for them.

Whoever says nothing lets a line stand. What somebody doubts is theirs alone until the step is revealed, where it has a
reveal; then it is the room's, to be answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.activities import writing
from app.activities.contract import Me, Moment, Piece
from app.activities.lines import is_shared
from app.domain.kinds import CATEGORIES
from app.domain.people import Role
from app.domain.projection import Node

MINE = "phone/my_doubt.html"
ANSWERING = "console/doubt.html"


@dataclass(frozen=True, slots=True)
class MyDoubt:
    id: str
    reservation: str
    text: str
    offered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """A doubt that everybody of ours may read."""

    id: str
    reservation: str
    category: str
    text: str
    name: str
    answer: str
    answered: bool


@dataclass(frozen=True, slots=True)
class Answering:
    """A doubt to be answered on the console."""

    heard: Heard
    number: str
    """Of the line it is about."""
    statement: str
    categories: tuple[str, ...] = CATEGORIES


def may_doubt(moment: Moment) -> bool:
    """Whether this audience may mark what it doubts now."""
    if is_shared(moment) or moment.role not in (Role.FACILITATOR, Role.MEMBER):
        return False
    return moment.gate != "read" or moment.role is Role.FACILITATOR


def mine(moment: Moment, me: Me, offered: tuple[str, ...]) -> Mapping[str, tuple[Piece, ...]]:
    """My doubts of this step, each in the list of its line, while I may change them."""
    step = moment.step
    if step is None or not may_doubt(moment):
        return {}
    found: dict[str, tuple[Piece, ...]] = {}
    for node in me.said.get("doubt", ()):
        if node.text("step") != writing.keeps(step) or node.fields.get("answered") is True or not node.parent:
            continue
        view = MyDoubt(node.id, node.text("reservation"), node.text("text"), offered)
        key = f"mine-doubt-{node.parent}"
        found[key] = (*found.get(key, ()), Piece(f"my-doubt-{node.id}", MINE, view))
    return found


def heard(moment: Moment, line: Node) -> tuple[Heard, ...]:
    """What is held against a line, as far as all of ours may read it."""
    return tuple(
        Heard(
            id=node.id,
            reservation=node.text("reservation"),
            category=node.text("category"),
            text=node.text("text"),
            name=writing.author(moment, node),
            answer=node.text("answer"),
            answered=node.fields.get("answered") is True,
        )
        for node in line.below
        if node.kind == "doubt"
    )
